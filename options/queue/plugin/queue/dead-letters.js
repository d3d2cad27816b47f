'use strict';

const { aws, stateOf } = require('./aws');

// What people do with requests that were given up.

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
  for (let empty = 0; empty < 2 && found.size < 1_000;) {
    const { Messages = [] } = await request('SQS', 'receiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 60,
      WaitTimeSeconds: 1,
      AttributeNames: ['All'],
    });
    const fresh = Messages.filter(({ MessageId }) => !found.has(MessageId));
    Messages.forEach((message) => found.set(message.MessageId, message));
    empty = fresh.length > 0 ? 0 : empty + 1;
  }
  try {
    const { count } = await stateOf(request, QueueUrl);
    const [last, why] = await lastAttempts(serverless, request, [...found.values()]);
    [...found.values()].forEach((message) => print(describe(message, last)));
    if (why) print(`The last attempts are not known: ${why}`);
    print(
      `${count} in the dead-letter queue${count > found.size ? `, of which ${found.size} are listed` : ''}.${count > 0 ? ' npx sls redrive delivers them again.' : ''}`,
    );
  } finally {
    await Promise.allSettled(
      [...found.values()].map(({ ReceiptHandle }) =>
        request('SQS', 'changeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
      ),
    );
  }
}

function describe({ MessageId, Body }, last) {
  const { deliveryId, receivedAt, method, path } = read(Body);
  const { attempt, status, error, detail } = last.get(deliveryId) ?? {};
  const outcome = status
    ? `attempt ${attempt}: ${[status, error, detail].filter(Boolean).join(' ')}`
    : 'last attempt unknown';
  return [
    MessageId,
    deliveryId ?? 'no delivery id',
    receivedAt ?? '',
    method ?? '',
    path ?? 'is no request',
    outcome,
  ].join('  ');
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
  const logGroupName = `/aws/lambda/${serverless.service.functions.deliver.name}`;
  try {
    for (const { deliveryId, receivedAt } of messages
      .map(({ Body }) => read(Body))
      .filter(({ deliveryId }) => deliveryId)
      .slice(0, 50)) {
      // A page holds what was found in a part of the log: it may be empty, and not the last.
      let nextToken;
      do {
        const page = await request('CloudWatchLogs', 'filterLogEvents', {
          logGroupName,
          filterPattern: `{ $.deliveryId = ${JSON.stringify(deliveryId)} }`,
          startTime: Date.parse(receivedAt) || undefined,
          nextToken,
        });
        const { message } = page.events?.at(-1) ?? {};
        if (message) last.set(deliveryId, JSON.parse(message));
        ({ nextToken } = page);
      } while (nextToken);
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
  const { arn: SourceArn, count } = await stateOf(request, url('DeadLetterQueueUrl'));
  if (count === 0) {
    print('Nothing is in the dead-letter queue.');
    return;
  }
  const { arn: DestinationArn } = await stateOf(request, url('RequestQueueUrl'));
  await request('SQS', 'startMessageMoveTask', { SourceArn, DestinationArn });
  print(`${count} are on their way back into the queue; npx sls dlq lists what is left.`);
}

module.exports = { listDead, redrive };
