'use strict';

const { aws, stateOf } = require('./aws');

// `sls remove` of a stack that still has requests: callers were told that these are accepted.

const permission = 'DISCARD_REQUESTS';

/** AWS's error codes for a stack and a queue that do not exist, as after a removal that was interrupted. */
const gone = ['ValidationError', 'AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist'];

/**
 * Refuses to remove accepted requests without permission.
 * @param {object} serverless the framework
 * @param {Record<string, string | undefined>} environment `DISCARD_REQUESTS=yes` is the permission
 * @returns {Promise<string[]>} one line for each reason why the stack must stay; empty if it can be removed
 */
async function prepare(serverless, environment) {
  const queues = await orNothing(aws(serverless));
  if (!queues || environment[permission] === 'yes') return [];
  const { request, url } = queues;
  const names = ['RequestQueue', 'RetryQueue', 'DeadLetterQueue'];
  return (await Promise.all(names.map((name) => problemsOf(name, request, url(`${name}Url`))))).flat();
}

async function problemsOf(name, request, url) {
  const { count = 0 } = (url && (await orNothing(stateOf(request, url)))) ?? {};
  if (count === 0) return [];
  return [
    `${name}: ${count} accepted ${count === 1 ? 'request' : 'requests'} would be lost. Wait until the queue is empty (npx sls dlq, npx sls redrive), or set ${permission}=yes in the environment.`,
  ];
}

/** Returns AWS's answer; undefined if what it is about does not exist. */
async function orNothing(answer) {
  try {
    return await answer;
  } catch (error) {
    if (gone.includes(error.providerError?.code) && /does not exist/i.test(error.message)) return undefined;
    throw error;
  }
}

module.exports = { prepare };
