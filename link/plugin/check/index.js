'use strict';

// Checks serverless.yml before it is packaged, and the compiled template before it is sent.

const api = require('../api');
const apiKeys = require('../gateway/api-keys');
const { authProblem } = require('../gateway/auth');
const throttling = require('../gateway/throttling');
const settings = require('../settings');
const template = require('./template');

/** Returns one line for each thing that is wrong in serverless.yml. */
function configurationProblems(serverless) {
  const { service } = serverless;
  const { custom, functions = {} } = service;
  const provider = serverless.getProvider('aws');
  return [
    ...settings.problems({ ...custom.proxy, region: provider.getRegion() }),
    ...authProblems(service, provider.getStage()),
    ...throttling.problems(custom.apiGatewayThrottling, 'custom.apiGatewayThrottling'),
    ...Object.keys(functions).map((name) => `functions.${name}: no request reaches a function here. Remove it.`),
  ];
}

function authProblems(service, stage) {
  const { proxy, apiKeys: keys } = service.custom;
  const problem = authProblem(proxy.auth, api.type);
  if (problem) return [problem];
  const isOne = proxy.auth !== 'api-key' || (Array.isArray(keys) && keys.length === 1);
  return isOne
    ? apiKeys.problems(service, stage)
    : ['custom.apiKeys: is not a list of one key. Use one key with its usage plan.'];
}

/** Returns one line for each thing in the compiled template that does not match serverless.yml. */
function templateProblems({ service }) {
  return template.problems(service.provider.compiledCloudFormationTemplate, service);
}

module.exports = { configurationProblems, templateProblems };
