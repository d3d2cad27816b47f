'use strict';

const api = require('./api');
const apiKeys = require('./api-keys');
const throttling = require('./throttling');

/**
 * After everything else: has the stage serve what the template says, and asks API Gateway whether it is protected. CloudFormation does not look at what somebody has
 * changed past it.
 * @returns {Promise<string[]>} one line for each thing that is missing, or not as serverless.yml says; empty if all is right
 */
async function missing(serverless) {
  const provider = serverless.getProvider('aws');
  const { naming } = provider;
  const stage = provider.getStage();
  const { custom, provider: settings } = serverless.service;
  /** One call of the AWS SDK. */
  const request = (service, method, parameters) => provider.request(service, method, parameters);
  const { StackResourceDetail } = await request('CloudFormation', 'describeStackResource', {
    StackName: naming.getStackName(),
    LogicalResourceId: api.logicalId,
  });
  const deployedStage = api.stageOf(StackResourceDetail.PhysicalResourceId, stage);
  return [
    ...(await api.settle(request, settings.compiledCloudFormationTemplate, deployedStage)),
    // The stage's limits are every route's: none has its own.
    ...(await throttling.missing(request, { custom, functions: {} }, deployedStage)),
    ...(custom.proxy.auth === 'api-key' ? await apiKeys.missing(request, { custom }, deployedStage) : []),
  ];
}

module.exports = { missing };
