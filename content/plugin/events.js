'use strict';

// The events of API Gateway in serverless.yml.

/**
 * Returns every event of API Gateway, however it is written.
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

/** Returns the names of the plugins, however they are listed. */
function pluginsOf(plugins) {
  return Array.isArray(plugins) ? plugins : (plugins?.modules ?? []);
}

module.exports = { routes, apiType, pluginsOf };
