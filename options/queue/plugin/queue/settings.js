'use strict';

// Checks the settings with which a queue would lose requests, send them twice without need, or break their order.

const roles = { forward: 'receiver', deliver: 'deliverer' };

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`, `resources`
 * @returns {string[]} one line for each problem
 */
function problems({ functions, provider, resources }) {
  const { forward, deliver } = functions;
  if (!deliver)
    return ['functions: deliver is missing, so requests are never delivered. Restore it from the template.'];
  const events = deliver.events?.flatMap(({ sqs }) => sqs ?? []) ?? [];
  const queues = requestQueues(resources);
  if (!Object.hasOwn(queues, 'RequestQueue'))
    return ['resources: RequestQueue is missing, so nothing can be queued. Add resources/queue.yml.'];
  const order = forward.environment?.ORDER_BY;
  return [
    ...Object.entries(roles).flatMap(([name, role]) => roleProblems(name, functions[name], role)),
    ...orderProblems(order, queues),
    ...Object.entries(queues).flatMap(([name, queue]) =>
      queueProblems(name, queue, events, deliver.timeout ?? provider.timeout),
    ),
    ...events.flatMap((event) => eventProblems(event, order)),
    ...concurrencyProblems(events, deliver.reservedConcurrency),
    ...timeoutProblems(deliver, provider),
  ];
}

/** The queues from which requests are delivered: all but the dead-letter queue have a redrive policy. */
function requestQueues(resources) {
  const all = [resources ?? {}].flat().flatMap((each) => Object.entries(each?.Resources ?? {}));
  return Object.fromEntries(
    all
      .filter(([, { Type, Properties }]) => Type === 'AWS::SQS::Queue' && Properties?.RedrivePolicy)
      .map(([name, { Properties }]) => [name, Properties]),
  );
}

function roleProblems(name, { environment }, role) {
  return environment?.ROLE === role
    ? []
    : [`functions.${name}.environment.ROLE: "${environment?.ROLE ?? ''}" is not ${role}. Set it to ${role}.`];
}

/** The receiver does not start with anything else. */
function orderProblems(order, queues) {
  if (order === undefined) return [];
  return [
    ...(/^(repository|header:[\w!#$%&'*+.^`|~-]+)$/.test(order)
      ? []
      : [
          `functions.forward.environment.ORDER_BY: "${order}" is invalid. Use repository, or header: and the name of a header field, such as header:X-Project.`,
        ]),
    ...(Object.keys(queues).length === 1
      ? []
      : [
          'resources: with ORDER_BY, a second queue lets later requests overtake those that were moved to it. Use RequestQueue and DeadLetterQueue alone.',
        ]),
  ];
}

function queueProblems(name, { VisibilityTimeout: visibility = 30 }, events, timeout) {
  return [
    ...(events.some(({ arn }) => arn?.['Fn::GetAtt']?.[0] === name)
      ? []
      : [
          `functions.deliver.events: requests in ${name} are never delivered. Add an sqs event with arn: !GetAtt ${name}.Arn.`,
        ]),
    ...(visibility > timeout
      ? []
      : [
          `resources.${name}.VisibilityTimeout: with ${visibility} seconds, a request is sent again before its attempt ends. Use more than the timeout of functions.deliver, ${timeout}.`,
        ]),
  ];
}

function eventProblems({ functionResponseType, batchSize }, order) {
  return [
    ...(functionResponseType === 'ReportBatchItemFailures'
      ? []
      : [
          'functions.deliver.events: without functionResponseType, one failure repeats its whole batch. Set it to ReportBatchItemFailures.',
        ]),
    ...(order === undefined || batchSize === 1
      ? []
      : [
          `functions.deliver.events: with ORDER_BY and a batchSize of ${batchSize}, requests that wait for one that fails use up their own attempts. Set it to 1.`,
        ]),
    ...(batchSize >= 1 && batchSize <= 10
      ? []
      : [`functions.deliver.events: batchSize "${batchSize ?? ''}" is invalid. Use a whole number from 1 to 10.`]),
  ];
}

/** Lambda counts a receipt that it cannot pass to the function. */
function concurrencyProblems(events, reserved) {
  const sum = events.reduce((total, { maximumConcurrency = 0 }) => total + maximumConcurrency, 0);
  return reserved === sum && events.every(({ maximumConcurrency }) => maximumConcurrency)
    ? []
    : [
        `functions.deliver.reservedConcurrency: ${reserved ?? 'nothing'} is not the sum of the events' maximumConcurrency, so requests use up attempts without being sent. Set it to ${sum}.`,
      ];
}

function timeoutProblems(deliver, provider) {
  const timeout = deliver.timeout ?? provider.timeout;
  const backend = Number({ ...provider.environment, ...deliver.environment }.BACKEND_TIMEOUT_SECONDS);
  return backend < timeout
    ? []
    : [
        `functions.deliver.environment.BACKEND_TIMEOUT_SECONDS: ${backend} leaves no time for the result. Use less than the function's timeout, ${timeout}.`,
      ];
}

module.exports = { problems };
