'use strict';

const { isFilledIn } = require('./certificates');

/**
 * The function's environment on this machine.
 * @param {Record<string, unknown>} settings the environment of serverless.yml
 * @param {Record<string, string | undefined>} here that of this process
 * @returns {Record<string, string>}
 */
function localEnvironment(settings, here) {
  // What CloudFormation would fill in comes from here.
  const environment = Object.entries(settings).map(([name, value]) => [
    name,
    isFilledIn(value) ? Object.hasOwn(here, name) && here[name] : String(value),
  ]);
  return {
    ...Object.fromEntries(environment.filter(([, value]) => value)),
    // Whoever calls is on this machine.
    ...(settings.ALLOWED_CIDRS ? { ALLOWED_CIDRS: '127.0.0.0/8' } : {}),
  };
}

/** @returns {string[]} one line for each setting that the function would not start without */
function problems(settings, environment) {
  const missing = (name) => Object.hasOwn(settings, name) && !environment[name];
  return [
    ...(missing('WEBHOOK_SECRET')
      ? [
          'WEBHOOK_SECRET: is not set; right is a secret of at least 16 characters in the environment, which callers then sign with: WEBHOOK_SECRET=… npm run local',
        ]
      : []),
    ...Object.keys(settings)
      .filter((name) => name.startsWith('BACKEND_C') && missing(name))
      .map((name) => `${name}: is not set; right is its PEM in the environment: ${name}="$(cat <file>)" npm run local`),
  ];
}

/** The command line of the local gateway. */
function gatewayArguments({ timeout }, { apiGatewayThrottling: limits }, { ROUTE_PREFIX }, { port = '3000' }) {
  return [
    ...['--path', ROUTE_PREFIX, '--timeout', String(timeout), '--port', port],
    // In whole requests a second: a bucket of the gateway's fills no slower.
    ...[
      '--rate-limit',
      String(Math.ceil(limits.maxRequestsPerSecond)),
      '--burst-limit',
      String(limits.maxConcurrentRequests),
    ],
  ];
}

module.exports = { localEnvironment, problems, gatewayArguments };
