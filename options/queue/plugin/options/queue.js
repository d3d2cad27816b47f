'use strict';

// A queue between the API and the service: two functions of the same code.

const { listDead, redrive } = require('../queue/dead-letters');
const { prepare } = require('../queue/removal');
const { problems } = require('../queue/settings');

const settings = {
  deliveredStatuses: {
    use: 'statuses and classes such as 2xx,404, separated by commas, with 2xx among them',
    check: (value) => {
      const items = value.split(',').map((item) => item.trim());
      if (!items.every((item) => /^[2-5](xx|\d\d)$/.test(item))) return 'contains something else than statuses';
      if (!items.includes('2xx')) return 'does not contain 2xx';
    },
  },
};

/** Lambda passes messages of these queues to the function that delivers. */
const eventSources = { name: 'deliver', arns: ['${RequestQueue.Arn}', '${RetryQueue.Arn}'] };

/** The answer to every request that is in the queue. */
const accepted = 202;

const print = (line) => console.log(line);

const hooks = (proxy) => ({
  'before:remove:remove': async () =>
    proxy.reject(
      'The stack is not removed:',
      await prepare(proxy.serverless, process.env),
      'Callers were told that these requests are accepted.',
    ),
  'dlq:list': () => listDead(proxy.serverless, print),
  'redrive:start': () => redrive(proxy.serverless, print),
});

const commands = {
  dlq: { usage: 'List the requests in the dead-letter queue, without bodies', lifecycleEvents: ['list'] },
  redrive: { usage: 'Move the requests in the dead-letter queue back into the queue', lifecycleEvents: ['start'] },
};

module.exports = { settings, eventSources, accepted, problems, hooks, commands };
