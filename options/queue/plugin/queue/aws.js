'use strict';

const { stackOf } = require('../gateway/stack');

// The stack's queues, as AWS has them.

/** @returns {Promise<{ request: (service: string, method: string, parameters: object) => Promise<any>, url: (output: string) => string | undefined }>} */
async function aws(serverless) {
  const provider = serverless.getProvider('aws');
  const { output: url } = await stackOf(serverless);
  return { request: (service, method, parameters) => provider.request(service, method, parameters), url };
}

/** @returns {Promise<{ arn: string, count: number }>} a queue's ARN, and how many requests are in it, waiting or in an attempt */
async function stateOf(request, QueueUrl) {
  const { Attributes } = await request('SQS', 'getQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
  return {
    arn: Attributes.QueueArn,
    count: ['', 'NotVisible', 'Delayed'].reduce(
      (sum, kind) => sum + Number(Attributes[`ApproximateNumberOfMessages${kind}`] ?? 0),
      0,
    ),
  };
}

module.exports = { aws, stateOf };
