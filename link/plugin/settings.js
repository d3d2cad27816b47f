'use strict';

// The settings: what each may be, and the values of ${proxy:…} that follow from them.

const api = require('./api');
const { callerRanges, egress, list } = require('./gateway/addresses');
const gateway = require('./gateway/settings');
const { connectionId, hasIngress, linkOf, targetOf } = require('./target');

const { common, matches, port } = gateway;

/** Every setting: how to fix it, and what is wrong with a value. An optional one need not exist. */
const table = {
  ...common,
  url: {
    use: `${common.url.use}, without a query`,
    check: (value, values) =>
      common.url.check(value, values) ??
      (/[?{}$]/.test(value) ? 'contains a query, or characters that API Gateway replaces' : undefined),
  },
  loadBalancerArn: {
    use: api.targets.use,
    check: (value, { region }) => {
      const target = targetOf(value);
      if (!target) return 'is not an ARN that API Gateway can send requests to';
      if (!api.targets.kinds.includes(target.kind)) {
        const article = /^[AEIOU]/.test(target.kind) ? 'an' : 'a';
        return `is the ARN of ${article} ${target.kind}, which ${api.targets.problem}`;
      }
      if (region && target.region !== region) return `is not in ${region}, the region of the API`;
    },
  },
  vpcLinkId: {
    use: 'the ID of a VPC link, such as abc123, or nothing to create one',
    check: matches(/^([a-z0-9]{6,12})?$/, 'is not the ID of a VPC link'),
  },
  loadBalancerSecurityGroupId: {
    use: 'sg- followed by 8 or 17 hexadecimal digits, or nothing to change the security group yourself',
    check: matches(/^(sg-([0-9a-f]{8}|[0-9a-f]{17}))?$/, 'is not a security group id'),
  },
  allowedCidrs: {
    use: api.type === 'rest' ? common.allowedCidrs.use : '0.0.0.0/0,::/0, or create the proxy with --api-type rest',
    check: (value, values) =>
      common.allowedCidrs.check(value, values) ??
      (api.type === 'http' && callerRanges(value).length > 0
        ? 'does not restrict callers, because an HTTP API has no resource policy'
        : undefined),
  },
};

/** The settings of a link V2 that the stack creates. An existing link has its own. */
const network = ['vpcId', 'subnetIds', 'backendCidrs', 'loadBalancerSecurityGroupId'];

/** Returns one line for each setting that is invalid, see gateway/settings.js. */
function problems(values) {
  const isUsed = (name) => !network.includes(name) || linkOf(values) === 'v2';
  return gateway.problems(table, { ...values, apiType: api.type }, Object.keys(table).filter(isUsed));
}

/** The values of ${proxy:…}. `setting` returns a setting by name. */
const variables = {
  linkFile: async (setting) =>
    ({ existing: 'nothing', v1: 'vpc-link-v1', v2: 'vpc-link-v2' })[linkOf(await targets(setting))],
  ingressFile: async (setting) => (hasIngress(await targets(setting)) ? 'load-balancer-ingress' : 'nothing'),
  connectionId: async (setting) => connectionId(await targets(setting)),
  // An empty item would end in an error of the framework before ours.
  subnetIds: async (setting) => list(await setting('subnetIds')).filter(Boolean),
  port: async (setting) => port(await setting('url')),
  egress: async (setting) => egress(await setting('backendCidrs'), port(await setting('url'))),
  alarmActions: async (setting) => list(await setting('alarmTopicArn')).filter(Boolean),
  ...api.variables,
};

async function targets(setting) {
  const names = ['loadBalancerArn', 'vpcLinkId', 'loadBalancerSecurityGroupId'];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await setting(name)])));
}

/** Returns the framework's source of ${proxy:…}. */
function variableSource(ServerlessError) {
  return gateway.variableSource(['auth', ...Object.keys(table)], variables, ServerlessError);
}

module.exports = { problems, variableSource };
