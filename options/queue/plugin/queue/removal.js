'use strict';

// Protects accepted requests from `sls remove`.

const { aws, stateOf } = require('./aws');

const permission = 'DISCARD_REQUESTS';

/** AWS's error codes for a stack or a queue that does not exist, for example after an interrupted removal. */
const gone = ['ValidationError', 'AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist'];

/**
 * Rejects the removal of accepted requests without permission.
 * @param {object} serverless the framework
 * @param {Record<string, string | undefined>} environment `DISCARD_REQUESTS=yes` is the permission
 * @returns {Promise<string[]>} one line for each queue that still contains requests
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
  const problem = `${count} accepted ${count === 1 ? 'request' : 'requests'} would be lost.`;
  const fix = `Wait until the queue is empty (npx sls dlq, npx sls redrive), or set ${permission}=yes in the environment.`;
  return [`${name}: ${problem} ${fix}`];
}

/** Returns AWS's answer; undefined if the stack or queue does not exist. */
async function orNothing(answer) {
  try {
    return await answer;
  } catch (error) {
    if (gone.includes(error.providerError?.code) && /does not exist/i.test(error.message)) return undefined;
    throw error;
  }
}

module.exports = { prepare };
