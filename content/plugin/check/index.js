'use strict';

// Checks serverless.yml before anything is built, and the compiled template before it is sent.

const apiKeys = require('../gateway/api-keys');
const { apiType, pluginsOf } = require('../events');
const { authProblem, requirement } = require('../gateway/auth');
const throttling = require('../gateway/throttling');
const options = require('../options');
const settings = require('../settings');
const functions = require('./functions');
const template = require('./template');

/** Returns one line for each thing that is wrong in serverless.yml. */
function configurationProblems(serverless) {
  const { service } = serverless;
  const provider = serverless.getProvider('aws');
  const stage = provider.getStage();
  const names = Object.values(service.functions).map(({ name }) => name);
  const values = {
    ...service.custom.proxy,
    apiType: apiType(service.functions),
    region: provider.getRegion(),
    'service and stage': names.reduce((longest, name) => (name.length > longest.length ? name : longest), ''),
  };
  return [
    ...settings.problems(values),
    ...protectionProblems(service, stage),
    ...options.collect('problems', service, { stage, folder: serverless.serviceDir }),
  ];
}

/** Returns one line for each thing that would leave the proxy open, shut or unlimited. */
function protectionProblems(service, stage) {
  const { custom } = service;
  return [
    ...functions.problems(service),
    ...pluginProblems(service),
    ...throttling.problems(custom.apiGatewayThrottling, 'custom.apiGatewayThrottling'),
    // functions.problems reports an unknown auth.
    ...(authProblem(custom.proxy.auth, apiType(service.functions)) ? [] : apiKeys.problems(service, stage)),
  ];
}

/**
 * Without these plugins, nothing limits or authenticates callers. Both fail silently. The throttling plugin stops halfway
 * without its settings and treats 0 as no limit. The API key plugin continues after every error, looks up names in the
 * whole account and region, and never changes an existing usage plan.
 */
function pluginProblems({ plugins, custom }) {
  const hasKeys = requirement(custom.proxy.auth) === 'private: true';
  const wanted = ['serverless-api-gateway-throttling', ...(hasKeys ? ['serverless-add-api-key'] : [])];
  return wanted
    .filter((name) => !pluginsOf(plugins).includes(name))
    .map((name) => `plugins: ${name} is missing. Add it.`);
}

/** Returns one line for each thing in the compiled template that serverless.yml does not say. */
function templateProblems({ service }) {
  const { compiledCloudFormationTemplate, stage } = service.provider;
  return template.problems(compiledCloudFormationTemplate, service, stage);
}

module.exports = { configurationProblems, protectionProblems, templateProblems };
