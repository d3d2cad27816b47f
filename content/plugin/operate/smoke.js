'use strict';

// npm run smoke: checks a proxy from outside, with a few requests like those of its callers.

const { randomUUID } = require('node:crypto');
const { callerRanges } = require('../gateway/addresses');
const { schemes } = require('../gateway/auth');
const { stackOf } = require('../gateway/stack');
const contract = require('../options');

/** A resource policy's messages, and the function's behind an HTTP API. Any other 403 has another cause. */
const outside = /^User: anonymous is not authorized to perform|with an explicit deny|^The caller is not allowed\.$/;

const options = {
  url: { usage: 'URL of a proxy on this machine, with its path (default: URL of the deployed stage)', type: 'string' },
  target: { usage: 'Path to request, below the path of the proxy (default: /)', type: 'string' },
  status: { usage: 'Expected status (default: any except 401, 403, 429 and 5xx)', type: 'string' },
  missing: { usage: 'Path that the backend does not have (default: a random path)', type: 'string' },
};

/** Finds the proxy to check: the stage's, or one on this machine. Returns `problems` if it cannot be checked. */
async function proxyOf(serverless, { url, target = '/', status, missing = `/smoke-${randomUUID()}` }, environment) {
  const { proxy } = serverless.service.custom;
  const { refusal, variable, secret, find, signsBody, isCheckedLocally } = schemes[proxy.auth] ?? schemes.none;
  const given = environment[variable];
  const problems = optionProblems({ url, target, status, missing });
  if (!given && (url ? signsBody : refusal && !find))
    problems.push(`${variable}: is missing. Set this environment variable to ${secret}.`);
  if (problems.length > 0) return { problems };

  const outputs = url ? {} : await stackOf(serverless).outputs();
  // A domain of the stack comes first: its API can be closed at AWS's own address.
  const api = outputs.DomainUrl ?? outputs.ServiceEndpoint ?? outputs.HttpApiUrl;
  return {
    url: url ?? `${api}/${proxy.path}`,
    auth: proxy.auth,
    secret: given || (url ? undefined : await find?.(serverless, outputs)),
    isChecked: Boolean(url ? given && isCheckedLocally : refusal),
    isForEverybody: callerRanges(proxy.allowedCidrs).length === 0,
    accepted: contract.exported('accepted')[0],
    target,
    missing,
    status: status && Number(status),
  };
}

function optionProblems({ url, target, status = '200', missing }) {
  const isUrl = url === undefined || URL.canParse(url);
  return [
    ...(isUrl ? [] : [`--url: "${url}" is not a URL. Use the URL that npm run local prints.`]),
    ...Object.entries({ target, missing })
      .filter(([, path]) => !path.startsWith('/'))
      .map(([option, path]) => `--${option}: "${path}" is not a path. Start it with a slash.`),
    ...(/^[1-5]\d\d$/.test(status) ? [] : [`--status: "${status}" is not a status. Use a number from 100 to 599.`]),
  ];
}

/**
 * Checks that the proxy rejects requests without credentials, answers those with them, and returns the backend's 404.
 * @param {object} proxy from `proxyOf`
 * @param {(line: string) => void} print receives one line for each check
 * @returns {Promise<boolean>} whether every check passed
 */
async function check(proxy, print) {
  const { auth, secret, isChecked, isForEverybody, accepted, target, missing } = proxy;
  const results = [];
  const report = (isRight, what, expected, response) => {
    results.push(isRight);
    print(`${isRight ? 'ok  ' : 'FAIL'} ${what}: expected ${expected}, got ${response.text}`);
  };
  const isOutside = (response) => !isForEverybody && response.status === 403 && outside.test(response.message);

  const rejected = isChecked ? await send(proxy, target) : undefined;
  // With IAM, only a signed request reaches the resource policy.
  const response = rejected && isOutside(rejected) ? rejected : await send(proxy, target, secret);
  if (isOutside(response)) {
    print(`ok   rejected, because this address is outside allowedCidrs: ${response.text}`);
    print('skip everything else: no request from this address reaches the backend');
    return true;
  }

  const { refusal } = schemes[auth] ?? {};
  if (isChecked) report(rejected.status === refusal, 'without credentials', refusal, rejected);
  else print(`skip without credentials: auth "${auth}" is not checked here`);

  const status = proxy.status ?? accepted;
  const isAny = response.status >= 200 && response.status < 500 && ![401, 403, 429].includes(response.status);
  const isRight = !response.isGateways && (status ? response.status === status : isAny);
  report(isRight, `${target} with credentials`, status ?? "the backend's response", response);

  if (accepted) print('skip a missing path: the request is accepted before the backend sees it');
  else {
    const gone = await send(proxy, missing, secret);
    report(gone.status === 404 && !gone.isGateways, `missing path ${missing}`, "the backend's 404", gone);
  }
  return results.every(Boolean);
}

/** Sends one request. Returns the status of its response, the message in it, and a text for the user. */
async function send({ url: base, auth, accepted }, target, secret) {
  const scheme = schemes[auth];
  const url = new URL(base.replace(/\/$/, '') + target);
  const [method, body] = scheme?.signsBody || accepted ? ['POST', '{}'] : ['GET', ''];
  const headers = secret && scheme?.headers ? { ...scheme.headers(secret, { method, url, body }) } : {};
  if (body) headers['content-type'] = 'application/json';
  const request = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(40_000) };
  try {
    const response = await fetch(url, { ...request, body: body || undefined });
    const content = await response.text();
    const [, message = ''] = /^\s*\{\s*"message"\s*:\s*"([^"]*)/i.exec(content) ?? [];
    const isGateways = /^\s*\{\s*"message"\s*:\s*"Not Found"\s*\}\s*$/.test(content);
    const by = isGateways ? ', which is from API Gateway and not from the backend' : '';
    const text = `${response.status} ${content.slice(0, 100).replace(/\s+/g, ' ')}`.trim() + by;
    return { status: response.status, message, isGateways, text };
  } catch (error) {
    return { status: 0, message: '', text: error.cause?.message ?? error.message };
  }
}

module.exports = { options, proxyOf, check };
