'use strict';

const { pluginsOf, routes } = require('./routes');

// serverless-api-gateway-throttling goes wrong in silence: it stops half-way without its block, takes 0 for no limit, and
// writes to the stage after CloudFormation has finished.
const plugin = 'serverless-api-gateway-throttling';
const limits = ['maxRequestsPerSecond', 'maxConcurrentRequests'];

/**
 * @param {object} service the Serverless Framework's: `plugins`, `custom`, `functions`
 * @returns {string[]} one line for each setting that the plugin could not use; empty if there is none
 */
function problems({ plugins, custom, functions }) {
  const wrong = (name, value) => {
    // API Gateway counts requests in whole ones, a rate not.
    const isLimit = name.endsWith('maxConcurrentRequests') ? Number.isInteger(value) : Number.isFinite(value);
    return isLimit && value > 0
      ? []
      : [
          `${name}: ${value === undefined ? 'is missing' : `${JSON.stringify(value)} is no limit`}; right is a number above 0`,
        ];
  };
  return [
    ...(pluginsOf(plugins).includes(plugin)
      ? []
      : [`plugins: ${plugin} is missing, without which there is no limit; right is to list it`]),
    ...limits.flatMap((limit) => wrong(`custom.apiGatewayThrottling.${limit}`, custom.apiGatewayThrottling?.[limit])),
    ...routes(functions).flatMap(({ name, method, event }) => [
      ...limits
        .filter((limit) => event.throttling && limit in event.throttling)
        .flatMap((limit) => wrong(`${name}: throttling.${limit}`, event.throttling[limit])),
      ...(event.throttling?.disabled ? [`${name}: throttling.disabled takes every limit away; right is without`] : []),
      ...(method === '*'
        ? [`${name}: the method * would be limited under a name that no route has; right is any`]
        : []),
    ]),
  ];
}

/**
 * @param {(service: string, method: string, parameters: object) => Promise<object>} request one call of the AWS SDK
 * @param {object} service the Serverless Framework's: `custom`, `functions`
 * @param {{ restApiId: string, stage: string } | { httpApiId: string }} api
 * @returns {Promise<string[]>} one line for each limit that is not as serverless.yml says; empty if all are
 */
async function missing(request, { custom, functions }, api) {
  const found = api.restApiId ? await ofRestApi(request, api) : await ofHttpApi(request, api);
  const wanted = routes(functions).flatMap(({ kind, method, path, event }) =>
    // A REST API's stage has no settings for ANY: the plugin writes those of each method.
    (kind === 'http' && method === 'ANY' ? ['GET', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] : [method]).map(
      (each) => [`${each} ${path}`, event.throttling],
    ),
  );
  return [['the stage', {}], ...wanted].flatMap(([route, throttling]) => {
    const { maxRequestsPerSecond, maxConcurrentRequests } = { ...custom.apiGatewayThrottling, ...throttling };
    const { rate, burst } = found[route] ?? {};
    return rate === maxRequestsPerSecond && burst === maxConcurrentRequests
      ? []
      : [
          `throttling of ${route}: ${rate ?? 'no limit'} a second and ${burst ?? 'no limit'} at once, where serverless.yml says ${maxRequestsPerSecond} and ${maxConcurrentRequests}`,
        ];
  });
}

/**
 * Takes the limits of routes that are to go from the stage of an HTTP API, which would take no others while it has them.
 * @param {Function} request as above
 * @param {object} service the Serverless Framework's: `functions`
 * @param {{ httpApiId: string }} api
 */
async function forgetRoutes(request, { functions }, { httpApiId }) {
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
      return [
        key === '*/*' ? 'the stage' : `${key.slice(end + 1)} ${path}`,
        { rate: throttlingRateLimit, burst: throttlingBurstLimit },
      ];
    }),
  );
}

async function ofHttpApi(request, { httpApiId }) {
  const { DefaultRouteSettings = {}, RouteSettings = {} } = await request('ApiGatewayV2', 'getStage', {
    ApiId: httpApiId,
    StageName: '$default',
  });
  return Object.fromEntries(
    Object.entries({ 'the stage': DefaultRouteSettings, ...RouteSettings }).map(
      ([key, { ThrottlingRateLimit, ThrottlingBurstLimit }]) => [
        key,
        { rate: ThrottlingRateLimit, burst: ThrottlingBurstLimit },
      ],
    ),
  );
}

module.exports = { problems, missing, forgetRoutes };
