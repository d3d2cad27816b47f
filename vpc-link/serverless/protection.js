'use strict';

const { isDeepStrictEqual } = require('node:util');
const api = require('./api');
const { list } = require('./cidrs');
const { connectionId } = require('./link');

/** Resources that can change others, or that could call the service beside the routes, where this check cannot look. */
const opaque = /^(Custom|AWS::Lambda)::|^AWS::CloudFormation::(CustomResource|Macro|Stack)$|::MODULE$/;
/** Properties of an API that add routes to it, or take keys from elsewhere. */
const unwanted = ['ApiKeySourceType', 'Body', 'BodyS3Location', 'CloneFrom', 'RouteKey', 'Target'];

const webhooks = ['github', 'gitlab', 'bitbucket', 'gitea', 'stripe', 'slack', 'standard-webhooks'];
const auths = Object.keys(api.asked);

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`
 * @returns {string[]} one line for each thing that this proxy cannot do; empty if there is none
 */
function problems({ custom, functions = {} }) {
  const { auth, delivery = 'direct' } = custom.proxy;
  return [
    ...authProblems(auth),
    ...(delivery === 'direct'
      ? []
      : [
          `delivery: "${delivery}" needs functions, which put requests into a queue and take them out of it (--delivery ${delivery} with --integration vpc-link); right is --integration lambda, or --delivery direct`,
        ]),
    ...Object.keys(functions).map(
      (name) =>
        `functions.${name}: is nothing that a request gets to here; right is without, or a proxy of --integration lambda`,
    ),
  ];
}

function authProblems(auth) {
  if (webhooks.includes(auth)) {
    return [
      `auth: "${auth}" is a signature of the body, which API Gateway cannot check (--auth ${auth} with --integration vpc-link); right is --integration lambda, or a service that checks it itself behind --auth none`,
    ];
  }
  if (Object.hasOwn(api.impossible, auth ?? '')) return [api.impossible[auth]];
  return Object.hasOwn(api.asked, auth ?? '')
    ? []
    : [`auth: ${JSON.stringify(auth) ?? 'nothing'} is unknown; right is one of ${auths.join(', ')}`];
}

/**
 * @param {object} template what CloudFormation would get
 * @param {object} service the Serverless Framework's: `service`, `custom`
 * @param {string} stage
 * @returns {string[]} one line for each protection that serverless.yml says and the template lacks; empty if there is none
 */
function templateProblems(template, { service, custom }, stage) {
  const { auth } = custom.proxy;
  const routes = api.routes(template);
  return [
    ...structureProblems(template, custom.proxy),
    ...(routes.length > 0 ? [] : ['resources: have no route; right is one']),
    ...routes.flatMap((route) => routeProblems(route, custom.proxy)),
    ...(api.policies(template).every((policy) => isDeepStrictEqual(policy, api.policy(auth, custom.proxy.allowedCidrs)))
      ? []
      : ['Policy: is not that of allowedCidrs; right is ${proxy:policy}']),
    ...limitProblems(api.limits(template), custom.apiGatewayThrottling),
    ...(auth === 'api-key' ? keyProblems(template, custom, `${service}-${stage}`) : strayKeys(template, auth)),
  ];
}

/** Everything that is a way around the routes, or changes them after this check. */
function structureProblems(template, { jwtIssuer: Issuer, jwtAudience }) {
  const jwt = { Audience: list(jwtAudience), Issuer };
  const byType = {
    Authorizer: ({ JwtConfiguration }) =>
      isDeepStrictEqual(JwtConfiguration, jwt) ? undefined : 'does not take the tokens of jwtIssuer and jwtAudience',
    Deployment: ({ StageName }) => StageName && 'StageName makes a second stage',
    Api: (properties, id) =>
      id === api.logicalId
        ? unwanted.filter((name) => Object.hasOwn(properties, name)).map((name) => `${name} changes the routes`)[0]
        : 'is a second API, which is not checked',
  };
  const problems = Object.entries(template.Resources).map(([id, { Type, Properties = {} }]) => {
    const [, name] = /^AWS::ApiGateway(?:V2)?::(?:Rest)?(Api|Authorizer|Deployment)$/.exec(Type) ?? [];
    const problem = opaque.test(Type) ? `${Type} is not checked` : name && byType[name](Properties, id);
    return problem && `${id}: ${problem}. Remove it, or what changes it.`;
  });
  return [
    ...(template.Transform || JSON.stringify(template).includes('"Fn::Transform"')
      ? ['Transform: changes the template after it has been checked. Remove it.']
      : []),
    ...problems.filter(Boolean),
  ];
}

function routeProblems({ name, asks, integration }, proxy) {
  const { type, connection, link, to, writtenOver } = integration;
  const credential = api.credentials[proxy.auth];
  const goes =
    type === 'HTTP_PROXY' &&
    connection === 'VPC_LINK' &&
    isDeepStrictEqual(link, connectionId(proxy)) &&
    api.destinations(proxy).some((each) => isDeepStrictEqual(each, to));
  return [
    ...(asks === api.asked[proxy.auth]
      ? []
      : [
          `${name}: asks callers for ${asks}, which does not go with auth "${proxy.auth}"; right is ${api.asked[proxy.auth]}`,
        ]),
    ...(goes
      ? []
      : [
          `${name}: does not go to what url, loadBalancerArn and vpcLinkId say, less stage and route; right is the integration as resources/api.yml has it`,
        ]),
    ...(!credential || writtenOver.includes(credential.parameter)
      ? []
      : [`${name}: tells the service the caller's ${credential.what}; right is to write over ${credential.parameter}`]),
  ];
}

