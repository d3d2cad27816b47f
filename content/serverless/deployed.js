'use strict';

const apiKeys = require('./api-keys');
const { isAskedFor } = require('./optional');
const { apiType } = require('./routes');
const throttling = require('./throttling');

/** Before a stack is updated: takes away what would stand in its way. */
async function prepare(serverless) {
  const { service } = serverless;
  if (apiType(service.functions) === 'rest' || service.provider.shouldNotDeploy) return;
  const { request, idOf, naming } = aws(serverless);
  const httpApiId = await idOf(naming.getHttpApiLogicalId());
  if (httpApiId) await throttling.forgetRoutes(request, service, { httpApiId });
}

/**
 * After everything else: asks API Gateway whether the stage is protected.
 * @returns {Promise<string[]>} one line for each thing that is missing, or not as serverless.yml says; empty if all is right
 */
async function missing(serverless) {
  const { service } = serverless;
  const { request, idOf, naming, stage } = aws(serverless);
  if (apiType(service.functions) === 'http')
    return throttling.missing(request, service, { httpApiId: await idOf(naming.getHttpApiLogicalId()) });
  const api = { restApiId: await idOf(naming.getRestApiLogicalId()), stage };
  await apiKeys.updateUsagePlans(request, service, stage);
  return [
    ...(await throttling.missing(request, service, api)),
    ...(await apiKeys.missing(request, service, api)),
    ...(await webAclMissing(request, service, api)),
  ];
}

/** CloudFormation does not see when somebody takes the web ACL from the stage. */
async function webAclMissing(request, { custom }, { restApiId, stage }) {
  if (!isAskedFor(custom, 'wafRequestsPer5Minutes')) return [];
  const { webAclArn } = await request('APIGateway', 'getStage', { restApiId, stageName: stage });
  return webAclArn
    ? []
    : [
        `WAF: the stage has no web ACL, where serverless.yml says ${custom.proxy.wafRequestsPer5Minutes} requests of an address in 5 minutes; without wafRequestsPer5Minutes, and then with it, a deploy gives it one`,
      ];
}

function aws(serverless) {
  const provider = serverless.getProvider('aws');
  const { naming } = provider;
  /** One call of the AWS SDK. */
  const request = (service, method, parameters) => provider.request(service, method, parameters);
  /** The physical id of a resource of the stack; nothing if it is not there yet. */
  const idOf = async (LogicalResourceId) => {
    try {
      const { StackResourceDetail } = await request('CloudFormation', 'describeStackResource', {
        StackName: naming.getStackName(),
        LogicalResourceId,
      });
      return StackResourceDetail.PhysicalResourceId;
    } catch (error) {
      if (/does not exist/.test(error.message)) return undefined;
      throw error;
    }
  };
  return { request, idOf, naming, stage: provider.getStage() };
}

module.exports = { prepare, missing };
