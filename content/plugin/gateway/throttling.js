'use strict';

// The limits of the API: those of the stage, and those of single routes, which replace them.

const limits = ['maxRequestsPerSecond', 'maxConcurrentRequests'];

/**
 * @param {object} values the limits of the stage or of a route
 * @param {string} setting the setting that contains them
 * @param {string[]} [names] the required limits; all by default
 * @returns {string[]} one line for each limit that is missing or invalid
 */
function problems(values, setting, names = limits) {
  return names.flatMap((name) => {
    const value = values?.[name];
    // A burst is a whole number of requests, a rate need not be.
    const isNumber = name === 'maxConcurrentRequests' ? Number.isInteger(value) : Number.isFinite(value);
    const problem = value === undefined ? 'is missing' : `"${value}" is not a limit`;
    return isNumber && value > 0 ? [] : [`${setting}.${name}: ${problem}. Use a number above 0.`];
  });
}

/**
 * @param {(service: string, method: string, parameters: object) => Promise<object>} request one call of the AWS SDK
 * @param {object} custom the Serverless Framework's
 * @param {{ restApiId: string, stage: string } | { httpApiId: string }} api
 * @param {[string, object][]} [routes] by name of a route: which of the stage's limits it replaces
 * @returns {Promise<string[]>} one line for each stage or route whose limits are not those of serverless.yml
 */
async function missing(request, custom, api, routes = []) {
  const found = api.restApiId ? await ofRestApi(request, api) : await ofHttpApi(request, api);
  return [['the stage', {}], ...routes].flatMap(([route, own]) => {
    const { maxRequestsPerSecond, maxConcurrentRequests } = { ...custom.apiGatewayThrottling, ...own };
    const { rate = 'none', burst = 'none' } = found[route] ?? {};
    if (rate === maxRequestsPerSecond && burst === maxConcurrentRequests) return [];
    const fix = `Set them to ${maxRequestsPerSecond} and ${maxConcurrentRequests}.`;
    return [`throttling of ${route}: rate "${rate}" and burst "${burst}" are not those of serverless.yml. ${fix}`];
  });
}

async function ofRestApi(request, { restApiId, stage }) {
  const { methodSettings = {} } = await request('APIGateway', 'getStage', { restApiId, stageName: stage });
  return Object.fromEntries(
    Object.entries(methodSettings).map(([key, { throttlingRateLimit: rate, throttlingBurstLimit: burst }]) => {
      // A JSON pointer and a method: `~1forward~1{proxy+}/POST`.
      const end = key.lastIndexOf('/');
      const path = key.slice(0, end).replaceAll('~1', '/').replaceAll('~0', '~').replace(/^\/?/, '/');
      return [key === '*/*' ? 'the stage' : `${key.slice(end + 1)} ${path}`, { rate, burst }];
    }),
  );
}

async function ofHttpApi(request, { httpApiId }) {
  const stage = await request('ApiGatewayV2', 'getStage', { ApiId: httpApiId, StageName: '$default' });
  const all = { 'the stage': stage.DefaultRouteSettings ?? {}, ...stage.RouteSettings };
  return Object.fromEntries(
    Object.entries(all).map(([route, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }]) => [
      route,
      { rate, burst },
    ]),
  );
}

module.exports = { limits, problems, missing };
