'use strict';

// A queue between the API and the backend: one function receives requests, and one delivers them.

const { listDead, redrive } = require('../queue/dead-letters');
const { prepare } = require('../queue/removal');
const { problems } = require('../queue/settings');

const settings = {
  deliveredStatuses: {
    use: 'statuses and classes such as 2xx,404, separated by commas, with 2xx among them',
    check: (value) => {
      const items = value.split(',').map((item) => item.trim());
      if (!items.every((item) => /^[2-5](xx|\d\d)$/.test(item))) return 'contains an invalid status';
      if (!items.includes('2xx')) return 'does not contain 2xx';
    },
  },
};

/** Lambda passes the messages of these queues to the function that delivers. */
const eventSources = { name: 'deliver', arns: ['${RequestQueue.Arn}', '${RetryQueue.Arn}'] };

/** The status of the response to every queued request. */
const accepted = 202;

const print = (line) => console.log(line);

const hooks = (proxy) => ({
  'before:remove:remove': async () =>
    proxy.reject(
      'The stack is not removed:',
      await prepare(proxy.serverless, process.env),
      'The callers of these requests got the status 202.',
    ),
  'dlq:list': () => listDead(proxy.serverless, print),
  'redrive:start': () => redrive(proxy.serverless, print),
});

const commands = {
  dlq: { usage: 'List the requests in the dead-letter queue, without bodies', lifecycleEvents: ['list'] },
  redrive: { usage: 'Move the requests in the dead-letter queue back into the queue', lifecycleEvents: ['start'] },
};

module.exports = { settings, eventSources, accepted, problems, hooks, commands };
