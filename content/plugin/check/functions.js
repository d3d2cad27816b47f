'use strict';

// Checks each function in serverless.yml: what its events require, their limits, its environment, and its role.

const { callerRanges } = require('../gateway/addresses');
const { authProblem, requirement } = require('../gateway/auth');
const { apiType, routes } = require('../events');
const throttling = require('../gateway/throttling');
const { text } = require('../intrinsics');
const settings = require('../settings');

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
      ...backendProblems(name, each, provider, resources?.Resources ?? {}, custom.proxy.url),
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
    ...(type === 'http' ? { ALLOWED_CIDRS: callerRanges(settings.expand(allowedCidrs)).join(',') } : {}),
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

/** A function in the VPC can forward only where a security group of this stack allows it to connect. */
function backendProblems(key, { environment, vpc }, provider, resources, checkedUrl) {
  const url = { ...provider.environment, ...environment }.BACKEND_URL;
  const port = settings.port(url);
  const groups = { ...provider.vpc, ...vpc }.securityGroupIds ?? [];
  const cidrs = groups
    .flatMap((group) => resources[/\w+/.exec(text(group))]?.Properties?.SecurityGroupEgress ?? [])
    .filter(({ FromPort, ToPort }) => Number(FromPort) === port && Number(ToPort) === port)
    .map(({ CidrIp, CidrIpv6 }) => CidrIp ?? CidrIpv6);
  if (groups.length === 0) return [];
  const names = { url: 'environment.BACKEND_URL', ...(cidrs.length > 0 ? { backendCidrs: 'vpc' } : {}) };
  const found = url === checkedUrl ? [] : settings.problems({ url, backendCidrs: cidrs.join() }, Object.keys(names));
  if (cidrs.length > 0 || found.length > 0)
    return found.map((problem) => problem.replace(/^\w+/, (name) => `functions.${key}.${names[name]}`));
  const problem = `no security group allows "${url}" of BACKEND_URL`;
  return [`functions.${key}.vpc: ${problem}. Use one under resources/ whose egress is port ${port}.`];
}

module.exports = { problems };
