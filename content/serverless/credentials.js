'use strict';

// How callers prove who they are, for npm run smoke.
const { createHmac, randomUUID } = require('node:crypto');
const { keyNamed, keysOf } = require('./api-keys');

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
 * @typedef {object} Scheme one value of `custom.proxy.auth`
 * @property {number} refusal the status of a request without credentials
 * @property {string} [variable] the environment variable that can contain the secret
 * @property {string} [secret] what to set it to, where nothing else knows it
 * @property {(serverless: object, output: (name: string) => string) => Promise<any>} [find] gets the secret from AWS
 * @property {(secret: any, request: { method: string, url: URL, body: string }) => Record<string, string>} headers
 * @property {boolean} [isWebhook] whether callers send a signed body
 * @property {boolean} [isCheckedLocally] whether `npm run local` rejects requests without it
 */

const webhook = {
  refusal: 401,
  variable: 'WEBHOOK_SECRET',
  secret: 'the secret of npm run local',
  find: webhookSecret,
  isWebhook: true,
  isCheckedLocally: true,
};

/** @type {Record<string, Scheme>} */
const schemes = {
  'api-key': {
    refusal: 403,
    variable: 'API_KEY',
    find: apiKey,
    headers: (key) => ({ 'x-api-key': key }),
    isCheckedLocally: true,
  },
  jwt: {
    refusal: 401,
    variable: 'TOKEN',
    secret: 'a token from jwtIssuer for jwtAudience',
    headers: (token) => ({ authorization: `Bearer ${token}` }),
  },
  iam: { refusal: 403, find: awsCredentials, headers: signV4 },
  ...Object.fromEntries(
    Object.entries(webhooks).map(([name, sign]) => [
      name,
      { ...webhook, headers: (secret, { body }) => sign(secret, body) },
    ]),
  ),
};

async function apiKey(serverless) {
  const provider = serverless.getProvider('aws');
  const [{ name }] = keysOf(serverless.service.custom, provider.getStage());
  return (await keyNamed((...call) => provider.request(...call), name, true))?.value;
}

async function awsCredentials(serverless) {
  const provider = serverless.getProvider('aws');
  const { credentials, region } = provider.getCredentials();
  await credentials.getPromise?.();
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return { AWS: provider.sdk, region, accessKeyId, secretAccessKey, sessionToken };
}

async function webhookSecret(serverless, output) {
  const secret = { SecretId: output('WebhookSecretArn') };
  return (await serverless.getProvider('aws').request('SecretsManager', 'getSecretValue', secret)).SecretString;
}

/** Signs with Signature Version 4 for `execute-api`, by the AWS SDK of the framework. */
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

module.exports = { schemes, webhooks };
