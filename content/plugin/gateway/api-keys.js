'use strict';

// API keys and usage plans, whoever creates them. Their names are shared by the whole account and region.

/**
 * @param {object} service the Serverless Framework's: `service`, `custom`
 * @param {string} stage
 * @returns {string[]} one line for each setting of `custom.apiKeys` that is invalid
 */
function problems({ service, custom }, stage) {
  const { auth } = custom.proxy;
  const keys = keysOf(custom, stage);
  if (auth !== 'api-key')
    return keys.length > 0 ? [`custom.apiKeys: auth "${auth}" does not use API keys. Remove it.`] : [];
  if (keys.length === 0) return ['custom.apiKeys: is empty. Add a key with a usage plan.'];
  const ours = new RegExp(`(^|[^a-z0-9])${service}-${stage}([^a-z0-9]|$)`, 'i');
  return keys.flatMap((key, index) => keyProblems(key, `custom.apiKeys[${index}]`, ours));
}

function keyProblems({ name, value, usagePlan }, at, ours) {
  const { name: planName, quota, throttle } = usagePlan ?? {};
  const isCount = (number) => Number.isInteger(number) && number > 0;
  const aName = 'a name that contains ${self:service}-${sls:stage}';
  const rows = [
    ['name', name, ours.test(name), aName],
    ['value', value, isValue(value), 'a text of 20 to 128 characters, or remove it: API Gateway then creates one'],
    ['usagePlan.name', planName, ours.test(planName), aName],
    ['usagePlan.quota.limit', quota?.limit, isCount(quota?.limit), 'a whole number above 0'],
    ['usagePlan.quota.period', quota?.period, ['DAY', 'WEEK', 'MONTH'].includes(quota?.period), 'DAY, WEEK or MONTH'],
    ['usagePlan.throttle.rateLimit', throttle?.rateLimit, throttle?.rateLimit > 0, 'a number above 0'],
    ['usagePlan.throttle.burstLimit', throttle?.burstLimit, isCount(throttle?.burstLimit), 'a whole number above 0'],
  ];
  return rows
    .filter(([, , isRight]) => !isRight)
    .map(([setting, given, , use]) => {
      // A key's value is a credential.
      const shown = setting === 'value' ? '' : `"${given}" `;
      return `${at}.${setting}: ${given === undefined ? 'is missing' : `${shown}is invalid`}. Use ${use}.`;
    });
}

/** Checks a key's value: none, one of API Gateway's length, or one that KMS has encrypted for the plugin. */
function isValue(value) {
  if (typeof value === 'string') return value.length >= 20 && value.length <= 128;
  return value === undefined || value === null || Boolean(value.encrypted);
}

/** Gives existing usage plans the limits of serverless.yml. */
async function updateUsagePlans(request, { custom }, stage) {
  const keys = keysOf(custom, stage);
  const plans = await usagePlans(request, keys);
  for (const { usagePlan } of keys) {
    const plan = plans.find(({ name }) => name === usagePlan.name);
    const patchOperations = otherLimits(plan, usagePlan).map(({ path, wanted }) => ({
      op: 'replace',
      path: `/${path}`,
      value: String(wanted),
    }));
    if (plan && patchOperations.length > 0)
      await request('APIGateway', 'updateUsagePlan', { usagePlanId: plan.id, patchOperations });
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
    const at = `API key "${name}"`;
    const hasValue = typeof value === 'string';
    const key = await keyNamed(request, name, hasValue);
    if (!key) return [`${at}: does not exist, so every caller gets 403. Deploy again.`];
    if (!key.enabled) return [`${at}: is disabled, so every caller gets 403. Enable it in API Gateway.`];
    if (hasValue && key.value !== value)
      return [`${at}: has another value than serverless.yml. Delete it in API Gateway and deploy again.`];

    const of = `usage plan "${usagePlan.name}"`;
    const plan = plans.find((candidate) => candidate.name === usagePlan.name);
    if (!plan) return [`${of}: does not exist, so every caller gets 403. Deploy again.`];
    const planKeys = await all(request, 'getUsagePlanKeys', { usagePlanId: plan.id });
    const hasKey = planKeys.some(({ id }) => id === key.id);
    const hasStage = plan.apiStages?.some((entry) => entry.apiId === restApiId && entry.stage === stage);
    return [
      ...(hasKey ? [] : [`${of}: does not contain the API key "${name}". Add it in API Gateway.`]),
      ...(hasStage ? [] : [`${of}: does not contain this API's stage "${stage}". Add it in API Gateway.`]),
      ...otherLimits(plan, usagePlan).map(
        ({ path, is = '', wanted: limit }) =>
          `${of}: ${path} "${is}" is not that of serverless.yml. Set it to ${limit}.`,
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

function otherLimits(plan, wantedPlan) {
  return ['quota/limit', 'quota/period', 'throttle/rateLimit', 'throttle/burstLimit']
    .map((path) => {
      const [group, name] = path.split('/');
      return { path, is: plan?.[group]?.[name], wanted: wantedPlan[group][name] };
    })
    .filter(({ is, wanted }) => is !== wanted);
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
