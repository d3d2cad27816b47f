'use strict';

// The limits of the API. serverless-api-gateway-throttling fails silently: it stops halfway without its settings, treats 0
// as no limit, and changes the stage after CloudFormation has finished.

const { pluginsOf, routes } = require('./events');

const plugin = 'serverless-api-gateway-throttling';
const limits = ['maxRequestsPerSecond', 'maxConcurrentRequests'];

/**
 * @param {object} service the Serverless Framework's: `plugins`, `custom`, `functions`
 * @returns {string[]} one line for each setting that the plugin cannot use
 */
function problems({ plugins, custom, functions }) {
  return [
    ...(pluginsOf(plugins).includes(plugin) ? [] : [`plugins: ${plugin} is missing. Add it.`]),
    ...limits.flatMap((limit) =>
      limitProblem('custom.apiGatewayThrottling', limit, custom.apiGatewayThrottling?.[limit]),
    ),
    ...routes(functions).flatMap(({ name, method, event }) => [
      ...limits
        .filter((limit) => Object.hasOwn(event.throttling ?? {}, limit))
        .flatMap((limit) => limitProblem(`${name}: throttling`, limit, event.throttling[limit])),
      ...(event.throttling?.disabled ? [`${name}: throttling.disabled removes every limit. Remove it.`] : []),
      ...(method === '*' ? [`${name}: the plugin does not find the method "*". Use any.`] : []),
    ]),
  ];
}

function limitProblem(at, limit, value) {
  // A burst is a whole number of requests, a rate need not be.
  const isNumber = limit === 'maxConcurrentRequests' ? Number.isInteger(value) : Number.isFinite(value);
  const problem = value === undefined ? 'is missing' : `${JSON.stringify(value)} is not a limit`;
  return isNumber && value > 0 ? [] : [`${at}.${limit}: ${problem}. Use a number above 0.`];
}

/**
 * @param {(service: string, method: string, parameters: object) => Promise<object>} request one call of the AWS SDK
 * @param {object} service the Serverless Framework's: `custom`, `functions`
 * @param {{ restApiId: string, stage: string } | { httpApiId: string }} api
 * @returns {Promise<string[]>} one line for each limit that is not what serverless.yml says
 */
async function missing(request, { custom, functions }, api) {
  const found = api.restApiId ? await ofRestApi(request, api) : await ofHttpApi(request, api);
  const wanted = routes(functions).flatMap(({ kind, method, path, event }) =>
    // A REST API has no method settings for ANY. The plugin writes those of each method.
    (kind === 'http' && method === 'ANY' ? ['GET', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] : [method]).map(
      (each) => [`${each} ${path}`, event.throttling],
    ),
  );
  return [['the stage', {}], ...wanted].flatMap(([route, throttling]) => {
    const { maxRequestsPerSecond, maxConcurrentRequests } = { ...custom.apiGatewayThrottling, ...throttling };
    const { rate = 'none', burst = 'none' } = found[route] ?? {};
    return rate === maxRequestsPerSecond && burst === maxConcurrentRequests
      ? []
      : [
          `throttling of ${route}: rate ${rate}, burst ${burst}, ` +
            `but serverless.yml says ${maxRequestsPerSecond} and ${maxConcurrentRequests}.`,
        ];
  });
}

/** Removes the limits of routes that no longer exist from an HTTP API's stage, which otherwise accepts no others. */
async function removeOldRoutes(request, { functions }, { httpApiId }) {
  const kept = routes(functions).map(({ method, path }) => `${method} ${path}`);
  const { RouteSettings = {} } = await request('ApiGatewayV2', 'getStage', { ApiId: httpApiId, StageName: '$default' });
  for (const RouteKey of Object.keys(RouteSettings).filter((key) => !kept.includes(key))) {
    await request('ApiGatewayV2', 'deleteRouteSettings', { ApiId: httpApiId, StageName: '$default', RouteKey });
  }
}

async function ofRestApi(request, { restApiId, stage }) {
  const { methodSettings = {} } = await request('APIGateway', 'getStage', { restApiId, stageName: stage });
  return Object.fromEntries(
    Object.entries(methodSettings).map(([key, { throttlingRateLimit, throttlingBurstLimit }]) => {
      // A JSON pointer and a method: `~1forward~1{proxy+}/POST`.
      const end = key.lastIndexOf('/');
      const path = key.slice(0, end).replaceAll('~1', '/').replaceAll('~0', '~').replace(/^\/?/, '/');
      const route = key === '*/*' ? 'the stage' : `${key.slice(end + 1)} ${path}`;
      return [route, { rate: throttlingRateLimit, burst: throttlingBurstLimit }];
    }),
  );
}

async function ofHttpApi(request, { httpApiId }) {
  const stage = await request('ApiGatewayV2', 'getStage', { ApiId: httpApiId, StageName: '$default' });
  const all = { 'the stage': stage.DefaultRouteSettings ?? {}, ...stage.RouteSettings };
  return Object.fromEntries(
    Object.entries(all).map(([key, { ThrottlingRateLimit, ThrottlingBurstLimit }]) => [
      key,
      { rate: ThrottlingRateLimit, burst: ThrottlingBurstLimit },
    ]),
  );
}

module.exports = { problems, missing, removeOldRoutes };
