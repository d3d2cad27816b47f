'use strict';

const callers = require('./callers');
const { base, origin, path } = require('./backend');
const { nameDeployment } = require('./deployment');
const { integrationTarget } = require('./link');
const { differences } = require('./served');

// What of this proxy is a REST API's.
const type = 'rest';
const logicalId = 'ApiGatewayRestApi';

/** The stage, as throttling.js and api-keys.js take it. */
const stageOf = (restApiId, stage) => ({ restApiId, stage });

/** What loadBalancerArn may be the ARN of, and why nothing else can be. */
const targets = {
  kinds: ['Network Load Balancer', 'Application Load Balancer', 'listener'],
  right:
    'the ARN of a Network Load Balancer (arn:aws:elasticloadbalancing:…:loadbalancer/net/…), of an Application Load Balancer (…:loadbalancer/app/…), or of a listener of either (…:listener/…)',
  wrong: { 'Cloud Map service': 'which a REST API cannot be sent to (--api-type http can)' },
};

/** What API Gateway can ask of callers, by `custom.proxy.auth`. */
const asked = { __proto__: null, 'api-key': 'an API key', iam: 'AWS_IAM', none: 'nothing' };
const impossible = {
  jwt: 'auth: "jwt" cannot protect a REST API, which has no JWT authorizer (--auth jwt with --api-type rest); right is --auth iam, or --api-type http',
};

/** What of callers' credentials can be written over before the service sees it, by `custom.proxy.auth`. A signature does not get that far. */
const credentials = {
  __proto__: null,
  'api-key': { what: 'API key', parameter: 'integration.request.header.x-api-key' },
  iam: { what: 'session token', parameter: 'integration.request.header.x-amz-security-token' },
};

/** `${proxy:…}` in serverless.yml. */
const values = {
  policy: async (parameter) => policy(await parameter('auth'), await parameter('allowedCidrs')),
  uri: async (parameter) => uris(await parameter('url')).uri,
  uriBelow: async (parameter) => uris(await parameter('url')).uriBelow,
  integrationTarget: async (parameter) => integrationTarget(await parameter('loadBalancerArn')),
  paths: async (parameter) => paths(await parameter('path')),
  pathId: async (parameter) => ({ Ref: nameOf(await parameter('path')) }),
  pathBelowId: async (parameter) => ({ Ref: `${nameOf(await parameter('path'))}Below` }),
};

function policy(auth, allowedCidrs) {
  const Statement = callers.resourcePolicy(auth, allowedCidrs);
  // A policy that was there goes with an empty text, not with no property.
  return Statement.length > 0 ? { Version: '2012-10-17', Statement } : '';
}

function uris(url) {
  return { uri: `${origin(url)}${path(url)}`, uriBelow: `${origin(url)}${base(url)}/{proxy}` };
}

/** One resource for each part of the route, and one for everything below it. */
function paths(route) {
  const resource = (ParentId, PathPart) => ({
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId: { Ref: logicalId }, ParentId, PathPart },
  });
  const parts = route.split('/');
  const above = (length) =>
    length === 0 ? { 'Fn::GetAtt': [logicalId, 'RootResourceId'] } : { Ref: nameOf(parts.slice(0, length).join('/')) };
  return {
    ...Object.fromEntries(
      parts.map((part, index) => [nameOf(parts.slice(0, index + 1).join('/')), resource(above(index), part)]),
    ),
    [`${nameOf(route)}Below`]: resource(above(parts.length), '{proxy+}'),
  };
}

/** Named by its path, so that another route makes others beside those that are there: two of one path AWS refuses. */
function nameOf(path) {
  return `ProxyPath${path.replace(/[^a-zA-Z0-9]/g, (character) => `x${character.codePointAt(0).toString(16)}`)}`;
}

