'use strict';

const api = require('./api');
const { isIpv6, list } = require('./cidrs');
const { connectionId, madeBy } = require('./link');
const { port } = require('./parameters');
const { variableSource } = require('./variable-source');

// `${proxy:…}` in serverless.yml: what follows from `custom.proxy`, which is what is checked.
const values = {
  link: async (parameter) => madeBy(await linkOf(parameter)),
  connectionId: async (parameter) => connectionId(await linkOf(parameter)),
  // An empty item would end in an error of the framework's own, before the check of the parameters tells of it.
  subnetIds: async (parameter) => list(await parameter('subnetIds')).filter(Boolean),
  port: async (parameter) => port(await parameter('url')),
  egress: async (parameter) => egress(list(await parameter('backendCidrs')), port(await parameter('url'))),
  alarmActions: async (parameter) => list(await parameter('alarmTopicArn')).filter(Boolean),
  ...api.values,
};

async function linkOf(parameter) {
  return { loadBalancerArn: await parameter('loadBalancerArn'), vpcLinkId: await parameter('vpcLinkId') };
}

/**
 * Returns the framework's variable source.
 * @param {new (message: string) => Error} ServerlessError the framework's class
 */
function variables(ServerlessError) {
  return variableSource(values, ServerlessError);
}

function egress(cidrs, toPort) {
  return cidrs.map((cidr) => ({
    IpProtocol: 'tcp',
    FromPort: toPort,
    ToPort: toPort,
    [isIpv6(cidr) ? 'CidrIpv6' : 'CidrIp']: cidr,
    Description: 'The load balancer',
  }));
}

module.exports = { variables };
