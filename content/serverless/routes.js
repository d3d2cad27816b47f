'use strict';

/**
 * Every event of API Gateway's, whichever way it is written.
 * @param {object} functions the service's
 * @returns {{ kind: 'http' | 'httpApi', method: string, path: string, event: object, name: string }[]}
 */
function routes(functions) {
  return Object.values(functions).flatMap(({ events = [] }) =>
    events.flatMap((entry) =>
      ['http', 'httpApi']
        .filter((kind) => entry[kind])
        .map((kind) => {
          const [method, path = '*'] =
            typeof entry[kind] === 'string' ? entry[kind].split(' ') : [entry[kind].method, entry[kind].path];
          const route = { kind, method: String(method).toUpperCase(), path: `/${String(path).replace(/^\//, '')}` };
          return { ...route, event: entry[kind], name: `${route.kind} ${route.method} ${route.path}` };
        }),
    ),
  );
}

/** @returns {'rest' | 'http'} the kind of API that the events make */
function apiType(functions) {
  return routes(functions).some(({ kind }) => kind === 'httpApi') ? 'http' : 'rest';
}

/** @returns {string[]} the plugins, in whichever way they are listed */
function pluginsOf(plugins) {
  return Array.isArray(plugins) ? plugins : (plugins?.modules ?? []);
}

module.exports = { routes, apiType, pluginsOf };
