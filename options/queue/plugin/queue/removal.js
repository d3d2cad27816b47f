'use strict';

const { aws, stateOf } = require('./aws');

// `sls remove` of a stack that still has requests: callers were told that these are accepted.

const permission = 'DISCARD_REQUESTS';

/** What AWS calls a stack, a queue and a bucket that are not there, as after a removal that was cut short. */
const gone = ['ValidationError', 'AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist', 'NoSuchBucket'];

/**
 * Refuses to remove requests that nobody has said may go, and empties the bucket of their bodies, which CloudFormation deletes only when it is empty.
 * @param {object} serverless the framework
 * @param {Record<string, string | undefined>} environment where `DISCARD_REQUESTS=yes` may stand
 * @returns {Promise<string[]>} one line for each reason why the stack must stay; empty if it may go
 */
async function prepare(serverless, environment) {
  const queues = await orNothing(aws(serverless));
  if (!queues) return [];
  const { request, url, isProtected } = queues;
  // It would stay, and its requests would have lost their bodies.
  if (isProtected) return ['the stack: has termination protection; right is without, if it is to go'];
  const problems =
    environment[permission] === 'yes'
      ? []
      : (
          await Promise.all(
            ['RequestQueue', 'DeadLetterQueue'].map((name) => problemsOf(name, request, url(`${name}Url`))),
          )
        ).flat();
  if (problems.length === 0) await orNothing(empty(request, url('RequestBodiesBucket')));
  return problems;
}

async function problemsOf(name, request, url) {
  const { count = 0 } = (url && (await orNothing(stateOf(request, url)))) ?? {};
  if (count === 0) return [];
  return [
    `${name}: ${count} accepted ${count === 1 ? 'request' : 'requests'} would be lost; right is an empty queue (npm run dlq, npm run redrive), or ${permission}=yes in the environment`,
  ];
}

async function empty(request, Bucket) {
  for (let more = Boolean(Bucket); more;) {
    // What is listed is deleted, so that the first page is always the next.
    const { Contents = [], IsTruncated } = await request('S3', 'listObjectsV2', { Bucket, Prefix: 'bodies/' });
    const { Errors = [] } =
      Contents.length > 0
        ? await request('S3', 'deleteObjects', {
            Bucket,
            Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true },
          })
        : {};
    if (Errors.length > 0)
      throw new Error(
        `S3 does not delete ${Errors.length} of the bodies in ${Bucket}: ${Errors[0].Code} (${Errors[0].Key})`,
      );
    more = IsTruncated;
  }
}

/** What AWS says; nothing of what is not there. */
async function orNothing(answer) {
  try {
    return await answer;
  } catch (error) {
    if (gone.includes(error.providerError?.code) && /does not exist/i.test(error.message)) return undefined;
    throw error;
  }
}

module.exports = { prepare };
