'use strict';

const callers = require('./callers');
const { isIpv6, list } = require('./cidrs');
const { port } = require('./parameters');
//#if (UseQueue)
const queue = require('./queue/settings');
//#endif
const { variableSource } = require('./variable-source');

// `${proxy:…}` in serverless.yml: what follows from `custom.proxy`, which is what is checked.
const values = {
  // An empty item would end in an error of the framework's own, before the check of the parameters tells of it.
  subnetIds: async (parameter) => list(await parameter('subnetIds')).filter(Boolean),
  ipv6: async (parameter) => list(await parameter('backendCidrs')).some(isIpv6),
  egress: async (parameter) => egress(list(await parameter('backendCidrs')), port(await parameter('url'))),
  //#if (UseQueue)
  delivererEgress: async (parameter) => {
    const backend = egress(list(await parameter('backendCidrs')), port(await parameter('url')));
    return [...backend, ...queue.endpointEgress(await parameter('awsEndpoints'), backend)];
  },
  ownSqsEndpoint: async (parameter) => String(queue.ownEndpoints(await parameter('awsEndpoints')).sqs),
  ownS3Endpoint: async (parameter) => String(queue.ownEndpoints(await parameter('awsEndpoints')).s3),
  //#endif
  resourcePolicy: async (parameter) => callers.resourcePolicy(await parameter('auth'), await parameter('allowedCidrs')),
  allowedCidrs: async (parameter) => callers.ranges(list(await parameter('allowedCidrs'))).join(','),
  jwtAudience: async (parameter) => list(await parameter('jwtAudience')),
  alarmActions: async (parameter) => list(await parameter('alarmTopicArn')).filter(Boolean),
};

/**
 * Returns the framework's variable source.
 * @param {new (message: string) => Error} ServerlessError the framework's class
 */
function variables(ServerlessError) {
  return variableSource(values, ServerlessError);
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
