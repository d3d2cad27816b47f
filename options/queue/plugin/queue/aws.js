'use strict';

// The stack's queues.

const { stackOf } = require('../gateway/stack');

/**
 * Returns a function that calls the AWS SDK, and one that returns the URL of a queue by the name of the stack's output.
 * @returns {Promise<{ request: Function, url: (output: string) => string | undefined }>}
 */
async function aws(serverless) {
  const { request, outputs } = stackOf(serverless);
  const urls = await outputs();
  return { request, url: (output) => urls[output] };
}

/** Returns a queue's ARN, and how many requests it contains, in all states. */
async function stateOf(request, QueueUrl) {
  const { Attributes } = await request('SQS', 'getQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
  const counts = ['', 'NotVisible', 'Delayed'].map((kind) => Attributes[`ApproximateNumberOfMessages${kind}`] ?? 0);
  return { arn: Attributes.QueueArn, count: counts.reduce((sum, count) => sum + Number(count), 0) };
}

module.exports = { aws, stateOf };
