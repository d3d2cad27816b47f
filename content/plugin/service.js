'use strict';

// Reads the service: the events, references and plugins in serverless.yml, and the C# projects next to it.

const fs = require('node:fs');
const path = require('node:path');

/**
 * Returns the events of API Gateway, in either notation.
 * @param {object} functions the service's functions
 * @returns {{ kind: 'http' | 'httpApi', method: string, path: string, event: object, name: string }[]}
 */
function routes(functions) {
  return Object.values(functions).flatMap(({ events = [] }) =>
    events.flatMap((entry) =>
      ['http', 'httpApi']
        .filter((kind) => entry[kind])
        .map((kind) => {
          const event = entry[kind];
          const [method, path = '*'] = typeof event === 'string' ? event.split(' ') : [event.method, event.path];
          const route = { kind, method: String(method).toUpperCase(), path: `/${String(path).replace(/^\//, '')}` };
          return { ...route, event, name: `${kind} ${route.method} ${route.path}` };
        }),
    ),
  );
}

/** Returns the type of API that the events make: 'rest' or 'http'. */
function apiType(functions) {
  return routes(functions).some(({ kind }) => kind === 'httpApi') ? 'http' : 'rest';
}

/** Returns a value of a template as one text, with references as in Fn::Sub; undefined if that is impossible. */
function text(value) {
  if (typeof value !== 'object') return value?.toString();
  const [[name, argument] = [], ...more] = Object.entries(value ?? {});
  if (more.length > 0) return undefined;
  if (name === 'Ref') return `\${${argument}}`;
  if (name === 'Fn::GetAtt') return `\${${[argument].flat().join('.')}}`;
  const [first, second = {}] = [argument].flat();
  if (name === 'Fn::Sub')
    return String(first).replace(/\$\{(\w+)\}/g, (all, key) =>
      Object.hasOwn(second, key) ? (text(second[key]) ?? all) : all,
    );
  const parts = name === 'Fn::Join' && Array.isArray(argument[1]) ? argument[1].map(text) : [undefined];
  return parts.includes(undefined) ? undefined : parts.join(argument[0]);
}

/**
 * Returns the only project in a folder.
 * @param {string} root the folder of serverless.yml
 * @param {string} folder `src` or `tests`
 * @param {string} [suffix] the end of the project's name
 */
function project(root, folder, suffix = '') {
  const projects = fs
    .readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.endsWith(suffix))
    .map((entry) => path.join(root, folder, entry.name))
    .filter((candidate) => fs.readdirSync(candidate).some((file) => file.endsWith('.csproj')));
  if (projects.length !== 1) throw new Error(`${folder}/: has ${projects.length} projects *${suffix}. Keep one.`);
  return projects[0];
}

module.exports = { routes, apiType, text, project };
