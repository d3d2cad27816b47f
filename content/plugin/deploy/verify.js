'use strict';

// Does what CloudFormation cannot do, and verifies the result.

const apiKeys = require('../gateway/api-keys');
const { stackOf } = require('../gateway/stack');
const throttling = require('../gateway/throttling');
const options = require('../options');
const { apiType, routes } = require('../service');

/** Before a stack is updated: removes what would prevent the update. */
async function prepare(serverless) {
  const { service } = serverless;
  if (apiType(service.functions) === 'rest' || service.provider.shouldNotDeploy) return;
  const { request, idOf } = stackOf(serverless);
  const httpApiId = await idOf(serverless.getProvider('aws').naming.getHttpApiLogicalId());
  if (httpApiId) await removeOldRoutes(request, service, httpApiId);
}

/**
 * After everything else: checks that the stage is protected.
 * @returns {Promise<string[]>} one line for each thing that is missing, or different from serverless.yml
 */
async function missing(serverless) {
  const { service } = serverless;
  const provider = serverless.getProvider('aws');
  const { request, idOf } = stackOf(serverless);
  if (apiType(service.functions) === 'http') {
    const api = { httpApiId: await idOf(provider.naming.getHttpApiLogicalId()) };
    return throttling.missing(request, service.custom, api, limitsOf(service));
  }
  const api = { restApiId: await idOf(provider.naming.getRestApiLogicalId()), stage: provider.getStage() };
  await apiKeys.updateUsagePlans(request, service, api.stage);
  const others = options.exported('verify').map((verify) => verify(request, service, api));
  return [
    ...(await throttling.missing(request, service.custom, api, limitsOf(service))),
    ...(await apiKeys.missing(request, service, api)),
    ...(await Promise.all(others)).flat(),
  ];
}

/** Returns the routes as API Gateway names them, and which of the stage's limits they replace. */
function limitsOf({ functions }) {
  return routes(functions).flatMap(({ kind, method, path, event }) =>
    // A REST API has no method settings for ANY. The plugin writes those of each method.
    (kind === 'http' && method === 'ANY' ? ['GET', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] : [method]).map(
      (each) => [`${each} ${path}`, event.throttling],
    ),
  );
}

/** Removes the limits of routes that no longer exist from an HTTP API's stage, which otherwise accepts no others. */
async function removeOldRoutes(request, service, ApiId) {
  const kept = limitsOf(service).map(([route]) => route);
  const { RouteSettings = {} } = await request('ApiGatewayV2', 'getStage', { ApiId, StageName: '$default' });
  for (const RouteKey of Object.keys(RouteSettings).filter((key) => !kept.includes(key))) {
    await request('ApiGatewayV2', 'deleteRouteSettings', { ApiId, StageName: '$default', RouteKey });
  }
}

module.exports = { prepare, missing };
