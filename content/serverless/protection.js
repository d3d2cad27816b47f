'use strict';

const { isDeepStrictEqual } = require('node:util');
const callers = require('./callers');
const { list } = require('./cidrs');
const { apiType, routes } = require('./routes');

// What API Gateway asks of every caller, by API type and auth. Webhooks bring no key and no token: the function checks
// their signatures. Where there is no entry, the platform cannot do it.
const webhooks = Object.fromEntries(
  ['github', 'gitlab', 'bitbucket', 'gitea', 'stripe', 'slack', 'standard-webhooks'].map((provider) => [
    provider,
    'nothing',
  ]),
);
const asked = {
  rest: { 'api-key': 'private: true', iam: 'authorizer: aws_iam', ...webhooks, none: 'nothing' },
  http: { iam: 'authorizer: aws_iam', jwt: 'authorizer: jwt', ...webhooks, none: 'nothing' },
};
const auths = [...new Set(Object.values(asked).flatMap(Object.keys))];
const impossible = {
  'rest jwt':
    'auth: "jwt" cannot protect a REST API, which has no JWT authorizer (--auth jwt with --api-type rest); right is --auth iam, or --api-type http',
  'http api-key':
    'auth: "api-key" cannot protect an HTTP API, which has no API keys (--auth api-key with --api-type http); right is --auth iam, or --api-type rest',
};

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`
 * @returns {string[]} one line for each thing that does not go with `custom.proxy.auth`; empty if all does
 */
function problems({ custom, functions, provider }) {
  const { auth } = custom.proxy;
  const type = apiType(functions);
  if (impossible[`${type} ${auth}`]) return [impossible[`${type} ${auth}`]];
  if (!auths.includes(auth))
    return [
      `auth: ${JSON.stringify(auth) ?? 'nothing'} is unknown; right is one of ${Object.keys(asked[type]).join(', ')}`,
    ];
  return [
    ...routes(functions).flatMap((route) => routeProblems(route, type, auth)),
    ...otherDoors(functions),
    ...(type === 'rest'
      ? restProblems(provider.apiGateway ?? {}, custom.proxy)
      : httpProblems(provider.httpApi ?? {}, auth)),
    ...environmentProblems(functions, provider, type, custom.proxy),
  ];
}

function routeProblems({ kind, name, event }, type, auth) {
  if ((kind === 'httpApi') !== (type === 'http'))
    return [`${name}: a service has one kind of API; right is httpApi, as the others are`];
  const is = protection(event);
  return [
    ...(is === asked[type][auth]
      ? []
      : [`${name}: asks callers for ${is}, which does not go with auth "${auth}"; right is ${asked[type][auth]}`]),
    // Others change the event, or answer before the function has.
    ...(event.integration && !/^(lambda|aws)[-_]proxy$/i.test(event.integration)
      ? [`${name}: integration "${event.integration}" gives the function no request to forward; right is lambda-proxy`]
      : []),
    ...(event.async ? [`${name}: async answers callers before they have been checked; right is without`] : []),
  ];
}

function protection({ private: key, authorizer }) {
  const type = typeof authorizer === 'string' ? authorizer : authorizer?.type;
  const all = [
    key ? 'private: true' : '',
    authorizer
      ? `authorizer: ${/^aws_iam$/i.test(type) ? 'aws_iam' : (type ?? authorizer.name ?? authorizer.arn)}`
      : '',
  ].filter(Boolean);
  return all.join(', ') || 'nothing';
}

function otherDoors(functions) {
  return [
    ...(routes(functions).length > 0 ? [] : ['functions: no event is http or httpApi; right is one']),
    ...Object.entries(functions).flatMap(([name, { url, events = [] }]) => [
      ...(url
        ? [`functions.${name}.url: is a way in around API Gateway, which asks callers for nothing; right is without`]
        : []),
      ...(events.some(({ alb }) => alb)
        ? [
            `functions.${name}.events: alb is a way in around API Gateway, which asks callers for nothing; right is without`,
          ]
        : []),
    ]),
  ];
}

function restProblems({ restApiId, apiKeySourceType, resourcePolicy = [] }, { auth, allowedCidrs }) {
  return [
    ...(restApiId
      ? ['provider.apiGateway.restApiId: the resource policy of an API of another stack is not set; right is without']
      : []),
    ...(apiKeySourceType && !/^header$/i.test(apiKeySourceType)
      ? [
          `provider.apiGateway.apiKeySourceType: "${apiKeySourceType}" takes no key from the caller; right is HEADER, or without`,
        ]
      : []),
    ...(isDeepStrictEqual(resourcePolicy, callers.resourcePolicy(auth, allowedCidrs))
      ? []
      : ['provider.apiGateway.resourcePolicy: is not that of allowedCidrs; right is ${proxy:resourcePolicy}']),
  ];
}

function httpProblems({ id, authorizers }, auth) {
  return [
    ...(id
      ? ['provider.httpApi.id: an API of another stack would get the limits of this proxy; right is without']
      : []),
    ...(auth === 'jwt' && authorizers?.jwt?.type !== 'jwt'
      ? ['provider.httpApi.authorizers: has no jwt, which auth "jwt" needs; right is one of type jwt']
      : []),
  ];
}

/** What the function checks comes from its environment. */
function environmentProblems(functions, provider, type, { auth, allowedCidrs }) {
  const wanted = {
    AUTH: { value: auth, right: '${self:custom.proxy.auth}' },
    ...(type === 'http'
      ? { ALLOWED_CIDRS: { value: callers.ranges(list(allowedCidrs)).join(','), right: '${proxy:allowedCidrs}' } }
      : {}),
  };
  return Object.entries(functions).flatMap(([name, { environment }]) =>
    Object.entries(wanted)
      .filter(([setting, { value }]) => ({ ...provider.environment, ...environment })[setting] !== value)
      .map(
        ([setting, { right }]) =>
          `environment of functions.${name}: ${setting} is not what custom.proxy says; right is ${right}`,
      ),
  );
}

module.exports = { auths, problems };
