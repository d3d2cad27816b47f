'use strict';

const callers = require('./callers');
const { isIpv6, list } = require('./cidrs');
const { port } = require('./parameters');

// `${proxy:…}` in serverless.yml: what follows from `custom.proxy`, which is what is checked.
const values = {
  // An empty item would end in an error of the framework's own, before the check of the parameters tells of it.
  subnetIds: async (parameter) => list(await parameter('subnetIds')).filter(Boolean),
  ipv6: async (parameter) => list(await parameter('backendCidrs')).some(isIpv6),
  egress: async (parameter) => egress(list(await parameter('backendCidrs')), port(await parameter('url'))),
  resourcePolicy: async (parameter) => callers.resourcePolicy(await parameter('auth'), await parameter('allowedCidrs')),
  allowedCidrs: async (parameter) => callers.ranges(list(await parameter('allowedCidrs'))).join(','),
  jwtAudience: async (parameter) => list(await parameter('jwtAudience')),
  alarmActions: async (parameter) => list(await parameter('alarmTopicArn')).filter(Boolean),
};

/**
 * The framework's variable source.
 * @param {new (message: string) => Error} ServerlessError the framework's
 */
function variables(ServerlessError) {
  return {
    resolve: async ({ address, resolveVariable }) => {
      if (!Object.hasOwn(values, address)) {
        throw new ServerlessError(
          `\${proxy:${address}} is none of ${Object.keys(values)
            .map((name) => `\${proxy:${name}}`)
            .join(', ')}.`,
        );
      }
      return { value: await values[address]((name) => resolveVariable(`self:custom.proxy.${name}`)) };
    },
  };
}

/** @returns {object[]} the rules of a security group that lets out what goes to one port of these addresses */
function egress(cidrs, toPort) {
  return cidrs.map((cidr) => ({
    IpProtocol: 'tcp',
    FromPort: toPort,
    ToPort: toPort,
    [isIpv6(cidr) ? 'CidrIpv6' : 'CidrIp']: cidr,
    Description: 'The backend',
  }));
}

module.exports = { egress, variables };
