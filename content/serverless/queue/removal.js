'use strict';

const { aws, stateOf } = require('./aws');

// `sls remove` of a stack that still has requests: callers were told that these are accepted.

const permission = 'DISCARD_REQUESTS';

/**
 * Refuses to remove requests that nobody has said may go, and empties the bucket of their bodies, which CloudFormation deletes only when it is empty.
 * @param {object} serverless the framework
 * @param {Record<string, string | undefined>} environment where `DISCARD_REQUESTS=yes` may stand
 * @returns {Promise<string[]>} one line for each queue that has some; empty if the stack may go
 */
async function prepare(serverless, environment) {
  const queues = await orNothing(aws(serverless));
  if (!queues) return [];
  const { request, url } = queues;
  const problems = environment[permission] === 'yes' ? [] : (await Promise.all(['RequestQueue', 'DeadLetterQueue'].map((name) => problemsOf(name, request, url(`${name}Url`))))).flat();
  if (problems.length === 0) await orNothing(empty(request, url('RequestBodiesBucket')));
  return problems;
}

async function problemsOf(name, request, url) {
  const { count = 0 } = (url && (await orNothing(stateOf(request, url)))) ?? {};
  if (count === 0) return [];
  return [`${name}: ${count} accepted ${count === 1 ? 'request' : 'requests'} would be lost; right is an empty queue (npm run dlq, npm run redrive), or ${permission}=yes in the environment`];
}

async function empty(request, Bucket) {
  for (let more = Boolean(Bucket); more; ) {
    // What is listed is deleted, so that the first page is always the next.
    const { Contents = [], IsTruncated } = await request('S3', 'listObjectsV2', { Bucket, Prefix: 'bodies/' });
    if (Contents.length > 0) await request('S3', 'deleteObjects', { Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true } });
    more = IsTruncated;
  }
}

/** What AWS says; nothing where stack, queue or bucket is gone, as after a removal that was cut short. */
async function orNothing(answer) {
  try {
    return await answer;
  } catch (error) {
    if (/does not exist/i.test(error.message)) return undefined;
    throw error;
  }
}

module.exports = { prepare };
