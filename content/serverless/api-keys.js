'use strict';

const { auths } = require('./protection');
const { apiType, pluginsOf } = require('./routes');

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
  if (auth !== 'api-key' || apiType(functions) === 'http')
    return keys.length > 0
      ? [`custom.apiKeys: auth "${auth}" asks for no key, so that these would open nothing; right is none`]
      : [];
  if (keys.length === 0)
    return ['custom.apiKeys: has no key, so that every caller would get 403; right is one key, with its usage plan'];
  return [
    ...(pluginsOf(plugins).includes(plugin)
      ? []
      : [`plugins: ${plugin} is missing, without which there is no key; right is to list it`]),
    ...keys.flatMap((key, index) =>
      keyProblems(key, `custom.apiKeys[${index}]`, new RegExp(`(^|[^a-z0-9])${service}-${stage}([^a-z0-9]|$)`, 'i')),
    ),
  ];
}

function keyProblems({ name, value, usagePlan }, at, ours) {
  const named = (setting, text) =>
    ours.test(text)
      ? []
      : [
          `${at}.${setting}: ${JSON.stringify(text ?? '')} could be another proxy's; right is a name that holds \${self:service}-\${sls:stage}`,
        ];
  const limit = (setting, number, isLimit = Number.isInteger) =>
    isLimit(number) && number > 0
      ? []
      : [
          `${at}.${setting}: ${number === undefined ? 'is missing' : `${JSON.stringify(number)} is no limit`}; right is a number above 0`,
        ];
  return [
    ...named('name', name),
    ...(isValue(value)
      ? []
      : [`${at}.value: is no text of 20 to 128 characters; right is one, or none at all: API Gateway makes one`]),
    ...named('usagePlan.name', usagePlan?.name),
    ...limit('usagePlan.quota.limit', usagePlan?.quota?.limit),
    ...(['DAY', 'WEEK', 'MONTH'].includes(usagePlan?.quota?.period)
      ? []
      : [
          `${at}.usagePlan.quota.period: "${usagePlan?.quota?.period ?? ''}" is no period; right is DAY, WEEK or MONTH`,
        ]),
    ...limit('usagePlan.throttle.rateLimit', usagePlan?.throttle?.rateLimit, Number.isFinite),
    ...limit('usagePlan.throttle.burstLimit', usagePlan?.throttle?.burstLimit),
  ];
}

/** A key's value: none, one of API Gateway's length, or one that KMS has encrypted for the plugin. */
function isValue(value) {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'string' ? value.length >= 20 && value.length <= 128 : Boolean(value.encrypted))
  );
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
 * @returns {Promise<string[]>} one line for each thing that a caller with a key would miss; empty if all is there
 */
async function missing(request, { custom }, { restApiId, stage }) {
  const wanted = keysOf(custom, stage);
  const plans = await usagePlans(request, wanted);
  const problems = wanted.map(async ({ name, value, usagePlan }) => {
    const key = await keyNamed(request, name, typeof value === 'string');
    if (typeof value === 'string' && key && key.value !== value)
      return [
        `API key "${name}": has another value than serverless.yml; a key keeps its value: delete this one at API Gateway, and deploy again`,
      ];
    if (!key?.enabled)
      return [`API key "${name}": ${key ? 'is disabled' : 'does not exist'}, so that every caller gets 403`];
    const plan = plans.find((candidate) => candidate.name === usagePlan.name);
    if (!plan) return [`usage plan "${usagePlan.name}": does not exist, so that every caller gets 403`];
    const planKeys = await all(request, 'getUsagePlanKeys', { usagePlanId: plan.id });
    return [
      ...(planKeys.some(({ id }) => id === key.id)
        ? []
        : [`usage plan "${plan.name}": does not hold the API key "${name}"`]),
      ...(plan.apiStages?.some((entry) => entry.apiId === restApiId && entry.stage === stage)
        ? []
        : [`usage plan "${plan.name}": is not one of this API's stage "${stage}"`]),
      ...otherLimits(plan, usagePlan).map(
        ({ path, is, wanted: right }) =>
          `usage plan "${plan.name}": ${path} is ${is ?? 'none'}, where serverless.yml says ${right}`,
      ),
    ];
  });
  return (await Promise.all(problems)).flat();
}

/** The key of this very name: API Gateway finds those that begin with it. */
async function keyNamed(request, name, includeValues) {
  return (await all(request, 'getApiKeys', { nameQuery: name, includeValues })).find((key) => key.name === name);
}

/** The API keys of a stage: the plugin takes one list, or one for each stage. */
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
