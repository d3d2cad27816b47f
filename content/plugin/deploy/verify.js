'use strict';

// Does what CloudFormation cannot do, and verifies the result.

const apiKeys = require('../gateway/api-keys');
const { apiType } = require('../gateway/events');
const throttling = require('../gateway/throttling');
const options = require('../options');

/** Before a stack is updated: removes what would prevent the update. */
async function prepare(serverless) {
  const { service } = serverless;
  if (apiType(service.functions) === 'rest' || service.provider.shouldNotDeploy) return;
  const { request, idOf, naming } = aws(serverless);
  const httpApiId = await idOf(naming.getHttpApiLogicalId());
  if (httpApiId) await throttling.removeOldRoutes(request, service, { httpApiId });
}

/**
 * After everything else: checks that the stage is protected.
 * @returns {Promise<string[]>} one line for each thing that is missing or not what serverless.yml says
 */
async function missing(serverless) {
  const { service } = serverless;
  const { request, idOf, naming, stage } = aws(serverless);
  if (apiType(service.functions) === 'http') {
    return throttling.missing(request, service, { httpApiId: await idOf(naming.getHttpApiLogicalId()) });
  }
  const api = { restApiId: await idOf(naming.getRestApiLogicalId()), stage };
  await apiKeys.updateUsagePlans(request, service, stage);
  const others = options.exported('verify').map((verify) => verify(request, service, api));
  return [
    ...(await throttling.missing(request, service, api)),
    ...(await apiKeys.missing(request, service, api)),
    ...(await Promise.all(others)).flat(),
  ];
}

function aws(serverless) {
  const provider = serverless.getProvider('aws');
  const { naming } = provider;
  const request = (service, method, parameters) => provider.request(service, method, parameters);
  /** Returns the physical id of a resource of the stack; undefined if it does not exist. */
  const idOf = async (LogicalResourceId) => {
    try {
      const parameters = { StackName: naming.getStackName(), LogicalResourceId };
      return (await request('CloudFormation', 'describeStackResource', parameters)).StackResourceDetail
        .PhysicalResourceId;
    } catch (error) {
      if (/does not exist/.test(error.message)) return undefined;
      throw error;
    }
  };
  return { request, idOf, naming, stage: provider.getStage() };
}

module.exports = { prepare, missing };
