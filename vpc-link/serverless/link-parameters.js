'use strict';

const api = require('./api');
const callers = require('./callers');
const { list } = require('./cidrs');
const { madeBy, targetOf } = require('./link');
const parameters = require('./parameters');

// What each parameter may be, beside what parameters.js says. A check returns what is wrong, or nothing.
const checks = {
  ...parameters.checks,
  url: {
    right: `${parameters.checks.url.right}, without query`,
    check: (value, values) =>
      parameters.checks.url.check(value, values) ??
      (/[?{}$]/.test(value) ? 'holds a query, or what API Gateway would fill in' : undefined),
  },
  loadBalancerArn: {
    right: api.targets.right,
    check: (value, { region }) => {
      const target = targetOf(value);
      if (!target) return 'is the ARN of nothing that API Gateway can be sent to';
      if (!api.targets.kinds.includes(target.kind))
        return `is the ARN of ${/^[AEIOU]/.test(target.kind) ? 'an' : 'a'} ${target.kind}, ${api.targets.wrong[target.kind]}`;
      if (region && target.region !== region) return `is not in ${region}, where the API is`;
    },
  },
  vpcLinkId: {
    right: 'the id of a VPC link, such as abc123, or nothing: the stack makes one',
    check: (value) => (value === '' || /^[a-z0-9]{6,12}$/.test(value) ? undefined : 'is no id of a VPC link'),
  },
  loadBalancerSecurityGroupId: {
    right:
      "the load balancer's security group, sg- and 8 or 17 hexadecimal digits, or nothing: somebody else lets the link in",
    check: (value) =>
      value === '' || /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(value) ? undefined : 'is no security group id',
  },
  allowedCidrs: {
    right:
      api.type === 'rest' ? parameters.checks.allowedCidrs.right : '0.0.0.0/0,::/0, or a REST API (--api-type rest)',
    check: (value, values) =>
      parameters.checks.allowedCidrs.check(value, values) ??
      (api.type === 'http' && callers.ranges(list(value)).length > 0
        ? 'would let everybody in: an HTTP API has no resource policy, and here is no function that could look'
        : undefined),
  },
};

/**
 * Checks parameters against the tables.
 * @param {Record<string, unknown>} values every parameter by name, and `region`
 * @returns {string[]} one line for each that cannot be used; empty if all can
 */
function problems(values) {
  const made = { vpcLinkId: '', ...values };
  const names = [
    'url',
    'loadBalancerArn',
    'vpcLinkId',
    // Only a link V2 has subnets and a security group; an existing one has its own.
    ...(madeBy(made) === 'v2' ? ['vpcId', 'subnetIds', 'backendCidrs', 'loadBalancerSecurityGroupId'] : []),
    'allowedCidrs',
    ...['jwtIssuer', 'jwtAudience'].filter((name) => name in values),
    'path',
    'alarmTopicArn',
  ];
  return parameters.problemsOf(checks, names, { ...values, apiType: api.type });
}

module.exports = { problems };
