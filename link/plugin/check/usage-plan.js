'use strict';

// Compares the API key and its usage plan in the compiled template with custom.apiKeys.

const { isDeepStrictEqual } = require('node:util');

/** Returns one line for each thing that a caller with the key needs and the template lacks. */
function problems({ Resources }, { proxy: { auth }, apiKeys = [] }) {
  const find = (type, isIt) =>
    Object.entries(Resources).find(
      ([, { Type, Properties = {} }]) => Type === `AWS::ApiGateway::${type}` && isIt(Properties),
    )?.[0];
  if (auth !== 'api-key') {
    const key = find('ApiKey', () => true);
    return key ? [`${key}: auth "${auth}" does not use API keys. Remove it.`] : [];
  }

  const [{ name, usagePlan: { name: planName, quota = {}, throttle = {} } = {} } = {}] = apiKeys;
  const stage = find('Stage', () => true);
  const key = find('ApiKey', ({ Name, Enabled }) => Name === name && Enabled === true);
  const plan = find(
    'UsagePlan',
    ({ UsagePlanName, ApiStages, Quota, Throttle }) =>
      UsagePlanName === planName &&
      ApiStages?.some(({ Stage }) => Stage?.Ref === stage) &&
      isDeepStrictEqual(Quota, { Limit: quota.limit, Period: quota.period }) &&
      isDeepStrictEqual(Throttle, { RateLimit: throttle.rateLimit, BurstLimit: throttle.burstLimit }),
  );
  const member = find('UsagePlanKey', ({ KeyId, UsagePlanId }) => KeyId?.Ref === key && UsagePlanId?.Ref === plan);
  const use = 'Use resources/api-key.yml.';
  return [
    ...(key ? [] : [`API key "${name}": is missing or not enabled. ${use}`]),
    ...(plan
      ? []
      : [`usage plan "${planName}": is missing, or lacks this stage or the limits of custom.apiKeys. ${use}`]),
    ...(member || !key || !plan ? [] : [`usage plan "${planName}": lacks the API key. ${use}`]),
  ];
}

module.exports = { problems };
