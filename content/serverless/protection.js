'use strict';

const { apiType, routes } = require('./routes');

// What API Gateway asks of every caller, by API type and auth. Webhooks bring no key and no token: the function checks
// their signatures. Where there is no entry, the platform cannot do it.
const webhooks = Object.fromEntries(
  ['github', 'gitlab', 'bitbucket', 'gitea', 'stripe', 'slack', 'standard-webhooks'].map((provider) => [provider, 'nothing']),
);
const asked = {
  rest: { 'api-key': 'private: true', iam: 'authorizer: aws_iam', ...webhooks, none: 'nothing' },
  http: { iam: 'authorizer: aws_iam', jwt: 'authorizer: jwt', ...webhooks, none: 'nothing' },
};
const impossible = {
  'rest jwt': 'auth: "jwt" cannot protect a REST API, which has no JWT authorizer (--auth jwt with --api-type rest); right is --auth iam, or --api-type http',
  'http api-key': 'auth: "api-key" cannot protect an HTTP API, which has no API keys (--auth api-key with --api-type http); right is --auth iam, or --api-type rest',
};

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`
 * @returns {string[]} one line for each thing that does not go with `custom.proxy.auth`; empty if all does
 */
function problems({ custom, functions, provider }) {
  const { auth } = custom.proxy;
  const type = apiType(functions);
  if (impossible[`${type} ${auth}`]) return [impossible[`${type} ${auth}`]];
  if (!Object.hasOwn(asked[type], auth)) return [`auth: "${auth}" is unknown; right is one of ${Object.keys(asked[type]).join(', ')}`];

  const right = asked[type][auth];
  const wrong = routes(functions).flatMap(({ kind, name, event }) => {
    const is = protection(event);
    if ((kind === 'httpApi') !== (type === 'http')) return [`${name}: a service has one kind of API; right is httpApi, as the others are`];
    return is === right ? [] : [`${name}: asks callers for ${is}, which does not go with auth "${auth}"; right is ${right}`];
  });
  if (auth === 'jwt' && provider.httpApi?.authorizers?.jwt?.type !== 'jwt') wrong.push('provider.httpApi.authorizers: has no jwt, which auth "jwt" needs; right is one of type jwt');
  return wrong;
}

function protection({ private: key, authorizer }) {
  const name = typeof authorizer === 'string' ? authorizer : (authorizer?.type ?? authorizer?.name ?? authorizer?.arn);
  const all = [key ? 'private: true' : '', authorizer ? `authorizer: ${/^aws_iam$/i.test(name) ? 'aws_iam' : name}` : ''].filter(Boolean);
  return all.join(', ') || 'nothing';
}

module.exports = { auths: [...new Set(Object.values(asked).flatMap(Object.keys))], problems };