/** @returns {{ name: string, asks: string, integration: object }[]} every route of a template */
function routes({ Resources }) {
  return of(Resources, 'Method').map(
    ({ HttpMethod, ResourceId, AuthorizationType = 'NONE', ApiKeyRequired, Integration = {} }) => ({
      name: `${HttpMethod} of ${ResourceId?.Ref ?? 'the root'}`,
      asks: asks(ApiKeyRequired, AuthorizationType),
      integration: {
        type: Integration.Type,
        connection: Integration.ConnectionType,
        link: Integration.ConnectionId,
        to: [Integration.IntegrationTarget, Integration.Uri],
        writtenOver: Object.keys(Integration.RequestParameters ?? {}),
      },
    }),
  );
}

function asks(apiKey, authorization) {
  return (
    [apiKey === true ? 'an API key' : '', authorization === 'NONE' ? '' : authorization]
      .filter(Boolean)
      .join(' and ') || 'nothing'
  );
}

/**
 * Has the stage serve the routes of a template and no others. What an update takes away is still there when CloudFormation makes the deployment, a copy of all that is, and
 * would be served until the next.
 * @returns {Promise<string[]>} one line for each route that is not served as the template says; empty if all are
 */
async function settle(request, template, { restApiId, stage }) {
  const wanted = wantedRoutes(template);
  const wrong = async () => differences(wanted, await servedRoutes(request, restApiId, stage));
  if ((await wrong()).length === 0) return [];
  await request('APIGateway', 'createDeployment', { restApiId, stageName: stage });
  return wrong();
}

async function servedRoutes(request, restApiId, stageName) {
  const { deploymentId } = await request('APIGateway', 'getStage', { restApiId, stageName });
  const { apiSummary = {} } = await request('APIGateway', 'getDeployment', {
    restApiId,
    deploymentId,
    embed: ['apisummary'],
  });
  return Object.fromEntries(
    Object.entries(apiSummary).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { apiKeyRequired, authorizationType }]) => [
        `${method} ${path}`,
        asks(apiKeyRequired, authorizationType),
      ]),
    ),
  );
}

function wantedRoutes({ Resources }) {
  const pathOf = (id) =>
    id?.Ref ? `${pathOf(Resources[id.Ref].Properties.ParentId)}/${Resources[id.Ref].Properties.PathPart}` : '';
  return Object.fromEntries(
    of(Resources, 'Method').map(({ HttpMethod, ResourceId, AuthorizationType, ApiKeyRequired }) => [
      `${HttpMethod} ${pathOf(ResourceId) || '/'}`,
      asks(ApiKeyRequired, AuthorizationType),
    ]),
  );
}

/** @returns {object[][]} where requests may go: the load balancer, and what is asked for there */
function destinations({ url, loadBalancerArn }) {
  return Object.values(uris(url)).map((uri) => [integrationTarget(loadBalancerArn), uri]);
}

/** @returns {{ rate: unknown, burst: unknown }[]} the limits of every stage */
function limits({ Resources }) {
  return of(Resources, 'Stage').map(({ MethodSettings = [] }) => {
    const all = MethodSettings.filter(({ ResourcePath, HttpMethod }) => ResourcePath === '/*' && HttpMethod === '*');
    // Settings of single routes would be limits of their own.
    return MethodSettings.length === 1 && all.length === 1
      ? { rate: all[0].ThrottlingRateLimit, burst: all[0].ThrottlingBurstLimit }
      : {};
  });
}

/** @returns {object[]} who may call from where, by every API of a template */
function policies({ Resources }) {
  return of(Resources, 'RestApi').map(({ Policy = '' }) => Policy);
}

function of(resources, name) {
  return Object.values(resources)
    .filter(({ Type }) => Type === `AWS::ApiGateway::${name}`)
    .map(({ Properties }) => Properties);
}

module.exports = {
  type,
  logicalId,
  stageOf,
  finish: nameDeployment,
  settle,
  targets,
  asked,
  impossible,
  credentials,
  values,
  routes,
  destinations,
  limits,
  policies,
  policy,
};
