'use strict';

const { schemes, wrong } = require('./credentials');

const patience = 40_000;
const mostRequests = 1_000;

/** What a resource policy says of an address, and the function behind an HTTP API. Any other 403 is another matter: no such route, an old token, no permission. */
const outside = /^User: anonymous is not authorized to perform|with an explicit deny|^The caller is not allowed\.$/;

/**
 * Checks a live proxy from outside, in an order in which each check means something.
 * @param {object} proxy
 * @param {string} proxy.url its address, down to the route
 * @param {string} proxy.auth what its callers bring
 * @param {any} [proxy.secret] and with what: a text, or AWS credentials
 * @param {boolean} proxy.checksCallers whether anybody there asks for it
 * @param {boolean} [proxy.isQueued] whether callers get a 202, and the service the request later
 * @param {boolean} proxy.isForEverybody whether callers may come from any address
 * @param {{ maxRequestsPerSecond: number, maxConcurrentRequests: number }} [proxy.limits] those of the stage
 * @param {{ target: string, status?: number, missing: string, skipLimit?: boolean }} wanted what is asked for, and what is right
 * @param {(line: string) => void} print takes one line a check
 * @returns {Promise<boolean>} whether nothing was wrong
 */
async function run(proxy, wanted, print) {
  const scheme = schemes[proxy.auth];
  const results = [];
  const say = (isRight, what, answer) => {
    results.push(isRight);
    print(`${isRight ? 'ok  ' : 'FAIL'} ${what}: ${answer}`);
  };
  const skip = (what, why) => print(`skip ${what}: ${why}`);
  const send = (target, secret) => request(proxy, target, scheme, secret);
  const credential = scheme?.isWebhook ? 'signature' : 'credentials';
  const isChecked = scheme && proxy.checksCallers;
  const isOutside = (answer) => !proxy.isForEverybody && saysOutside(answer);

  const refused = isChecked && (await send(wanted.target));
  const isOutsideAtOnce = refused && isOutside(refused);
  const mistaken = isChecked && !isOutsideAtOnce && (await send(wanted.target, wrong(proxy.secret ?? 'text')));
  // Behind IAM only a signed request gets as far as the policy.
  const answer = isOutsideAtOnce ? refused : await send(wanted.target, proxy.secret);
  if (isOutside(answer)) {
    say(true, 'an address outside allowedCidrs is refused', answer.text);
    skip('all else', 'this machine is outside allowedCidrs, which says that it gets no further');
    return true;
  }

  if (isChecked) {
    say(refused.status === scheme.refusal, `without ${credential}, ${scheme.refusal}`, refused.text);
    say(
      mistaken.status === scheme.refusal,
      `with a wrong ${scheme.isWebhook ? 'signature' : 'one'}, ${scheme.refusal}`,
      mistaken.text,
    );
  } else {
    skip('refusal', scheme ? `nobody checks auth "${proxy.auth}" here` : `auth "${proxy.auth}" lets anybody in`);
  }

  const status = wanted.status ?? (proxy.isQueued ? 202 : undefined);
  const isRight =
    !isGateways(answer) &&
    (status
      ? answer.status === status
      : answer.status >= 200 && answer.status < 500 && ![401, 403, 429].includes(answer.status));
  say(isRight, `${wanted.target} with the right ones, ${status ?? 'an answer of the service'}`, answer.text);
  if (proxy.isQueued) {
    skip('a 404 of the service', 'what is queued is answered before the service is asked');
  } else {
    const missing = await send(wanted.missing, proxy.secret);
    say(missing.status === 404 && !isGateways(missing), `${wanted.missing}, a 404 of the service`, missing.text);
  }

  const { maxRequestsPerSecond: rate, maxConcurrentRequests: burst } = proxy.limits ?? {};
  const count = 2 * (rate + burst);
  if (wanted.skipLimit) skip('limit', 'not asked for');
  else if (!(count <= mostRequests)) skip('limit', `${count || 'no'} requests would be needed`);
  else {
    // Where the function checks signatures, what has none does for a request, and gets no further.
    const flood = await Promise.all(
      Array.from({ length: count }, () => send(wanted.target, scheme?.isWebhook ? undefined : proxy.secret)),
    );
    const limited = flood.filter(({ status }) => status === 429).length;
    say(limited > 0, `${count} requests at once, 429 for some`, `${limited} were`);
  }
  return results.every(Boolean);
}

/** One request; its answer's status, and what a person wants to read of it. */
async function request({ url: base, isQueued }, target, scheme, secret) {
  const url = new URL(base.replace(/\/$/, '') + target);
  const [method, body] = scheme?.isWebhook || isQueued ? ['POST', '{}'] : ['GET', ''];
  const credentials = scheme && secret ? scheme.headers(secret, { method, url, body }) : {};
  const headers = { ...(body ? { 'content-type': 'application/json' } : {}), ...credentials };
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body || undefined,
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    const content = await response.text();
    return {
      status: response.status,
      content,
      text: `${response.status} ${content.slice(0, 100).replace(/\s+/g, ' ')}`.trim(),
    };
  } catch (error) {
    return { status: 0, content: '', text: error.cause?.message ?? error.message };
  }
}

/** Whether an answer says that the address it went to may not call. */
function saysOutside({ status, content }) {
  const [, message = ''] = /^\s*\{\s*"[mM]essage"\s*:\s*"([^"]*)/.exec(content) ?? [];
  return status === 403 && outside.test(message);
}

/** Whether an answer is API Gateway's own: a route that is not there. */
function isGateways({ content }) {
  return /^\s*\{\s*"message"\s*:\s*"Not Found"\s*\}\s*$/.test(content);
}

module.exports = { run };
