'use strict';

// Commands for the dead-letter queue: `sls dlq` lists its requests, and `sls redrive` delivers them again.

const { aws, stateOf } = require('./aws');

/**
 * Lists the dead letters without their bodies and header fields.
 * @param {object} serverless the framework
 * @param {(line: string) => void} print prints a line
 */
async function listDead(serverless, print) {
  const { request, url } = await aws(serverless);
  const QueueUrl = url('DeadLetterQueueUrl');
  const found = new Map();
  // A received message is hidden from the next call. Two calls without a new message end the loop.
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
    if (why) print(`The last attempts are unknown: ${why}`);
    const listed = count > found.size ? ` (${found.size} are listed)` : '';
    print(`${count} in the dead-letter queue${listed}.${count > 0 ? ' npx sls redrive delivers them again.' : ''}`);
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
    path ?? 'not a request',
    outcome,
  ].join('  ');
}

/** Returns what may be shown of a message. */
function read(body) {
  try {
    const { deliveryId, receivedAt, method, path } = JSON.parse(body);
    return { deliveryId, receivedAt, method, path };
  } catch {
    return {};
  }
}

/** Returns the last log line of each delivery, and an error message if the log cannot be read. */
async function lastAttempts(serverless, request, messages) {
  const last = new Map();
  const logGroupName = `/aws/lambda/${serverless.service.functions.deliver.name}`;
  try {
    for (const { deliveryId, receivedAt } of messages
      .map(({ Body }) => read(Body))
      .filter(({ deliveryId }) => deliveryId)
      .slice(0, 50)) {
      // A page covers a part of the log. An empty page need not be the last.
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
 * Moves the dead letters back into the queue, oldest first. There, they are new messages: attempts start at one.
 * @param {object} serverless the framework
 * @param {(line: string) => void} print prints a line
 */
async function redrive(serverless, print) {
  const { request, url } = await aws(serverless);
  const { arn: SourceArn, count } = await stateOf(request, url('DeadLetterQueueUrl'));
  if (count === 0) {
    print('The dead-letter queue is empty.');
    return;
  }
  const { arn: DestinationArn } = await stateOf(request, url('RequestQueueUrl'));
  await request('SQS', 'startMessageMoveTask', { SourceArn, DestinationArn });
  print(`${count} are moving back into the queue. npx sls dlq lists the rest.`);
}

module.exports = { listDead, redrive };
