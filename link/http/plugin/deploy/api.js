'use strict';

// How an HTTP API is deployed: its stage deploys every change automatically.

const { requirementOf } = require('../api');

/** The template needs no change. */
const finish = () => {};

/** Returns the stage in the form that gateway/ expects. */
function stageOf(httpApiId) {
  return { httpApiId };
}

/** Returns what the API's routes require from callers, by name, including routes that CloudFormation does not know. */
async function servedRoutes(request, { httpApiId: ApiId }) {
  const items = [];
  let NextToken;
  do {
    const page = await request('ApiGatewayV2', 'getRoutes', { ApiId, NextToken });
    items.push(...page.Items);
    NextToken = page.NextToken;
  } while (NextToken);
  return Object.fromEntries(
    items.map(({ RouteKey, AuthorizationType }) => [RouteKey, requirementOf(AuthorizationType)]),
  );
}

/** Nothing has to be copied. */
const redeploy = async () => false;

/** Returns what is wrong with the stage. */
async function stageProblems(request, { httpApiId: ApiId }) {
  const { AutoDeploy } = await request('ApiGatewayV2', 'getStage', { ApiId, StageName: '$default' });
  if (AutoDeploy) return [];
  return ['the stage: does not deploy changes, so it serves an old version of the API. Set AutoDeploy in API Gateway.'];
}

module.exports = { finish, stageOf, servedRoutes, redeploy, stageProblems };
