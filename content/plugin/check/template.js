'use strict';

// Compares the compiled template with the rest of serverless.yml, because `resources`, `resources.extensions` and
// plugins can change everything in it.

const { isDeepStrictEqual } = require('node:util');
const { list, resourcePolicy } = require('../gateway/addresses');
const { requirement } = require('../gateway/auth');
const options = require('../options');
const { apiType, routes, text } = require('../service');
const { expand } = require('../settings');

/** By API type: the API's logical ID, and what a template has one of. */
const apis = {
  rest: { id: 'ApiGatewayRestApi', one: ['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Deployment'] },
  http: { id: 'HttpApi', one: ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage'], stage: '$default' },
};
const counted = [...apis.rest.one, 'AWS::ApiGateway::Stage', ...apis.http.one, 'AWS::ApiGatewayV2::Deployment'];

/** Resources that can change others, or call a function, where this check cannot look. */
const opaque = /^Custom::|^AWS::CloudFormation::(CustomResource|Macro|Stack)$|::MODULE$/;
/** Resources that may name a function, because they do not call it. */
const harmless =
  /^AWS::(CloudWatch::|ApplicationAutoScaling::|(Logs::(LogGroup|MetricFilter)|Lambda::(Version|Alias)|ApiGatewayV2::Integration)$)/;
const executeApi = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}';
/** Properties of an API that add routes to it. */
const routeSources = ['Body', 'BodyS3Location', 'CloneFrom', 'RouteKey', 'Target'];

/** By resource type: what is wrong with the properties, and the fix. */
const checks = {
  'AWS::ApiGateway::RestApi': apiProblems,
  'AWS::ApiGatewayV2::Api': apiProblems,
  'AWS::ApiGateway::Deployment': stageProblems,
  'AWS::ApiGatewayV2::Stage': stageProblems,
  'AWS::ApiGateway::Method': routeProblems,
  'AWS::ApiGatewayV2::Route': routeProblems,
  'AWS::Lambda::Permission': ({ Action, Principal, SourceArn, FunctionUrlAuthType }, { api }) =>
    unless(
      Action === 'lambda:InvokeFunction' &&
        Principal === 'apigateway.amazonaws.com' &&
        FunctionUrlAuthType === undefined &&
        text(SourceArn)?.startsWith(`${executeApi}:\${${api.id}}/`),
      'lets something other than this API invoke a function. Remove it, or the event that adds it',
    ),
  'AWS::Lambda::EventSourceMapping': ({ EventSourceArn, FunctionName }, { ids }) =>
    unless(
      source?.arns.includes(text(EventSourceArn)) && called(FunctionName) === ids[source.name],
      'sends events to a function around API Gateway. Remove it, or the event that adds it',
    ),
};
/** The function of an option that receives events from elsewhere. */
const [source] = options.exported('eventSources');
/** The aliases by which a route may call a function; usually it calls the function itself. */
const aliases = ['', ...options.exported('alias').map((alias) => `:${alias}`)].join('|');
const functionArn = new RegExp(`(?:^|/functions/)\\$\\{(\\w+)\\.Arn\\}(?:${aliases})(?:/invocations)?$`);

/**
 * @param {{ Resources: object, Transform: unknown }} template what CloudFormation gets
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`
 * @param {string} stage
 * @returns {string[]} one line for each thing that does not match serverless.yml
 */
function problems(template, { custom, functions, provider }, stage) {
  const { Resources } = template;
  const resources = Object.entries(Resources).map(([id, { Type, Properties = {} }]) => ({ id, Type, Properties }));
  const type = apiType(functions);
  const api = apis[type];
  const isFinal = !template.Transform && !JSON.stringify(template).includes('"Fn::Transform"');
  const structure = [
    ...unless(isFinal, 'Transform: changes the template after it has been checked. Remove it.'),
    ...counted.flatMap((each) => {
      const count = resources.filter(({ Type }) => Type === each).length;
      const wanted = api.one.includes(each) ? 1 : 0;
      const problem = `the template has ${count} of these, and a proxy has ${wanted}. Remove what adds or replaces it.`;
      return unless(count === wanted, `${each}: ${problem}`);
    }),
  ];
  if (structure.length > 0) return structure;

  const idOf = ({ name }) =>
    resources.find((each) => each.Type === 'AWS::Lambda::Function' && each.Properties.FunctionName === name)?.id;
  const ids = Object.fromEntries(Object.entries(functions).map(([name, each]) => [name, idOf(each)]));
  const context = { Resources, custom, functions, stage: api.stage ?? stage, type, api, ids };
  const named = mentions(
    resources.filter(({ Type }) => /^AWS::Lambda::(Function|Version|Alias)$/.test(Type)).map(({ id }) => id),
    Object.values(functions).map(({ name }) => name),
  );
  const roles = Object.values(functions).map((each) => text(roleOf(each, provider)));
  const own = [...Object.values(ids).map((id) => `\${${id}.Arn}`), ...roles];
  return [
    ...Object.entries(functions).flatMap(([name, each]) =>
      functionProblems(each, Resources[ids[name]]?.Properties, provider).map((each) => `functions.${name}: ${each}.`),
    ),
    ...resources.flatMap(({ id, Type, Properties }) =>
      [
        ...unless(!opaque.test(Type), `${Type} can change what has been checked. Remove it`),
        ...unless(
          harmless.test(Type) || Object.hasOwn(checks, Type) || own.includes(`\${${id}.Arn}`) || !named(Properties),
          `${Type} names a function, which may open a way around API Gateway. Remove it, or what adds it`,
        ),
        ...(Object.hasOwn(checks, Type) ? checks[Type](Properties, context) : []),
      ].map((problem) => `${id}: ${problem}.`),
    ),
  ];
}

