'use strict';

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
  rest: { __proto__: null, 'api-key': 'private: true', iam: 'authorizer: aws_iam', ...webhooks, none: 'nothing' },
  http: { __proto__: null, iam: 'authorizer: aws_iam', jwt: 'authorizer: jwt', ...webhooks, none: 'nothing' },
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
    ...routes(functions).flatMap(({ name, event }) => {
      const is = protection(event);
      return is === asked[type][auth]
        ? []
        : [`${name}: asks callers for ${is}, which does not go with auth "${auth}"; right is ${asked[type][auth]}`];
    }),
    ...environmentProblems(functions, provider, type, custom.proxy),
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

/** What the function checks comes from its environment. */
function environmentProblems(functions, provider, type, { auth, allowedCidrs, trustedHeaders = '' }) {
  const wanted = {
    AUTH: { value: auth, right: '${self:custom.proxy.auth}' },
    TRUSTED_HEADERS: { value: trustedHeaders, right: '${self:custom.proxy.trustedHeaders}' },
    ...(type === 'http'
      ? { ALLOWED_CIDRS: { value: callers.ranges(list(allowedCidrs)).join(','), right: '${proxy:allowedCidrs}' } }
      : {}),
  };
  return Object.entries(functions).flatMap(([name, { environment }]) =>
    Object.entries(wanted)
      .filter(
        ([setting, { value }]) => ({ TRUSTED_HEADERS: '', ...provider.environment, ...environment })[setting] !== value,
      )
      .map(
        ([setting, { right }]) =>
          `environment of functions.${name}: ${setting} is not what custom.proxy says; right is ${right}`,
      ),
  );
}

module.exports = { asked, auths, problems };
