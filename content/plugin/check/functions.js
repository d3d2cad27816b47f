'use strict';

// Checks each function in serverless.yml: what its events require, their limits, its environment, and its role.

const { callerRanges } = require('../gateway/addresses');
const { authProblem, requirement } = require('../gateway/auth');
const throttling = require('../gateway/throttling');
const { apiType, routes, text } = require('../service');
const settings = require('../settings');

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`, `resources`
 * @returns {string[]} one line for each function that does not fit the settings
 */
function problems({ custom, functions, provider, resources }) {
  const type = apiType(functions);
  const unusable = authProblem(custom.proxy.auth, type);
  if (unusable) return [unusable];
  return [
    ...routes(functions).flatMap((route) => routeProblems(route, custom.proxy.auth)),
    ...Object.entries(functions).flatMap(([key, each]) => [
      ...environmentProblems(key, { ...provider.environment, ...each.environment }, type, custom.proxy),
      ...roleProblems(key, each, provider, JSON.stringify(resources ?? {})),
      ...backendProblems(key, each, provider, resources?.Resources ?? {}, custom.proxy.url),
    ]),
  ];
}

function routeProblems({ name, method, event }, auth) {
  const is = requirementOf(event);
  const wanted = requirement(auth);
  const limits = throttling.limits.filter((limit) => Object.hasOwn(event.throttling ?? {}, limit));
  return [
    ...(is === wanted ? [] : [`${name}: requires ${is}, but auth "${auth}" requires ${wanted}. Correct the event.`]),
    ...throttling.problems(event.throttling, `${name} throttling`, limits),
    ...(event.throttling?.disabled ? [`${name} throttling.disabled: removes every limit. Remove it.`] : []),
    ...(method === '*' ? [`${name}: "*" is a method that the throttling plugin does not find. Use any.`] : []),
  ];
}

/** Returns what an event requires from callers, in the words of gateway/auth.js. */
function requirementOf({ private: key, authorizer }) {
  const type = typeof authorizer === 'string' ? authorizer : authorizer?.type;
  const name = /^aws_iam$/i.test(type) ? 'aws_iam' : (type ?? authorizer?.name ?? authorizer?.arn);
  return [key ? 'private: true' : '', authorizer ? `authorizer: ${name}` : ''].filter(Boolean).join(', ') || 'nothing';
}

/** The function reads from its environment what it checks. */
function environmentProblems(key, environment, type, { auth, allowedCidrs, trustedHeaders = '' }) {
  const wanted = {
    AUTH: auth,
    TRUSTED_HEADERS: trustedHeaders,
    ...(type === 'http' ? { ALLOWED_CIDRS: callerRanges(settings.expand(allowedCidrs)).join(',') } : {}),
  };
  return Object.keys(wanted).flatMap((name) => {
    const value = environment[name] ?? '';
    const problem = `"${value}" is not what the settings require. Use "${wanted[name]}".`;
    return value === wanted[name] ? [] : [`functions.${key}.environment.${name}: ${problem}`];
  });
}

/** A role of this stack must name the function, so that the function can write only its own log. */
function roleProblems(key, { name, role = {}, vpc }, provider, resources) {
  const isOfStack = typeof role !== 'string' && (!Object.keys(role).length || Object.hasOwn(role, 'Fn::GetAtt'));
  // After packaging, the framework has put an empty object where there was no VPC.
  const isAttached = vpc !== null && [vpc, provider.vpc].some((each) => Object.keys(each ?? {}).length > 0);
  const isNamed =
    resources.includes(`:log-group:/aws/lambda/${name}:*`) && (!isAttached || resources.includes(`:function:${name}"`));
  const problem = `does not name "${name}". Use that name in both ARNs of its role under resources/.`;
  return isOfStack && !isNamed ? [`functions.${key}.role: ${problem}`] : [];
}

/** A function in the VPC can forward only where a security group of this stack allows it to connect. */
function backendProblems(key, { environment, vpc }, provider, resources, checkedUrl) {
  const groups = { ...provider.vpc, ...vpc }.securityGroupIds ?? [];
  if (groups.length === 0) return [];
  const url = { ...provider.environment, ...environment }.BACKEND_URL;
  const port = settings.port(url);
  const cidrs = groups
    .flatMap((group) => resources[/\w+/.exec(text(group))]?.Properties?.SecurityGroupEgress ?? [])
    .filter(({ FromPort, ToPort }) => Number(FromPort) === port && Number(ToPort) === port)
    .map(({ CidrIp, CidrIpv6 }) => CidrIp ?? CidrIpv6);
  const labels = { url: `functions.${key}.environment.BACKEND_URL`, backendCidrs: `functions.${key}.vpc` };
  const names = cidrs.length > 0 ? ['url', 'backendCidrs'] : ['url'];
  const found = url === checkedUrl ? [] : settings.problems({ url, backendCidrs: cidrs.join() }, names, labels);
  if (cidrs.length > 0 || found.length > 0) return found;
  const fix = `Use one under resources/ whose egress is port ${port}.`;
  return [`functions.${key}.vpc: no security group allows "${url}" of BACKEND_URL. ${fix}`];
}

module.exports = { problems };