function apiProblems(properties, { custom: { proxy }, type }) {
  const Statement = resourcePolicy(proxy.auth, expand(proxy.allowedCidrs));
  const policy = type === 'rest' && Statement.length > 0 ? { Version: '2012-10-17', Statement } : '';
  return [
    ...unless(
      same(properties.Policy ?? '', policy),
      'Policy is not that of allowedCidrs. Set only provider.apiGateway.resourcePolicy, to ${proxy:resourcePolicy}',
    ),
    ...unless(
      ['HEADER', undefined].includes(properties.ApiKeySourceType),
      'ApiKeySourceType does not take the API key from a header. Remove it',
    ),
    ...routeSources
      .filter((name) => Object.hasOwn(properties, name))
      .map((name) => `${name} adds routes that are not checked. Remove it`),
  ];
}

function stageProblems({ StageName }, { stage }) {
  return unless(StageName === stage, `StageName is not "${stage}". Remove what changes it`);
}

function routeProblems(properties, { Resources, custom, functions, api, ids }) {
  const { auth } = custom.proxy;
  const is = requirementOf(properties, Resources, custom.proxy);
  const target = /^integrations\/\$\{(\w+)\}$/.exec(text(properties.Target))?.[1];
  const { Type, IntegrationType, Uri, IntegrationUri } = properties.Integration ?? Resources[target]?.Properties ?? {};
  const callable = Object.keys(functions).filter((name) => routes([functions[name]]).length > 0);
  return [
    ...unless(
      is === requirement(auth),
      `requires ${is} from callers, but auth "${auth}" requires ${requirement(auth)}. Remove what changes it`,
    ),
    ...unless(
      text(properties.RestApiId ?? properties.ApiId) === `\${${api.id}}`,
      `belongs to an API other than ${api.id}. Remove it, or the setting that names the other API`,
    ),
    ...unless(
      (Type ?? IntegrationType) === 'AWS_PROXY' && callable.some((name) => ids[name] === called(Uri ?? IntegrationUri)),
      'does not send whole requests to a function of this proxy. Use integration: lambda-proxy, without async',
    ),
  ];
}

/** Returns what a route requires from callers, in the words of gateway/auth.js. */
function requirementOf({ ApiKeyRequired, AuthorizationType = 'NONE', AuthorizerId }, Resources, proxy) {
  const { Type, Properties = {} } = Resources[AuthorizerId?.Ref] ?? {};
  const isJwt =
    Type === 'AWS::ApiGatewayV2::Authorizer' &&
    Properties.AuthorizerType === 'JWT' &&
    same(Properties.JwtConfiguration, { Audience: list(proxy.jwtAudience), Issuer: proxy.jwtIssuer });
  const authorizers = { NONE: '', AWS_IAM: 'authorizer: aws_iam', JWT: isJwt ? 'authorizer: jwt' : 'another JWT' };
  const authorizer = Object.hasOwn(authorizers, AuthorizationType) ? authorizers[AuthorizationType] : 'something else';
  // CloudFormation takes the text "false", too.
  return [ApiKeyRequired ? `private: ${ApiKeyRequired}` : '', authorizer].filter(Boolean).join(', ') || 'nothing';
}

function functionProblems(each, properties, provider) {
  if (!properties) return [`the template has no function named ${each.name}. Remove what changes its name`];
  const wanted = Object.entries({ ...provider.environment, ...each.environment }).filter(([, value]) => value !== null);
  const isEnvironment = same(properties.Environment?.Variables ?? {}, Object.fromEntries(wanted));
  const isRole = same(properties.Role, roleOf(each, provider));
  return [
    ...unless(isEnvironment, 'its Environment is not environment of serverless.yml. Set variables only there'),
    ...unless(isRole, 'its Role is not role of serverless.yml. Set it only there'),
  ];
}

function roleOf({ role: own }, { iam, role: all }) {
  const isRole = (each) => typeof each === 'string' || /^Fn::/.test(Object.keys(each ?? {})[0]);
  const role = [own, iam?.role, all].find(isRole) ?? 'IamRoleLambdaExecution';
  return typeof role !== 'string' || role.startsWith('arn:') ? role : { 'Fn::GetAtt': [role, 'Arn'] };
}

/** Returns the logical ID of the function that an ARN names; undefined if there is none. */
function called(arn) {
  return functionArn.exec(text(arn))?.[1];
}

/** Returns a function that finds references to resources, and names that are whole texts or parts of ARNs. */
function mentions(ids, names) {
  const pattern = new RegExp(`\\$\\{(${ids.join('|')})[.}]|[":](${names.join('|')})["\\\\:/]`);
  return (value) => pattern.test(JSON.stringify(value, (_, each) => text(each) ?? each));
}

function unless(isRight, problem) {
  return isRight ? [] : [problem];
}

function same(one, other) {
  return isDeepStrictEqual(...[one, other].map((value) => JSON.parse(JSON.stringify(value ?? null))));
}

module.exports = { problems };
