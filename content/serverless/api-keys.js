'use strict';

const { auths } = require('./protection');
const { apiType } = require('./routes');

// serverless-add-api-key goes wrong in silence: it goes on after every error, looks names up in the whole account and
// region, and never changes a usage plan that exists.
const plugin = 'serverless-add-api-key';

/**
 * @param {object} service the Serverless Framework's: `service`, `plugins`, `custom`, `functions`
 * @param {string} stage
 * @returns {string[]} one line for each setting that the plugin could not use, or should not; empty if there is none
 */
function problems({ service, plugins, custom, functions }, stage) {
  const { auth } = custom.proxy;
  if (!auths.includes(auth)) return [];
  const keys = keysOf(custom, stage);
  if (auth !== 'api-key' || apiType(functions) === 'http') return keys.length > 0 ? [`custom.apiKeys: auth "${auth}" asks for no key, so that these would open nothing; right is none`] : [];
  if (keys.length === 0) return ['custom.apiKeys: has no key, so that every caller would get 403; right is one key, with its usage plan'];
  return [
    ...(plugins.includes(plugin) ? [] : [`plugins: ${plugin} is missing, without which there is no key; right is to list it`]),
    ...keys.flatMap((key, index) => keyProblems(key, `custom.apiKeys[${index}]`, (name) => String(name ?? '').includes(service) && String(name).includes(stage))),
  ];
}

function keyProblems({ name, value, usagePlan }, at, isOurs) {
  const named = (setting, text) =>
    isOurs(text) ? [] : [`${at}.${setting}: "${text ?? ''}" could be another proxy's; right is a name with service and stage, such as \${self:service}-\${sls:stage}`];
  const positive = (setting, number) =>
    typeof number === 'number' && number > 0 ? [] : [`${at}.${setting}: ${number === undefined ? 'is missing' : `${number} is no limit`}; right is a number above 0`];
  return [
    ...named('name', name),
    ...(typeof value === 'string' && (value.length < 20 || value.length > 128) ? [`${at}.value: has ${value.length} characters; right are 20 to 128, or no value: API Gateway makes one`] : []),
    ...named('usagePlan.name', usagePlan?.name),
    ...positive('usagePlan.quota.limit', usagePlan?.quota?.limit),
    ...(['DAY', 'WEEK', 'MONTH'].includes(usagePlan?.quota?.period) ? [] : [`${at}.usagePlan.quota.period: "${usagePlan?.quota?.period ?? ''}" is no period; right is DAY, WEEK or MONTH`]),
    ...positive('usagePlan.throttle.rateLimit', usagePlan?.throttle?.rateLimit),
    ...positive('usagePlan.throttle.burstLimit', usagePlan?.throttle?.burstLimit),
  ];
}

/**
 * Gives the usage plans that exist the limits of serverless.yml.
 * @param {(service: string, method: string, parameters: object) => Promise<object>} request one call of the AWS SDK
 * @param {object} service the Serverless Framework's
 * @param {string} stage
 */
async function updateUsagePlans(request, { custom }, stage) {
  const plans = await usagePlans(request, keysOf(custom, stage));
  for (const { usagePlan } of keysOf(custom, stage)) {
    const plan = plans.find(({ name }) => name === usagePlan.name);
    const changes = plan ? otherLimits(plan, usagePlan) : [];
    if (changes.length > 0) {
      const patchOperations = changes.map(({ path, wanted }) => ({ op: 'replace', path: `/${path}`, value: String(wanted) }));
      await request('APIGateway', 'updateUsagePlan', { usagePlanId: plan.id, patchOperations });
    }
  }
}

/**
 * @param {(service: string, method: string, parameters: object) => Promise<object>} request one call of the AWS SDK
 * @param {object} service the Serverless Framework's
 * @param {{ restApiId: string, stage: string }} api
 * @returns {Promise<string[]>} one line for each thing that a caller with a key would miss; empty if all is there
 */
async function missing(request, { custom }, { restApiId, stage }) {
  const wanted = keysOf(custom, stage);
  const plans = await usagePlans(request, wanted);
  const problems = wanted.map(async ({ name, usagePlan }) => {
    const key = (await all(request, 'getApiKeys', { nameQuery: name })).find((candidate) => candidate.name === name);
    if (!key?.enabled) return [`API key "${name}": ${key ? 'is disabled' : 'does not exist'}, so that every caller gets 403`];
    const plan = plans.find((candidate) => candidate.name === usagePlan.name);
    if (!plan) return [`usage plan "${usagePlan.name}": does not exist, so that every caller gets 403`];
    const planKeys = await all(request, 'getUsagePlanKeys', { usagePlanId: plan.id });
    return [
      ...(planKeys.some(({ id }) => id === key.id) ? [] : [`usage plan "${plan.name}": does not hold the API key "${name}"`]),
      ...(plan.apiStages?.some((entry) => entry.apiId === restApiId && entry.stage === stage) ? [] : [`usage plan "${plan.name}": is not one of this API's stage "${stage}"`]),
      ...otherLimits(plan, usagePlan).map(({ path, is, wanted: right }) => `usage plan "${plan.name}": ${path} is ${is ?? 'none'}, where serverless.yml says ${right}`),
    ];
  });
  return (await Promise.all(problems)).flat();
}

/** The API keys of a stage: the plugin takes one list, or one for each stage. */
function keysOf({ apiKeys }, stage) {
  return (Array.isArray(apiKeys) ? apiKeys : apiKeys?.[stage]) ?? [];
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

module.exports = { problems, updateUsagePlans, missing };
