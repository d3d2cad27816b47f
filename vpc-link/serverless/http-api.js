'use strict';

const { base, host, path, tlsConfig } = require('./backend');
const { list } = require('./cidrs');
const { differences } = require('./served');

// What of this proxy is an HTTP API's.
const type = 'http';
const logicalId = 'HttpApi';

/** The stage, as throttling.js takes it. */
const stageOf = (httpApiId) => ({ httpApiId });

/** What loadBalancerArn may be the ARN of, and why nothing else can be. */
const targets = {
  kinds: ['listener', 'Cloud Map service'],
  right:
    'the ARN of a listener of an Application or Network Load Balancer (arn:aws:elasticloadbalancing:…:listener/…), or of a Cloud Map service (arn:aws:servicediscovery:…:service/srv-…)',
  wrong: {
    'Network Load Balancer': 'where an HTTP API is sent to one of its listeners',
    'Application Load Balancer': 'where an HTTP API is sent to one of its listeners',
  },
};

/** What API Gateway can ask of callers, by `custom.proxy.auth`. */
const asked = { __proto__: null, iam: 'AWS_IAM', jwt: 'JWT', none: 'nothing' };
const impossible = {
  'api-key':
    'auth: "api-key" cannot protect an HTTP API, which has no API keys (--auth api-key with --api-type http); right is --auth iam, or --api-type rest',
};

/** What of callers' credentials can be written over before the service sees it: nothing that is asked for here. */
const credentials = { __proto__: null };

/** `${proxy:…}` in serverless.yml. */
const values = {
  path: async (parameter) => paths(await parameter('url')).path,
  pathBelow: async (parameter) => paths(await parameter('url')).pathBelow,
  host: async (parameter) => host(await parameter('url')),
  tlsConfig: async (parameter) => tlsConfig(await parameter('url')),
  jwtAudience: async (parameter) => list(await parameter('jwtAudience')),
};

/** An HTTP API's stage deploys by itself. */
const finish = () => {};

function paths(url) {
  return { path: path(url), pathBelow: `${base(url)}/\${request.path.proxy}` };
}

/**
 * Compares what is served with a template. CloudFormation does not see a route that somebody has added, or what one has come to ask of callers.
 * @returns {Promise<string[]>} one line for each route that is not served as the template says; empty if all are
 */
async function settle(request, template, { httpApiId: ApiId }) {
  const { AutoDeploy } = await request('ApiGatewayV2', 'getStage', { ApiId, StageName: '$default' });
  const wanted = Object.fromEntries(routes(template).map(({ name, asks }) => [name, asks]));
  return [
    ...(AutoDeploy ? [] : ['the stage: does not deploy by itself, so that it serves what the API once was']),
    ...differences(wanted, await servedRoutes(request, ApiId)),
  ];
}

async function servedRoutes(request, ApiId) {
  const items = [];
  let NextToken;
  do {
    const page = await request('ApiGatewayV2', 'getRoutes', { ApiId, NextToken });
    items.push(...page.Items);
    NextToken = page.NextToken;
  } while (NextToken);
  return Object.fromEntries(
    items.map(({ RouteKey, AuthorizationType = 'NONE' }) => [
      RouteKey,
      AuthorizationType === 'NONE' ? 'nothing' : AuthorizationType,
    ]),
  );
}

/** @returns {{ name: string, asks: string, integration: object }[]} every route of a template */
function routes({ Resources }) {
  return of(Resources, 'Route').map(({ RouteKey, AuthorizationType = 'NONE', AuthorizerId, Target }) => {
    const { Properties: integration = {} } =
      Resources[/^integrations\/\$\{(\w+)\}$/.exec(Target?.['Fn::Sub'])?.[1]] ?? {};
    return {
      name: RouteKey,
      asks:
        { NONE: 'nothing', JWT: isJwt(Resources, AuthorizerId) ? 'JWT' : 'a JWT of nobody' }[AuthorizationType] ??
        AuthorizationType,
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
      },
    };
  });
}

function isJwt(resources, reference) {
  const { Type, Properties } = resources[reference?.Ref] ?? {};
  return Type === 'AWS::ApiGatewayV2::Authorizer' && Properties.AuthorizerType === 'JWT';
}

/** @returns {object[][]} where requests may go: the listener or service, its certificate's name, `Host`, and what is asked for there */
function destinations({ url, loadBalancerArn }) {
  return Object.values(paths(url)).map((each) => [loadBalancerArn, tlsConfig(url), host(url), each]);
}

/** @returns {{ rate: unknown, burst: unknown }[]} the limits of every stage */
function limits({ Resources }) {
  return of(Resources, 'Stage').map(({ DefaultRouteSettings = {}, RouteSettings }) =>
    RouteSettings
      ? {}
      : { rate: DefaultRouteSettings.ThrottlingRateLimit, burst: DefaultRouteSettings.ThrottlingBurstLimit },
  );
}

/** An HTTP API cannot ask where a caller is: allowedCidrs is everybody, or refused. */
const policies = () => [];
const policy = () => '';

function of(resources, name) {
  return Object.values(resources)
    .filter(({ Type }) => Type === `AWS::ApiGatewayV2::${name}`)
    .map(({ Properties }) => Properties);
}

module.exports = {
  type,
  logicalId,
  stageOf,
  finish,
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
