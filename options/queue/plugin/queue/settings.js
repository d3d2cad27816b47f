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
    return ['functions: "deliver" is missing, so requests are never delivered. Restore it from the template.'];
  const queues = requestQueues(resources);
  if (!Object.hasOwn(queues, 'RequestQueue'))
    return ['resources: "RequestQueue" is missing, so nothing can be queued. Add resources/queue.yml.'];
  const events = deliver.events?.flatMap(({ sqs }) => sqs ?? []) ?? [];
  const order = forward.environment?.ORDER_BY;
  const timeout = deliver.timeout ?? provider.timeout;
  return [
    ...Object.entries(roles).flatMap(([name, role]) => roleProblems(name, functions[name], role)),
    ...orderProblems(order, queues),
    ...Object.entries(queues).flatMap(([name, queue]) => queueProblems(name, queue, events, timeout)),
    ...events.flatMap((event) => eventProblems(event, order)),
    ...concurrencyProblems(events, deliver.reservedConcurrency),
    ...timeoutProblems({ ...provider.environment, ...deliver.environment }.BACKEND_TIMEOUT_SECONDS, timeout),
  ];
}

/** Returns the queues from which requests are delivered: all but the dead-letter queue have a redrive policy. */
function requestQueues(resources) {
  const all = [resources ?? {}].flat().flatMap((each) => Object.entries(each?.Resources ?? {}));
  return Object.fromEntries(
    all
      .filter(([, { Type, Properties }]) => Type === 'AWS::SQS::Queue' && Properties?.RedrivePolicy)
      .map(([name, { Properties }]) => [name, Properties]),
  );
}

function roleProblems(name, { environment }, role) {
  const problem = `"${environment?.ROLE ?? ''}" is not ${role}. Set it to ${role}.`;
  return unless(environment?.ROLE === role, `functions.${name}.environment.ROLE: ${problem}`);
}

/** The receiver does not start with anything else. */
function orderProblems(order, queues) {
  if (order === undefined) return [];
  return [
    ...unless(
      /^(repository|header:[\w!#$%&'*+.^`|~-]+)$/.test(order),
      `functions.forward.environment.ORDER_BY: "${order}" is invalid. ` +
        'Use repository, or header: and the name of a header field, such as header:X-Project.',
    ),
    ...unless(
      Object.keys(queues).length === 1,
      'resources: with ORDER_BY, a second queue lets later requests overtake those that were moved to it. ' +
        'Use only RequestQueue and DeadLetterQueue.',
    ),
  ];
}

function queueProblems(name, { VisibilityTimeout: visibility = 30 }, events, timeout) {
  return [
    ...unless(
      events.some(({ arn }) => arn?.['Fn::GetAtt']?.[0] === name),
      `functions.deliver.events: no event delivers the requests in "${name}". ` +
        `Add an sqs event with arn: !GetAtt ${name}.Arn.`,
    ),
    ...unless(
      visibility > timeout,
      `resources.${name}.VisibilityTimeout: "${visibility}" seconds end before an attempt does, ` +
        `so its request is sent again. Use more than the timeout of functions.deliver, ${timeout}.`,
    ),
  ];
}

function eventProblems({ functionResponseType, batchSize }, order) {
  const at = 'functions.deliver.events';
  return [
    ...unless(
      functionResponseType === 'ReportBatchItemFailures',
      `${at}: without functionResponseType, one failure repeats its whole batch. Set it to ReportBatchItemFailures.`,
    ),
    ...unless(
      order === undefined || batchSize === 1,
      `${at}: with ORDER_BY and batchSize "${batchSize}", requests that wait for a failed one use up their attempts. ` +
        'Set it to 1.',
    ),
    ...unless(
      batchSize >= 1 && batchSize <= 10,
      `${at}: batchSize "${batchSize ?? ''}" is invalid. Use a whole number from 1 to 10.`,
    ),
  ];
}

/** Lambda counts a receipt that it cannot pass to the function. */
function concurrencyProblems(events, reserved) {
  const sum = events.reduce((total, { maximumConcurrency = 0 }) => total + maximumConcurrency, 0);
  return unless(
    reserved === sum && events.every(({ maximumConcurrency }) => maximumConcurrency),
    `functions.deliver.reservedConcurrency: "${reserved ?? ''}" is not the sum of the events' maximumConcurrency, ` +
      `so requests use up attempts without being sent. Set it to ${sum}.`,
  );
}

function timeoutProblems(seconds, timeout) {
  return unless(
    Number(seconds) < timeout,
    `functions.deliver.environment.BACKEND_TIMEOUT_SECONDS: "${seconds ?? ''}" leaves no time to report the result. ` +
      `Use less than the function's timeout, ${timeout}.`,
  );
}

function unless(isRight, problem) {
  return isRight ? [] : [problem];
}

module.exports = { problems };
