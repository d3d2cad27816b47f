'use strict';

// Checks each function in serverless.yml: what its events require, their limits, its environment, and its role.

const { callerRanges } = require('../gateway/addresses');
const { authProblem, requirement } = require('../gateway/auth');
const { apiType, routes } = require('../events');
const throttling = require('../gateway/throttling');
const { expand } = require('../settings');

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`, `resources`
 * @returns {string[]} one line for each function that does not fit the settings
 */
function problems({ custom, functions, provider, resources }) {
  const { auth } = custom.proxy;
  const type = apiType(functions);
  const unusable = authProblem(auth, type);
  if (unusable) return [unusable];
  return [
    ...routes(functions).flatMap(({ name, method, event }) => {
      const is = requirementOf(event);
      return [
        ...(is === requirement(auth)
          ? []
          : [`${name}: requires ${is}, but auth "${auth}" requires ${requirement(auth)}. Correct the event.`]),
        ...limitProblems(name, method, event.throttling),
      ];
    }),
    ...Object.entries(functions).flatMap(([name, each]) => [
      ...environmentProblems(name, { ...provider.environment, ...each.environment }, type, custom.proxy),
      ...roleProblems(name, each, provider, JSON.stringify(resources ?? {})),
    ]),
  ];
}

/** Returns what an event requires from callers, in the words of gateway/auth.js. */
function requirementOf({ private: key, authorizer }) {
  const type = typeof authorizer === 'string' ? authorizer : authorizer?.type;
  const name = /^aws_iam$/i.test(type) ? 'aws_iam' : (type ?? authorizer?.name ?? authorizer?.arn);
  return [key ? 'private: true' : '', authorizer ? `authorizer: ${name}` : ''].filter(Boolean).join(', ') || 'nothing';
}

function limitProblems(name, method, own) {
  const limits = throttling.limits.filter((limit) => Object.hasOwn(own ?? {}, limit));
  return [
    ...throttling.problems(own, `${name}: throttling`, limits),
    ...(own?.disabled ? [`${name}: throttling.disabled removes every limit. Remove it.`] : []),
    ...(method === '*' ? [`${name}: the throttling plugin does not find the method "*". Use any.`] : []),
  ];
}

/** The function reads from its environment what it checks. */
function environmentProblems(name, environment, type, { auth, allowedCidrs, trustedHeaders = '' }) {
  const wanted = {
    AUTH: auth,
    TRUSTED_HEADERS: trustedHeaders,
    ...(type === 'http' ? { ALLOWED_CIDRS: callerRanges(expand(allowedCidrs)).join(',') } : {}),
  };
  return Object.entries(wanted)
    .filter(([setting, value]) => (environment[setting] ?? '') !== value)
    .map(
      ([setting, value]) => `functions.${name}.environment.${setting}: is not what the settings say. Use "${value}".`,
    );
}

/** A role of this stack names the function, so that it can write only its own log. */
function roleProblems(key, { name, role = {}, vpc }, provider, resources) {
  const isOfStack = typeof role !== 'string' && (!Object.keys(role).length || Object.hasOwn(role, 'Fn::GetAtt'));
  // After packaging, the framework has put an empty object where there was no VPC.
  const isAttached = vpc !== null && [vpc, provider.vpc].some((each) => Object.keys(each ?? {}).length > 0);
  const isNamed =
    resources.includes(`:log-group:/aws/lambda/${name}:*`) && (!isAttached || resources.includes(`:function:${name}"`));
  return isOfStack && !isNamed
    ? [`functions.${key}.role: does not name ${name}. Use that name in both ARNs of its role under resources/.`]
    : [];
}

module.exports = { problems };
