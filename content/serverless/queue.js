'use strict';

const { isIpv6, list } = require('./cidrs');
const { outputsOf } = require('./stack');

// What a queue needs of serverless.yml, and what people do with its dead letters.

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`, `resources`
 * @returns {string[]} one line for each setting with which requests would be lost, sent twice for nothing, or out of order; empty if there is none
 */
function problems({ custom, functions, provider, resources }) {
  const { forward, deliver } = functions;
  if (!deliver) return ['functions: has no deliver, so that what is queued is never delivered; right is the one of the template'];
  const { sqs } = deliver.events?.find((event) => event.sqs) ?? {};
  if (!sqs) return ['functions.deliver.events: has no sqs, so that what is queued is never delivered; right is the one of the template'];
  const visibility = find(resources, 'RequestQueue')?.VisibilityTimeout;
  const timeout = deliver.timeout ?? provider.timeout;
  const backend = Number({ ...provider.environment, ...deliver.environment }.BACKEND_TIMEOUT_SECONDS);
  return [
    ...(custom.proxy.routes ? ['routes: what is queued is delivered to one service; right is without, and a proxy for each'] : []),
    ...roleProblems('forward', forward, 'receiver'),
    ...roleProblems('deliver', deliver, 'deliverer'),
    ...(sqs.functionResponseType === 'ReportBatchItemFailures' ? [] : ['functions.deliver: without functionResponseType one failure would replay its batch; right is ReportBatchItemFailures']),
    ...(sqs.maximumConcurrency === deliver.reservedConcurrency ? [] : ['functions.deliver: where maximumConcurrency is not reservedConcurrency, requests use up attempts without one; right is ${self:custom.queue.concurrency} for both']),
    ...(forward.environment?.ORDER_BY && sqs.batchSize !== 1 ? [`functions.deliver: with a batchSize of ${sqs.batchSize}, what waits behind a request that fails uses up its own attempts; right is 1`] : []),
    ...(visibility >= 6 * timeout ? [] : [`resources.RequestQueue.VisibilityTimeout: ${visibility} is less than six times the timeout of functions.deliver; right is ${6 * timeout}, or more`]),
    ...(backend <= timeout - 5 ? [] : [`functions.deliver: with a timeout of ${timeout} seconds there is no time to set a delay after BACKEND_TIMEOUT_SECONDS ${backend}; right is ${timeout - 5}, or less`]),
  ];
}

function roleProblems(name, { environment }, role) {
  return environment?.ROLE === role ? [] : [`functions.${name}.environment.ROLE: is not ${role}, and the function would not start, or do the other's work; right is ${role}`];
}

function find(resources, name) {
  return [resources?.Resources ?? {}, ...(Array.isArray(resources) ? resources.map((each) => each?.Resources ?? {}) : [])].find((each) => each[name])?.[name].Properties;
}

/** What the function that delivers may connect to beside the backend. */
function endpointEgress(awsEndpoints) {
  const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'SQS and S3' };
  const items = list(awsEndpoints).filter(Boolean);
  if (items.length === 0) return [{ ...rule, DestinationSecurityGroupId: { 'Fn::GetAtt': ['EndpointSecurityGroup', 'GroupId'] } }];
  return items.map((item) => ({ ...rule, [item.startsWith('pl-') ? 'DestinationPrefixListId' : isIpv6(item) ? 'CidrIpv6' : 'CidrIp']: item }));
}

/**
 * Lists the dead letters without their bodies and header fields.
 * @param {object} serverless the framework
 * @param {(line: string) => void} print takes a line
 */
async function listDead(serverless, print) {
  const { request, url } = await aws(serverless);
  const QueueUrl = url('DeadLetterQueueUrl');
  const found = new Map();
  // Each receipt hides what it has, so that the next finds others; then all are shown again. A group that has none left to show is not asked twice.
  for (let empty = 0; empty < 2 && found.size < 1_000; ) {
    const { Messages = [] } = await request('SQS', 'receiveMessage', { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60, WaitTimeSeconds: 1, AttributeNames: ['All'] });
    const fresh = Messages.filter(({ MessageId }) => !found.has(MessageId));
    Messages.forEach((message) => found.set(message.MessageId, message));
    empty = fresh.length > 0 ? 0 : empty + 1;
  }
  try {
    const { Attributes } = await request('SQS', 'getQueueAttributes', { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] });
    const count = Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
    const [last, why] = await lastAttempts(serverless, request, [...found.values()]);
    [...found.values()].forEach((message) => print(describe(message, last)));
    if (why) print(`The last attempts are not known: ${why}`);
    print(`${count} in the dead-letter queue${count > found.size ? `, of which ${found.size} are listed` : ''}.${count > 0 ? ' npm run redrive has them delivered again.' : ''}`);
  } finally {
    await Promise.allSettled([...found.values()].map(({ ReceiptHandle }) => request('SQS', 'changeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })));
  }
}

function describe({ MessageId, Body }, last) {
  const { deliveryId, receivedAt, method, path } = read(Body);
  const { attempt, status, error, detail } = last.get(deliveryId) ?? {};
  const outcome = status ? `attempt ${attempt}: ${[status, error, detail].filter(Boolean).join(' ')}` : 'last attempt unknown';
  return [MessageId, deliveryId ?? 'no delivery id', receivedAt ?? '', method ?? '', path ?? 'is no request', outcome].join('  ');
}

/** What of a message may be shown. */
function read(body) {
  try {
    const { deliveryId, receivedAt, method, path } = JSON.parse(body);
    return { deliveryId, receivedAt, method, path };
  } catch {
    return {};
  }
}

/** What the log of the function that delivers says last of each delivery; and why it says nothing, if it cannot be read. */
async function lastAttempts(serverless, request, messages) {
  const last = new Map();
  try {
    for (const id of messages.map(({ Body }) => read(Body).deliveryId).filter(Boolean).slice(0, 50)) {
      const { events = [] } = await request('CloudWatchLogs', 'filterLogEvents', {
        logGroupName: `/aws/lambda/${serverless.service.functions.deliver.name}`,
        filterPattern: `{ $.deliveryId = ${JSON.stringify(id)} }`,
      });
      if (events.length > 0) last.set(id, JSON.parse(events.at(-1).message));
    }
  } catch (error) {
    return [last, error.message];
  }
  return [last];
}

/**
 * Moves the dead letters back into the queue, oldest first. They are new messages there: their attempts count from one.
 * @param {object} serverless the framework
 * @param {(line: string) => void} print takes a line
 */
async function redrive(serverless, print) {
  const { request, url } = await aws(serverless);
  const arnOf = async (QueueUrl) => (await request('SQS', 'getQueueAttributes', { QueueUrl, AttributeNames: ['All'] })).Attributes;
  const { QueueArn: SourceArn, ...counts } = await arnOf(url('DeadLetterQueueUrl'));
  const count = Number(counts.ApproximateNumberOfMessages) + Number(counts.ApproximateNumberOfMessagesNotVisible);
  if (count === 0) {
    print('Nothing is in the dead-letter queue.');
    return;
  }
  const { QueueArn: DestinationArn } = await arnOf(url('RequestQueueUrl'));
  await request('SQS', 'startMessageMoveTask', { SourceArn, DestinationArn });
  print(`${count} are on their way back into the queue; npm run dlq says what is left.`);
}

async function aws(serverless) {
  const provider = serverless.getProvider('aws');
  const url = await outputsOf(serverless);
  return { request: (service, method, parameters) => provider.request(service, method, parameters), url };
}

module.exports = { problems, endpointEgress, listDead, redrive };
