'use strict';

// API keys and usage plans, whoever creates them. Their names are the whole account's and region's.

const { requirement } = require('./auth');

/**
 * @param {object} service the Serverless Framework's: `service`, `custom`
 * @param {string} stage
 * @returns {string[]} one line for each setting of `custom.apiKeys` that cannot be used
 */
function problems({ service, custom }, stage) {
  const { auth } = custom.proxy;
  const keys = keysOf(custom, stage);
  if (requirement(auth) !== 'private: true') {
    return keys.length > 0 ? [`custom.apiKeys: auth "${auth}" does not use API keys. Remove it.`] : [];
  }
  if (keys.length === 0) return ['custom.apiKeys: is empty. Add a key with a usage plan.'];
  const ours = new RegExp(`(^|[^a-z0-9])${service}-${stage}([^a-z0-9]|$)`, 'i');
  return keys.flatMap((key, index) => keyProblems(key, `custom.apiKeys[${index}]`, ours));
}

function keyProblems({ name, value, usagePlan }, at, ours) {
  const { quota, throttle } = usagePlan ?? {};
  const rows = [
    ['name', name, ours.test(name), 'a name that contains ${self:service}-${sls:stage}'],
    ['value', value, isValue(value), 'a text of 20 to 128 characters, or remove it: API Gateway then creates one'],
    [
      'usagePlan.name',
      usagePlan?.name,
      ours.test(usagePlan?.name),
      'a name that contains ${self:service}-${sls:stage}',
    ],
    [
      'usagePlan.quota.limit',
      quota?.limit,
      Number.isInteger(quota?.limit) && quota.limit > 0,
      'a whole number above 0',
    ],
    ['usagePlan.quota.period', quota?.period, ['DAY', 'WEEK', 'MONTH'].includes(quota?.period), 'DAY, WEEK or MONTH'],
    ['usagePlan.throttle.rateLimit', throttle?.rateLimit, throttle?.rateLimit > 0, 'a number above 0'],
    [
      'usagePlan.throttle.burstLimit',
      throttle?.burstLimit,
      Number.isInteger(throttle?.burstLimit) && throttle.burstLimit > 0,
      'a whole number above 0',
    ],
  ];
  return rows
    .filter(([, , isRight]) => !isRight)
    .map(([setting, text, , use]) => {
      // The value is a credential.
      const problem =
        text === undefined ? 'is missing' : `${setting === 'value' ? '' : `${JSON.stringify(text)} `}is invalid`;
      return `${at}.${setting}: ${problem}. Use ${use}.`;
    });
}

/** Checks a key's value: none, one of API Gateway's length, or one that KMS has encrypted for the plugin. */
function isValue(value) {
  if (typeof value === 'string') return value.length >= 20 && value.length <= 128;
  return value === undefined || value === null || Boolean(value.encrypted);
}

/** Gives existing usage plans the limits of serverless.yml. */
async function updateUsagePlans(request, { custom }, stage) {
  const plans = await usagePlans(request, keysOf(custom, stage));
  for (const { usagePlan } of keysOf(custom, stage)) {
    const plan = plans.find(({ name }) => name === usagePlan.name);
    const changes = plan ? otherLimits(plan, usagePlan) : [];
    if (changes.length > 0) {
      const patchOperations = changes.map(({ path, wanted }) => ({
        op: 'replace',
        path: `/${path}`,
        value: String(wanted),
      }));
      await request('APIGateway', 'updateUsagePlan', { usagePlanId: plan.id, patchOperations });
    }
  }
}

/**
 * @param {(service: string, method: string, parameters: object) => Promise<object>} request one call of the AWS SDK
 * @param {object} service the Serverless Framework's
 * @param {{ restApiId: string, stage: string }} api
 * @returns {Promise<string[]>} one line for each thing that a caller with a key needs and does not have
 */
async function missing(request, { custom }, { restApiId, stage }) {
  const wanted = keysOf(custom, stage);
  const plans = await usagePlans(request, wanted);
  const problems = wanted.map(async ({ name, value, usagePlan }) => {
    const hasValue = typeof value === 'string';
    const key = await keyNamed(request, name, hasValue);
    if (!key?.enabled) return [`API key "${name}": ${key ? 'is disabled' : 'does not exist'}. Every caller gets 403.`];
    if (hasValue && key.value !== value)
      return [`API key "${name}": has another value than serverless.yml. Delete it in API Gateway and deploy again.`];
    const plan = plans.find((candidate) => candidate.name === usagePlan.name);
    if (!plan) return [`usage plan "${usagePlan.name}": does not exist. Every caller gets 403.`];
    const planKeys = await all(request, 'getUsagePlanKeys', { usagePlanId: plan.id });
    const hasStage = plan.apiStages?.some((entry) => entry.apiId === restApiId && entry.stage === stage);
    return [
      ...(planKeys.some(({ id }) => id === key.id) ? [] : [`usage plan "${plan.name}": lacks the API key "${name}".`]),
      ...(hasStage ? [] : [`usage plan "${plan.name}": lacks this API's stage "${stage}".`]),
      ...otherLimits(plan, usagePlan).map(
        ({ path, is = 'missing', wanted: right }) =>
          `usage plan "${plan.name}": ${path} is ${is}, but serverless.yml says ${right}.`,
      ),
    ];
  });
  return (await Promise.all(problems)).flat();
}

/** Returns the key with exactly this name: API Gateway also finds keys that begin with it. */
async function keyNamed(request, name, includeValues) {
  return (await all(request, 'getApiKeys', { nameQuery: name, includeValues })).find((key) => key.name === name);
}

/** Returns the API keys of a stage: the plugin accepts one list, or one for each stage. */
function keysOf({ apiKeys }, stage) {
  return (Array.isArray(apiKeys) ? apiKeys : Object.hasOwn(apiKeys ?? {}, stage) && apiKeys[stage]) || [];
}

function otherLimits(plan, { quota, throttle }) {
  return [
    { path: 'quota/limit', is: plan.quota?.limit, wanted: quota.limit },
    { path: 'quota/period', is: plan.quota?.period, wanted: quota.period },
    { path: 'throttle/rateLimit', is: plan.throttle?.rateLimit, wanted: throttle.rateLimit },
    { path: 'throttle/burstLimit', is: plan.throttle?.burstLimit, wanted: throttle.burstLimit },
  ].filter(({ is, wanted }) => is !== wanted);
}

function usagePlans(request, keys) {
  return keys.length > 0 ? all(request, 'getUsagePlans', {}) : [];
}

async function all(request, method, parameters) {
  const items = [];
  let position;
  do {
    const page = await request('APIGateway', method, position ? { ...parameters, position } : parameters);
    items.push(...(page.items ?? []));
    ({ position } = page);
  } while (position);
  return items;
}

module.exports = { problems, keyNamed, keysOf, updateUsagePlans, missing };
