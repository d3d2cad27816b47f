'use strict';

// What is specific to an HTTP API: its settings, the values of ${proxy:…}, and how to read its routes in a template.

const { list } = require('./gateway/addresses');
const { backendOf } = require('./target');

const type = 'http';
const logicalId = 'HttpApi';

/** What loadBalancerArn may be the ARN of. */
const targets = {
  kinds: ['listener', 'Cloud Map service'],
  use:
    'the ARN of a listener of an Application or Network Load Balancer (arn:aws:elasticloadbalancing:…:listener/…), ' +
    'or of a Cloud Map service (arn:aws:servicediscovery:…:service/srv-…)',
  problem: 'an HTTP API reaches only through one of its listeners',
};

/** What API Gateway can require from callers, by `auth`. */
const requirements = { __proto__: null, iam: 'AWS_IAM', jwt: 'JWT', none: 'nothing' };

/** The credentials that a route must overwrite: an HTTP API cannot overwrite those it requires. */
const credentials = { __proto__: null };

/** The values of ${proxy:…}. */
const variables = {
  path: async (setting) => paths(await setting('url')).path,
  pathBelow: async (setting) => paths(await setting('url')).pathBelow,
  host: async (setting) => backendOf(await setting('url')).host,
  tlsConfig: async (setting) => tlsConfig(await setting('url')),
  jwtAudience: async (setting) => list(await setting('jwtAudience')),
};

function paths(url) {
  const { path, base } = backendOf(url);
  return { path, pathBelow: `${base}/\${request.path.proxy}` };
}

/** Returns whose certificate the service must have. An http URL does not use TLS. */
function tlsConfig(url) {
  const { isTls, hostname } = backendOf(url);
  return isTls ? { ServerNameToVerify: hostname } : { Ref: 'AWS::NoValue' };
}

/** Returns every route of a template: what it requires from callers, and where its requests go. */
function routes({ Resources }) {
  return of(Resources, 'Route').map(({ RouteKey, AuthorizationType, AuthorizerId, Target, ApiId }) => {
    const id = /^integrations\/\$\{(\w+)\}$/.exec(Target?.['Fn::Sub'])?.[1];
    const integration = Resources[id]?.Properties ?? {};
    const isJwt = Resources[AuthorizerId?.Ref]?.Properties?.AuthorizerType === 'JWT';
    return {
      name: RouteKey,
      api: ApiId,
      requires: AuthorizationType === 'JWT' && !isJwt ? 'another JWT' : requirementOf(AuthorizationType),
      integration: {
        type: integration.IntegrationType,
        connection: integration.ConnectionType,
        link: integration.ConnectionId,
        to: [
          integration.IntegrationUri,
          integration.TlsConfig,
          integration.RequestParameters?.['overwrite:header.Host'],
          integration.RequestParameters?.['overwrite:path'],
        ],
        overwrites: [],
      },
    };
  });
}

/** Returns what a route requires from callers, in the words of `requirements`. */
function requirementOf(authorization = 'NONE') {
  return authorization === 'NONE' ? 'nothing' : authorization;
}

/** Returns where requests may go: the listener or service, its certificate's name, `Host`, and the path. */
function destinations({ url, loadBalancerArn }) {
  return Object.values(paths(url)).map((each) => [loadBalancerArn, tlsConfig(url), backendOf(url).host, each]);
}

/** Returns the limits of every stage. */
function limits({ Resources }) {
  return of(Resources, 'Stage').map(({ DefaultRouteSettings = {}, RouteSettings }) =>
    RouteSettings
      ? {}
      : { rate: DefaultRouteSettings.ThrottlingRateLimit, burst: DefaultRouteSettings.ThrottlingBurstLimit },
  );
}

/** An HTTP API has no resource policy. */
const policies = () => [];
const policy = () => '';

function of(resources, name) {
  return Object.values(resources)
    .filter(({ Type }) => Type === `AWS::ApiGatewayV2::${name}`)
    .map(({ Properties = {} }) => Properties);
}

module.exports = {
  ...{ type, logicalId, targets, requirements, credentials, variables },
  ...{ routes, requirementOf, destinations, limits, policies, policy },
};
