'use strict';

// Checks serverless.yml before anything is built, and the compiled template before it is sent.

const apiKeys = require('../gateway/api-keys');
const { authProblem } = require('../gateway/auth');
const throttling = require('../gateway/throttling');
const options = require('../options');
const { apiType } = require('../service');
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
    // functions.problems reports an invalid auth.
    ...(authProblem(custom.proxy.auth, apiType(service.functions)) ? [] : apiKeys.problems(service, stage)),
  ];
}

/**
 * Without these plugins, nothing limits or authenticates callers. Both fail silently. The throttling plugin stops
 * halfway without its settings and treats 0 as no limit. The API key plugin continues after every error, looks up
 * names in the whole account and region, and never changes an existing usage plan.
 */
function pluginProblems({ plugins, custom }) {
  const listed = Array.isArray(plugins) ? plugins : (plugins?.modules ?? []);
  const ofKeys = custom.proxy.auth === 'api-key' ? ['serverless-add-api-key'] : [];
  return ['serverless-api-gateway-throttling', ...ofKeys]
    .filter((name) => !listed.includes(name))
    .map((name) => `plugins: "${name}" is missing. Add it.`);
}

/** Returns one line for each thing to know before the deployment. */
function warnings(service) {
  const { runtime } = service.provider;
  const blocked =
    'provider.runtime: "dotnet8" is deprecated: AWS blocks creating functions with it from 1 February 2027, ' +
    'and updating them from 3 March 2027. Use dotnet10, and net10.0 in Directory.Build.props.';
  return [...(runtime === 'dotnet8' ? [blocked] : []), ...options.collect('warnings', service)];
}

/** Returns one line for each thing in the compiled template that does not match serverless.yml. */
function templateProblems({ service }) {
  const { compiledCloudFormationTemplate, stage } = service.provider;
  return template.problems(compiledCloudFormationTemplate, service, stage);
}

module.exports = { configurationProblems, protectionProblems, warnings, templateProblems };
