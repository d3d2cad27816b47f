'use strict';

// Compares the compiled template with the settings, because `resources`, `resources.extensions` and plugins can change
// everything in it.

const { isDeepStrictEqual } = require('node:util');
const api = require('../api');
const { list } = require('../gateway/addresses');
const { connectionId, hasIngress } = require('../target');
const usagePlan = require('./usage-plan');

/** Resources that can change others, or call the service around the routes, where this check cannot look. */
const opaque = /^(Custom|AWS::Lambda)::|^AWS::CloudFormation::(CustomResource|Macro|Stack)$|::MODULE$/;
/** Properties of an API that add routes to it, or take API keys from elsewhere. */
const unwanted = ['ApiKeySourceType', 'Body', 'BodyS3Location', 'CloneFrom', 'RouteKey', 'Target'];

/**
 * @param {{ Resources: object, Transform: unknown }} template what CloudFormation gets
 * @param {object} service the Serverless Framework's: `custom`
 * @returns {string[]} one line for each thing that does not match serverless.yml
 */
function problems(template, { custom }) {
  const { proxy, apiGatewayThrottling } = custom;
  const routes = api.routes(template);
  return [
    ...structureProblems(template, proxy),
    ...unless(routes.length > 0, 'resources: there is no route. Add resources/api.yml.'),
    ...routes.flatMap((route) => routeProblems(route, proxy)),
    ...unless(
      api.policies(template).every((policy) => isDeepStrictEqual(policy, api.policy(proxy))),
      `${api.logicalId}: Policy is not that of allowedCidrs. Set it to \${proxy:policy}.`,
    ),
    ...limitProblems(api.limits(template), apiGatewayThrottling),
    ...ingressProblems(template, proxy),
    ...usagePlan.problems(template, custom),
  ];
}

/** Returns one line for each way around the routes, and for each change of them after this check. */
function structureProblems(template, { jwtIssuer: Issuer, jwtAudience }) {
  const byType = {
    Api: (properties, id) =>
      id === api.logicalId
        ? unwanted.filter((name) => Object.hasOwn(properties, name)).map((name) => `${name} changes the routes`)
        : ['is a second API, which is not checked'],
    Authorizer: ({ JwtConfiguration }) =>
      unless(
        isDeepStrictEqual(JwtConfiguration, { Issuer, Audience: list(jwtAudience) }),
        'does not accept the tokens of jwtIssuer and jwtAudience',
      ),
    Deployment: ({ StageName }) => unless(!StageName, 'StageName creates a second stage'),
  };
  return [
    ...unless(
      !template.Transform && !JSON.stringify(template).includes('"Fn::Transform"'),
      'Transform: changes the template after it has been checked. Remove it.',
    ),
    ...Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
      const [, name] = /^AWS::ApiGateway(?:V2)?::(?:Rest)?(Api|Authorizer|Deployment)$/.exec(Type) ?? [];
      const found = opaque.test(Type) ? [`${Type} is not checked`] : name ? byType[name](Properties, id) : [];
      return found.map((problem) => `${id}: ${problem}. Remove it, or what changes it.`);
    }),
  ];
}

function routeProblems({ name, requires, api: owner, integration }, proxy) {
  const { type, connection, link, to, overwrites } = integration;
  const wanted = api.requirements[proxy.auth];
  const credential = api.credentials[proxy.auth];
  const goes =
    type === 'HTTP_PROXY' &&
    connection === 'VPC_LINK' &&
    isDeepStrictEqual(link, connectionId(proxy)) &&
    api.destinations(proxy).some((each) => isDeepStrictEqual(each, to));
  return [
    ...unless(
      requires === wanted,
      `${name}: requires ${requires}, but auth "${proxy.auth}" requires ${wanted}. Remove what changes it.`,
    ),
    ...unless(
      isDeepStrictEqual(owner, { Ref: api.logicalId }),
      `${name}: belongs to an API other than ${api.logicalId}. Remove it.`,
    ),
    ...unless(
      goes,
      `${name}: does not send requests to url over loadBalancerArn and vpcLinkId. Use the integration of resources/api.yml.`,
    ),
    ...unless(
      !credential || overwrites.includes(credential.parameter),
      `${name}: passes the caller's ${credential?.what} to the service. Overwrite ${credential?.parameter}.`,
    ),
  ];
}

function limitProblems(stages, { maxRequestsPerSecond: rate, maxConcurrentRequests: burst } = {}) {
  return [
    ...unless(stages.length === 1, `resources: there are ${stages.length} stages. Use one.`),
    ...unless(
      stages.every((stage) => isDeepStrictEqual(stage, { rate, burst })),
      'the stage: lacks the limits of custom.apiGatewayThrottling for every route. Use the stage of resources/api.yml.',
    ),
  ];
}

function ingressProblems({ Resources }, proxy) {
  const { loadBalancerSecurityGroupId: GroupId } = proxy;
  const hasRule = Object.values(Resources).some(
    ({ Type, Properties }) => Type === 'AWS::EC2::SecurityGroupIngress' && Properties.GroupId === GroupId,
  );
  return unless(
    hasRule || !hasIngress(proxy),
    `loadBalancerSecurityGroupId: the template has no rule for "${GroupId}". Add resources/load-balancer-ingress.yml.`,
  );
}

function unless(isRight, problem) {
  return isRight ? [] : [problem];
}

module.exports = { problems };
