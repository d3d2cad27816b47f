'use strict';

// How a REST API is deployed. A deployment is a copy of the API. CloudFormation creates it once, so a change of the API
// reaches callers only with another deployment.

const { createHash } = require('node:crypto');
const { requirementOf } = require('../api');

/** What a deployment copies, or what methods refer to. */
const copied = /^AWS::(ApiGateway::(?!Deployment|Stage|ApiKey|UsagePlan)|ApiGatewayV2::VpcLink|EC2::)/;

/**
 * Names the deployment after what it copies, and makes it depend on the methods.
 * @param {object} template what CloudFormation gets; this function changes it
 */
function finish(template) {
  const [name, deployment] =
    Object.entries(template.Resources).find(([, { Type }]) => Type === 'AWS::ApiGateway::Deployment') ?? [];
  if (!name) return;
  const parts = Object.entries(template.Resources)
    .filter(([, { Type }]) => copied.test(Type))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const newName = `${name}${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`;
  delete template.Resources[name];
  template.Resources = {
    ...renamed(template.Resources, name, newName),
    [newName]: {
      ...deployment,
      DependsOn: parts.map(([id]) => id).filter((id) => template.Resources[id].Type === 'AWS::ApiGateway::Method'),
    },
  };
}

function renamed(node, name, newName) {
  if (Array.isArray(node)) return node.map((item) => renamed(item, name, newName));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'Ref' && value === name ? newName : renamed(value, name, newName),
    ]),
  );
}

/** Returns the stage in the form that gateway/ expects. */
function stageOf(restApiId, stage) {
  return { restApiId, stage };
}

/** Returns what the stage's routes require from callers, by name. */
async function servedRoutes(request, { restApiId, stage }) {
  const { deploymentId } = await request('APIGateway', 'getStage', { restApiId, stageName: stage });
  const { apiSummary = {} } = await request('APIGateway', 'getDeployment', {
    restApiId,
    deploymentId,
    embed: ['apisummary'],
  });
  return Object.fromEntries(
    Object.entries(apiSummary).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { apiKeyRequired, authorizationType }]) => [
        `${method} ${path}`,
        requirementOf(apiKeyRequired, authorizationType),
      ]),
    ),
  );
}

/** Copies the API again: when CloudFormation created the deployment, resources that it removes later still existed. */
async function redeploy(request, { restApiId, stage }) {
  await request('APIGateway', 'createDeployment', { restApiId, stageName: stage });
  return true;
}

/** Nothing else can be wrong with a REST API's stage. */
const stageProblems = async () => [];

module.exports = { finish, stageOf, servedRoutes, redeploy, stageProblems };
