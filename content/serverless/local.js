'use strict';

/**
 * The function's environment on this machine.
 * @param {Record<string, unknown>} settings the environment of serverless.yml
 * @param {Record<string, string | undefined>} here that of this process
 * @returns {Record<string, string>}
 */
function localEnvironment(settings, here) {
  // What CloudFormation would fill in comes from here.
  const environment = Object.entries(settings).map(([name, value]) => [name, typeof value === 'object' ? here[name] : String(value)]);
  return {
    ...Object.fromEntries(environment.filter(([, value]) => value)),
    // Whoever calls is on this machine.
    ...(settings.ALLOWED_CIDRS ? { ALLOWED_CIDRS: '127.0.0.0/8' } : {}),
  };
}

/** @returns {string[]} one line for each setting that the function would not start without */
function problems(settings, environment) {
  return 'WEBHOOK_SECRET' in settings && !environment.WEBHOOK_SECRET
    ? [`WEBHOOK_SECRET: is not set; right is a secret of at least 16 characters in the environment, which callers then sign with: WEBHOOK_SECRET=… npm run local`]
    : [];
}

module.exports = { localEnvironment, problems };
