'use strict';

const { createHmac, randomUUID } = require('node:crypto');

const hmac = (key, encoding, ...parts) =>
  parts.reduce((digest, part) => digest.update(part), createHmac('sha256', key)).digest(encoding);
const now = () => String(Math.floor(Date.now() / 1000));

// How each provider signs, as src/…/SignatureSchemes.cs checks it.
const webhooks = {
  github: (secret, body) => ({
    'x-github-event': 'ping',
    'x-hub-signature-256': `sha256=${hmac(secret, 'hex', body)}`,
  }),
  gitlab: (secret) => ({ 'x-gitlab-token': secret }),
  bitbucket: (secret, body) => ({ 'x-hub-signature': `sha256=${hmac(secret, 'hex', body)}` }),
  gitea: (secret, body) => ({ 'x-gitea-signature': hmac(secret, 'hex', body) }),
  stripe: (secret, body, time = now()) => ({
    'stripe-signature': `t=${time},v1=${hmac(secret, 'hex', `${time}.`, body)}`,
  }),
  slack: (secret, body, time = now()) => ({
    'x-slack-request-timestamp': time,
    'x-slack-signature': `v0=${hmac(secret, 'hex', `v0:${time}:`, body)}`,
  }),
  'standard-webhooks': (secret, body, time = now(), id = `msg_${randomUUID()}`) => ({
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': `v1,${hmac(Buffer.from(secret.replace(/^whsec_/, ''), 'base64'), 'base64', `${id}.${time}.`, body)}`,
  }),
};

/**
 * What callers bring, by `custom.proxy.auth`: the status that they get without it, and the header fields that it is.
 * @type {Record<string, { refusal: number, isWebhook?: boolean, headers: (secret: any, request: { method: string, url: URL, body: string }) => Record<string, string> }>}
 */
const schemes = {
  __proto__: null,
  'api-key': { refusal: 403, headers: (key) => ({ 'x-api-key': key }) },
  jwt: { refusal: 401, headers: (token) => ({ authorization: `Bearer ${token}` }) },
  iam: { refusal: 403, headers: signV4 },
  ...Object.fromEntries(
    Object.entries(webhooks).map(([name, sign]) => [
      name,
      { refusal: 401, isWebhook: true, headers: (secret, { body }) => sign(secret, body) },
    ]),
  ),
};

/** Signature version 4 for `execute-api`, by the AWS SDK that the framework has. */
function signV4({ AWS, region, accessKeyId, secretAccessKey, sessionToken }, { method, url, body }) {
  const request = new AWS.HttpRequest(new AWS.Endpoint(url.origin), region);
  Object.assign(request, { method, path: url.pathname + url.search, body });
  request.headers.host = url.host;
  new AWS.Signers.V4(request, 'execute-api').addAuthorization(
    { accessKeyId, secretAccessKey, sessionToken },
    new Date(),
  );
  const { host, Host, ...headers } = request.headers;
  return headers;
}

/** A secret of the same kind that opens nothing. */
function wrong(secret) {
  return typeof secret === 'string' ? 'd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmc=' : { ...secret, secretAccessKey: 'wrong' };
}

module.exports = { schemes, webhooks, wrong };
