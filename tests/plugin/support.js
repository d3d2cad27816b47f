'use strict';

// Assembles plugin folders as the templates do, below artifacts/tests/plugin/:
//   proxy                  the default proxy with every option
//   default                the default proxy
//   link-rest, link-http   the proxy over a VPC link

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const artifacts = path.join(root, 'artifacts', 'tests', 'plugin');
const content = path.join(root, 'content', 'plugin');
const options = fs
  .readdirSync(path.join(root, 'options'))
  .map((name) => path.join(root, 'options', name, 'plugin'))
  .filter((folder) => fs.existsSync(folder));
const shared = ['gateway', 'operate', 'options.js'].map((name) => path.join(content, name));

/** By folder: what it consists of. A later source overrides an earlier one. */
const sources = {
  proxy: [content, ...options],
  default: [content],
  'link-rest': [...shared, path.join(root, 'link', 'plugin'), path.join(root, 'link', 'rest', 'plugin')],
  'link-http': [...shared, path.join(root, 'link', 'plugin'), path.join(root, 'link', 'http', 'plugin')],
};

fs.rmSync(artifacts, { recursive: true, force: true });
for (const [name, folders] of Object.entries(sources)) {
  for (const source of folders) {
    const isShared = shared.includes(source);
    const target = path.join(artifacts, name, 'plugin', ...(isShared ? [path.basename(source)] : []));
    fs.cpSync(source, target, { recursive: true });
  }
}

/** Returns a module of an assembled plugin, such as `load('proxy', 'gateway/auth')`. */
function load(name, module) {
  const folder = path.join(artifacts, name, 'plugin');
  // As in the plugin: this loads the modules of the options.
  require(path.join(folder, 'options'));
  return require(path.join(folder, module));
}

/** Every message that a test has seen. messages.test.js compares them with the sources. */
const messages = [];

/** `<setting>: <problem>. <Fix>.` A message ends with a period, also where the fix contains YAML or a command. */
const form = /^\S[^\n]*?: \S[^\n]*[^\s.]\. [A-Z][^\n]*[^.]\.$/;

/** Checks the form of messages and remembers them. */
function assertForm(found) {
  found.forEach((message) => assert.match(message, form));
  messages.push(...found);
}

/** Checks that there is one message, how it begins, and its form. */
function assertOne(found, beginning) {
  assertForm(found);
  assert.equal(found.length, 1, found.join('\n'));
  assert.ok(found[0].startsWith(beginning), `${found[0]}\ndoes not begin with\n${beginning}`);
}

/** Returns a copy of a value with edits: paths such as `functions.forward.name`. Undefined removes a property. */
function edited(value, edits, separator = '.') {
  const copy = structuredClone(value);
  for (const [at, wanted] of Object.entries(edits)) {
    const names = at.split(separator);
    const parent = names.slice(0, -1).reduce((node, name) => node[name], copy);
    if (wanted === undefined) delete parent[names.at(-1)];
    else parent[names.at(-1)] = wanted;
  }
  return copy;
}

/** Returns a fake of `provider.request`: answers by method, and a list of the calls. */
function fakeAws(answers) {
  const calls = [];
  const request = async (service, method, parameters) => {
    calls.push([method, parameters]);
    const answer = typeof answers[method] === 'function' ? answers[method](parameters) : answers[method];
    return structuredClone(answer ?? {});
  };
  return { request, calls };
}

/** Returns a fake of the Serverless Framework whose AWS provider is `fakeAws`. */
function fakeServerless(answers) {
  const aws = fakeAws(answers);
  const naming = {
    getStackName: () => 'my-proxy-dev',
    getRestApiLogicalId: () => 'ApiGatewayRestApi',
    getHttpApiLogicalId: () => 'HttpApi',
  };
  return { calls: aws.calls, getProvider: () => ({ ...aws, naming, getStage: () => 'dev' }) };
}

module.exports = { root, artifacts, load, messages, assertForm, assertOne, edited, fakeAws, fakeServerless };
