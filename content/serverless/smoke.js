'use strict';

const { randomUUID } = require('node:crypto');
const callers = require('./callers');
const { list } = require('./cidrs');
const { schemes } = require('./credentials');
const { addressOf, secretOf, stackOf } = require('./stack');

const options = {
  url: {
    usage: 'The address of a proxy on this machine, down to its route (default: that of the stage that is deployed)',
    type: 'string',
  },
  route: { usage: 'Which of custom.proxy.routes (default: the first route, custom.proxy.path)', type: 'string' },
  target: { usage: 'What to ask for, below the route (default: /)', type: 'string' },
  status: { usage: 'The right status of its answer (default: any that is no refusal and no failure)', type: 'string' },
  missing: { usage: 'What the service has not, below the route (default: a random path)', type: 'string' },
  'skip-limit': {
    usage: 'Do not try the limit, which takes some hundred requests and may raise alarms: for production',
    type: 'boolean',
  },
};

/** Where secrets come from first; AWS credentials come from where the framework finds them. */
const variables = { 'api-key': 'API_KEY', jwt: 'TOKEN' };
const variableOf = (auth) => variables[auth] ?? (schemes[auth]?.isWebhook ? 'WEBHOOK_SECRET' : undefined);

/**
 * The proxy to check: the stage's, or one on this machine.
 * @returns {Promise<object>} for `run`; with `problems`, one line for each reason why it cannot be checked
 */
async function proxyOf(serverless, { url, route, ...others }, environment) {
  const { custom, functions } = serverless.service;
  const { auth, allowedCidrs } = custom.proxy;
  const path = pathOf(custom.proxy, route);
  const variable = variableOf(auth);
  const secret = variable && environment[variable];
  const problems = [
    ...(path ? [] : [`--route: "${route}" is none of custom.proxy.routes`]),
    ...optionProblems(url, others, path),
    ...(secret ? [] : secretProblems(auth, url)),
  ];
  if (problems.length > 0) return { problems };

  const common = {
    auth,
    isQueued: Object.hasOwn(functions, 'deliver'),
    limits: custom.apiGatewayThrottling,
    isForEverybody: callers.ranges(list(allowedCidrs)).length === 0,
  };
  // The local gateway asks for a key where it has one; the function checks signatures wherever it is.
  if (url) return { ...common, url, secret, checksCallers: Boolean(secret) && auth !== 'jwt' };
  const { output } = await stackOf(serverless);
  return {
    ...common,
    url: `${addressOf(output)}/${path}`,
    secret: secret || (schemes[auth] ? await secretOf(serverless, auth, output) : undefined),
    checksCallers: true,
  };
}

/** The path of a route; of the first without a name, nothing where there is none. */
function pathOf({ path, routes = {} }, name) {
  return name === undefined ? path : Object.hasOwn(routes, name) ? routes[name].path : undefined;
}

function optionProblems(url, { target = '/', missing = '/', status = '200' }, path) {
  return [
    ...(url === undefined || URL.canParse(url)
      ? []
      : [`--url: "${url}" is no URL; right is what sls local prints, such as http://127.0.0.1:3000/${path}`]),
    ...Object.entries({ target, missing })
      .filter(([, value]) => !value.startsWith('/'))
      .map(
        ([option, value]) =>
          `--${option}: "${value}" is no path; right is what follows the route, with a leading slash`,
      ),
    ...(/^[1-5]\d\d$/.test(status) ? [] : [`--status: "${status}" is no status; right is a number from 100 to 599`]),
  ];
}

function secretProblems(auth, url) {
  if (auth === 'jwt' && !url)
    return ['TOKEN: is not set; right is a token of jwtIssuer for jwtAudience, in the environment'];
  return schemes[auth]?.isWebhook && url
    ? ['WEBHOOK_SECRET: is not set; right is the secret that sls local has, in the environment']
    : [];
}

/** What is asked for, and what is right. */
function wanted({ target = '/', status, missing = `/smoke-${randomUUID()}`, 'skip-limit': skipLimit }) {
  return { target, status: status && Number(status), missing, skipLimit };
}

module.exports = { options, proxyOf, wanted };