function limitProblems(stages, wanted = {}) {
  const { maxRequestsPerSecond: rate, maxConcurrentRequests: burst } = wanted;
  const limit = (name, isLimit) =>
    isLimit && wanted[name] > 0
      ? []
      : [
          `custom.apiGatewayThrottling.${name}: ${wanted[name] === undefined ? 'is missing' : `${JSON.stringify(wanted[name])} is no limit`}; right is a number above 0`,
        ];
  return [
    ...limit('maxRequestsPerSecond', Number.isFinite(rate)),
    ...limit('maxConcurrentRequests', Number.isInteger(burst)),
    ...(stages.length === 1 ? [] : [`resources: have ${stages.length} stages; right is one`]),
    ...(stages.every((stage) => isDeepStrictEqual(stage, { rate, burst }))
      ? []
      : [
          'the stage: has not the limits of custom.apiGatewayThrottling for every route; right is as resources/api.yml has them',
        ]),
  ];
}

function keyProblems({ Resources }, custom, ours) {
  const [key, ...more] = custom.apiKeys ?? [];
  if (!key || more.length > 0) return ['custom.apiKeys: right is one key, with its usage plan'];
  const { quota = {}, throttle = {} } = key.usagePlan ?? {};
  const find = (type, isIt) =>
    Object.entries(Resources).find(
      ([, { Type, Properties }]) => Type === `AWS::ApiGateway::${type}` && isIt(Properties),
    )?.[0];
  const isNamed = (name) => new RegExp(`(^|[^a-z0-9])${ours}([^a-z0-9]|$)`, 'i').test(name ?? '');
  const stageName = find('Stage', () => true);
  const keyName = find('ApiKey', ({ Name, Enabled }) => Name === key.name && Enabled === true);
  const planName = find(
    'UsagePlan',
    ({ UsagePlanName, ApiStages, Quota, Throttle }) =>
      UsagePlanName === key.usagePlan?.name &&
      ApiStages?.some(({ Stage }) => Stage?.Ref === stageName) &&
      isDeepStrictEqual(Quota, { Limit: quota.limit, Period: quota.period }) &&
      isDeepStrictEqual(Throttle, { RateLimit: throttle.rateLimit, BurstLimit: throttle.burstLimit }),
  );
  const named = [
    ['name', key.name],
    ['usagePlan.name', key.usagePlan?.name],
  ].filter(([, name]) => !isNamed(name));
  const limits = {
    'quota.limit': quota.limit,
    'throttle.rateLimit': throttle.rateLimit,
    'throttle.burstLimit': throttle.burstLimit,
  };
  return [
    ...named.map(
      ([setting, name]) =>
        `custom.apiKeys[0].${setting}: ${JSON.stringify(name ?? '')} could be another proxy's; right is a name that holds \${self:service}-\${sls:stage}`,
    ),
    ...Object.entries(limits)
      .filter(([, value]) => !(Number.isFinite(value) && value > 0))
      .map(
        ([setting, value]) =>
          `custom.apiKeys[0].usagePlan.${setting}: ${JSON.stringify(value) ?? 'nothing'} is no limit; right is a number above 0`,
      ),
    ...(keyName
      ? []
      : [`API key "${key.name}": is not there, or not enabled; right is as resources/api-key.yml has it`]),
    ...(planName
      ? []
      : [
          `usage plan "${key.usagePlan?.name}": is not there, not of this stage, or without the limits of custom.apiKeys; right is as resources/api-key.yml has it`,
        ]),
    ...(!keyName ||
    !planName ||
    find('UsagePlanKey', ({ KeyId, UsagePlanId }) => KeyId?.Ref === keyName && UsagePlanId?.Ref === planName)
      ? []
      : [`usage plan "${key.usagePlan.name}": does not hold the API key; right is as resources/api-key.yml has it`]),
  ];
}

function strayKeys({ Resources }, auth) {
  const has = Object.values(Resources).some(({ Type }) => Type === 'AWS::ApiGateway::ApiKey');
  return has ? [`resources: have an API key, which would open nothing with auth "${auth}"; right is none`] : [];
}

module.exports = { auths, problems, templateProblems };
