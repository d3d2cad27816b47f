'use strict';

const { isIpv6, list } = require('../cidrs');

// What a queue needs of serverless.yml.

/** What SQS, Lambda and the functions take of `custom.queue`. */
const settings = {
  maxReceiveCount: { right: 'a whole number from 1 to 1000', takes: (value) => isWhole(value, 1, 1_000) },
  retryDelaysSeconds: {
    right: 'whole numbers of seconds from 0 to 34500, separated by commas',
    takes: (value) => list(value).every((item) => isWhole(item, 0, 34_500)),
  },
  batchSize: { right: 'a whole number from 1 to 10', takes: (value) => isWhole(value, 1, 10) },
  concurrency: { right: 'a whole number from 2 to 1000', takes: (value) => isWhole(value, 2, 1_000) },
  deliveredStatuses: {
    right: 'statuses (404) and classes (2xx), separated by commas, with 2xx',
    takes: (value) => list(value).includes('2xx') && list(value).every((item) => /^([1-5]xx|[1-5]\d\d)$/.test(item)),
  },
};

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`, `resources`
 * @returns {string[]} one line for each setting with which requests would be lost, sent twice for nothing, or out of order; empty if there is none
 */
function problems({ custom, functions, provider, resources }) {
  const { forward, deliver } = functions;
  if (!deliver)
    return ['functions: has no deliver, so that what is queued is never delivered; right is the one of the template'];
  const { sqs } = deliver.events?.find((event) => event.sqs) ?? {};
  if (!sqs)
    return [
      'functions.deliver.events: has no sqs, so that what is queued is never delivered; right is the one of the template',
    ];
  const queue = find(resources, 'RequestQueue');
  if (!queue) return ['resources: has no RequestQueue, so that nothing can be queued; right is resources/queue.yml'];
  const { VisibilityTimeout: visibility, MessageRetentionPeriod: retention } = queue;
  const timeout = deliver.timeout ?? provider.timeout;
  const backend = Number({ ...provider.environment, ...deliver.environment }.BACKEND_TIMEOUT_SECONDS);
  const wrong = [...settingProblems(custom.queue), ...orderProblems(forward.environment?.ORDER_BY)];
  if (wrong.length > 0) return wrong;
  return [
    ...(custom.proxy.routes
      ? ['routes: what is queued is delivered to one service; right is without, and a proxy for each']
      : []),
    ...roleProblems('forward', forward, 'receiver'),
    ...roleProblems('deliver', deliver, 'deliverer'),
    ...(sqs.functionResponseType === 'ReportBatchItemFailures'
      ? []
      : [
          'functions.deliver: without functionResponseType one failure would replay its batch; right is ReportBatchItemFailures',
        ]),
    ...(sqs.maximumConcurrency === deliver.reservedConcurrency
      ? []
      : [
          'functions.deliver: where maximumConcurrency is not reservedConcurrency, requests use up attempts without one; right is ${self:custom.queue.concurrency} for both',
        ]),
    ...(forward.environment?.ORDER_BY && sqs.batchSize !== 1
      ? [
          `functions.deliver: with a batchSize of ${sqs.batchSize}, what waits behind a request that fails uses up its own attempts; right is 1`,
        ]
      : []),
    ...(visibility >= 6 * timeout
      ? []
      : [
          `resources.RequestQueue.VisibilityTimeout: ${visibility} is less than six times the timeout of functions.deliver; right is ${6 * timeout}, or more`,
        ]),
    ...(last(custom.queue) < retention
      ? []
      : [
          `custom.queue: the last attempt would come after ${last(custom.queue)} seconds, when SQS has deleted the request; right is less than resources.RequestQueue.MessageRetentionPeriod, ${retention}`,
        ]),
    ...(backend <= timeout - 5
      ? []
      : [
          `functions.deliver: with a timeout of ${timeout} seconds there is no time to set a delay after BACKEND_TIMEOUT_SECONDS ${backend}; right is ${timeout - 5}, or less`,
        ]),
  ];
}

function settingProblems(queue = {}) {
  return Object.entries(settings)
    .filter(([name, { takes }]) => !takes(queue[name]))
    .map(([name, { right }]) => `custom.queue.${name}: "${queue[name] ?? ''}" cannot be; right is ${right}`);
}

/** The function that receives does not start with anything else. */
function orderProblems(order) {
  return order === undefined || /^(repository|header:[\w!#$%&'*+.^`|~-]+)$/.test(order)
    ? []
    : [
        `functions.forward.environment.ORDER_BY: "${order}" cannot be; right is repository, or header: and the name of a header field, such as header:X-Project`,
      ];
}

function isWhole(value, least, most) {
  return /^\d{1,6}$/.test(String(value)) && Number(value) >= least && Number(value) <= most;
}

/** How long after the first attempt the last one comes at the latest, in seconds: each delay is up to a fifth longer. */
function last({ maxReceiveCount, retryDelaysSeconds }) {
  const delays = list(retryDelaysSeconds).map(Number);
  const attempts = Array.from(
    { length: Number(maxReceiveCount) - 1 },
    (_, index) => delays[Math.min(index, delays.length - 1)],
  );
  return Math.ceil(1.2 * attempts.reduce((sum, delay) => sum + delay, 0));
}

function roleProblems(name, { environment }, role) {
  return environment?.ROLE === role
    ? []
    : [
        `functions.${name}.environment.ROLE: is not ${role}, and the function would not start, or do the other's work; right is ${role}`,
      ];
}

function find(resources, name) {
  return [
    resources?.Resources ?? {},
    ...(Array.isArray(resources) ? resources.map((each) => each?.Resources ?? {}) : []),
  ].find((each) => Object.hasOwn(each, name))?.[name].Properties;
}

/**
 * Which endpoints the stack has to make: prefix lists are those of gateway endpoints, which S3 has and SQS has not.
 * @returns {{ sqs: boolean, s3: boolean }}
 */
function ownEndpoints(awsEndpoints) {
  const items = list(awsEndpoints).filter(Boolean);
  return { sqs: items.every(isPrefixList), s3: items.length === 0 };
}

/**
 * The rules for what the function that delivers may connect to beside the backend.
 * @param {string} awsEndpoints the parameter
 * @param {object[]} backend the rules for the backend: EC2 takes none twice
 */
function endpointEgress(awsEndpoints, backend) {
  const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'SQS and S3' };
  const rules = list(awsEndpoints)
    .filter(Boolean)
    .map((item) => ({
      ...rule,
      [isPrefixList(item) ? 'DestinationPrefixListId' : isIpv6(item) ? 'CidrIpv6' : 'CidrIp']: item,
    }));
  if (ownEndpoints(awsEndpoints).sqs)
    rules.unshift({ ...rule, DestinationSecurityGroupId: { 'Fn::GetAtt': ['EndpointSecurityGroup', 'GroupId'] } });
  const isThere = (each) =>
    backend.some(
      ({ ToPort, CidrIp, CidrIpv6 }) =>
        ToPort === each.ToPort && ((CidrIp && CidrIp === each.CidrIp) || (CidrIpv6 && CidrIpv6 === each.CidrIpv6)),
    );
  return rules.filter((each) => !isThere(each));
}

function isPrefixList(item) {
  return item.startsWith('pl-');
}

module.exports = { problems, endpointEgress, ownEndpoints };
