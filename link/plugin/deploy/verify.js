'use strict';

// After everything else: makes the stage serve the routes of the template, and checks that it is protected.
// CloudFormation does not notice changes made outside it.

const api = require('../api');
const apiKeys = require('../gateway/api-keys');
const { stackOf } = require('../gateway/stack');
const throttling = require('../gateway/throttling');
const deployed = require('./api');

/** Returns one line for each thing that is missing, or different from serverless.yml. */
async function missing(serverless) {
  const { custom, provider } = serverless.service;
  const { request, idOf } = stackOf(serverless);
  const stage = deployed.stageOf(await idOf(api.logicalId), serverless.getProvider('aws').getStage());
  return [
    ...(await deployed.stageProblems(request, stage)),
    ...(await routeProblems(request, provider.compiledCloudFormationTemplate, stage)),
    ...(await throttling.missing(request, custom, stage)),
    ...(custom.proxy.auth === 'api-key' ? await apiKeys.missing(request, { custom }, stage) : []),
  ];
}

async function routeProblems(request, template, stage) {
  const wanted = Object.fromEntries(api.routes(template).map(({ name, requires }) => [name, requires]));
  const problems = async () => differences(wanted, await deployed.servedRoutes(request, stage));
  const found = await problems();
  return found.length > 0 && (await deployed.redeploy(request, stage)) ? problems() : found;
}

/** Compares what routes require from callers, by name. */
function differences(wanted, served) {
  return [...new Set([...Object.keys(wanted), ...Object.keys(served)])]
    .filter((route) => served[route] !== wanted[route])
    .map((route) => {
      const is = served[route] ? `requires ${served[route]} from callers` : 'is not served';
      const right = wanted[route] ? `requires ${wanted[route]}` : 'does not have it';
      return `${route}: ${is}, but serverless.yml ${right}. Correct it in API Gateway.`;
    });
}

module.exports = { missing };
