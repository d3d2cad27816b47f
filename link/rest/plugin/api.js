'use strict';

// What is specific to a REST API: its settings, the values of ${proxy:…}, and how to read its routes in a template.

const { resourcePolicy } = require('./gateway/addresses');
const { backendOf, integrationTarget } = require('./target');

const type = 'rest';
const logicalId = 'ApiGatewayRestApi';

/** What loadBalancerArn may be the ARN of. */
const targets = {
  kinds: ['Network Load Balancer', 'Application Load Balancer', 'listener'],
  use:
    'the ARN of a Network Load Balancer (arn:aws:elasticloadbalancing:…:loadbalancer/net/…), of an Application Load ' +
    'Balancer (…:loadbalancer/app/…), or of a listener of either (…:listener/…)',
  problem: 'works only with an HTTP API (--api-type http)',
};

/** What API Gateway can require from callers, by `auth`. */
const requirements = { __proto__: null, 'api-key': 'an API key', iam: 'AWS_IAM', none: 'nothing' };

/** The credentials that a route must overwrite, by `auth`. API Gateway drops the signature of `iam` by itself. */
const credentials = {
  __proto__: null,
  'api-key': { what: 'API key', parameter: 'integration.request.header.x-api-key' },
  iam: { what: 'session token', parameter: 'integration.request.header.x-amz-security-token' },
};

/** The values of ${proxy:…}. */
const variables = {
  policy: async (setting) => policy({ auth: await setting('auth'), allowedCidrs: await setting('allowedCidrs') }),
  uri: async (setting) => uris(await setting('url')).uri,
  uriBelow: async (setting) => uris(await setting('url')).uriBelow,
  integrationTarget: async (setting) => integrationTarget(await setting('loadBalancerArn')),
  paths: async (setting) => paths(await setting('path')),
  pathId: async (setting) => ({ Ref: nameOf(await setting('path')) }),
  pathBelowId: async (setting) => ({ Ref: `${nameOf(await setting('path'))}Below` }),
};

function policy({ auth, allowedCidrs }) {
  const Statement = resourcePolicy(auth, allowedCidrs);
  // An existing policy is removed by an empty text, not by leaving out the property.
  return Statement.length > 0 ? { Version: '2012-10-17', Statement } : '';
}

function uris(url) {
  const { origin, path, base } = backendOf(url);
  return { uri: `${origin}${path}`, uriBelow: `${origin}${base}/{proxy}` };
}

/** Returns one resource for each part of the route, and one for everything below it. */
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

/** The name contains the path, so that another route creates other resources: AWS rejects two resources of one path. */
function nameOf(path) {
  return `ProxyPath${path.replace(/[^a-zA-Z0-9]/g, (character) => `x${character.codePointAt(0).toString(16)}`)}`;
}

/** Returns every route of a template: what it requires from callers, and where its requests go. */
function routes({ Resources }) {
  return of(Resources, 'Method').map(({ HttpMethod, ResourceId, Integration = {}, ...properties }) => ({
    name: `${HttpMethod} ${pathOf(Resources, ResourceId)}`,
    api: properties.RestApiId,
    requires: requirementOf(properties.ApiKeyRequired, properties.AuthorizationType),
    integration: {
      type: Integration.Type,
      connection: Integration.ConnectionType,
      link: Integration.ConnectionId,
      to: [Integration.IntegrationTarget, Integration.Uri],
      overwrites: Object.entries(Integration.RequestParameters ?? {})
        .filter(([, value]) => /^'[^']*'$/.test(value))
        .map(([name]) => name),
    },
  }));
}

/** Returns what a method requires from callers, in the words of `requirements`. */
function requirementOf(apiKey, authorization = 'NONE') {
  // CloudFormation accepts both, and the text "false" too.
  const hasKey = [true, 'true'].includes(apiKey);
  const all = [hasKey ? 'an API key' : '', authorization === 'NONE' ? '' : authorization];
  return all.filter(Boolean).join(' and ') || 'nothing';
}

function pathOf(resources, id) {
  const { ParentId, PathPart } = resources[id?.Ref]?.Properties ?? {};
  return PathPart === undefined ? '/' : `${pathOf(resources, ParentId)}/${PathPart}`.replace('//', '/');
}

/** Returns where requests may go: the load balancer, and the URL that API Gateway requests there. */
function destinations({ url, loadBalancerArn }) {
  return Object.values(uris(url)).map((uri) => [integrationTarget(loadBalancerArn), uri]);
}

/** Returns the limits of every stage. */
function limits({ Resources }) {
  return of(Resources, 'Stage').map(({ MethodSettings = [] }) => {
    const all = MethodSettings.filter(({ ResourcePath, HttpMethod }) => ResourcePath === '/*' && HttpMethod === '*');
    // Settings of single routes would replace these.
    return MethodSettings.length === 1 && all.length === 1
      ? { rate: all[0].ThrottlingRateLimit, burst: all[0].ThrottlingBurstLimit }
      : {};
  });
}

/** Returns the resource policy of every API. */
function policies({ Resources }) {
  return of(Resources, 'RestApi').map(({ Policy = '' }) => Policy);
}

function of(resources, name) {
  return Object.values(resources)
    .filter(({ Type }) => Type === `AWS::ApiGateway::${name}`)
    .map(({ Properties = {} }) => Properties);
}

module.exports = {
  ...{ type, logicalId, targets, requirements, credentials, variables },
  ...{ routes, requirementOf, destinations, limits, policies, policy },
};
