'use strict';

// Webhooks: the function checks their signatures.

const { createHmac, randomUUID } = require('node:crypto');
const { routes } = require('../service');

const hmac = (key, encoding, ...parts) =>
  parts.reduce((digest, part) => digest.update(part), createHmac('sha256', key)).digest(encoding);
const now = () => String(Math.floor(Date.now() / 1000));

/** How each provider signs, as src/…/Webhooks/SignatureSchemes.cs checks it. */
const providers = {
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
const names = Object.keys(providers);

/** See gateway/auth.js. Callers send neither a key nor a token. */
const webhook = {
  requires: 'nothing',
  refusal: 401,
  variable: 'WEBHOOK_SECRET',
  secret: 'the secret of npm run local',
  find: async (serverless, { WebhookSecretArn }) => {
    const secret = { SecretId: WebhookSecretArn };
    return (await serverless.getProvider('aws').request('SecretsManager', 'getSecretValue', secret)).SecretString;
  },
  signsBody: true,
  isCheckedLocally: true,
};

const auths = Object.fromEntries(
  names.map((name) => [name, { ...webhook, headers: (secret, { body }) => providers[name](secret, body) }]),
);

function problems({ custom, functions, provider }) {
  if (!names.includes(custom.proxy.auth)) return [];
  return Object.entries(functions)
    .filter(([, each]) => routes([each]).length > 0)
    .filter(([, each]) => !Object.hasOwn({ ...provider.environment, ...each.environment }, 'WEBHOOK_SECRET'))
    .map(
      ([name]) =>
        `functions.${name}.environment.WEBHOOK_SECRET: is missing, and the function does not start without it. ` +
        'Use !Join ["", ["{{resolve:secretsmanager:", !Ref WebhookSecret, ":SecretString}}"]].',
    );
}

/** Returns a line if `sls local` lacks the secret. */
function local(declared, environment) {
  return Object.hasOwn(declared, 'WEBHOOK_SECRET') && !environment.WEBHOOK_SECRET
    ? ['WEBHOOK_SECRET: is not set. Set it in the environment to a secret of at least 16 bytes, and sign with it.']
    : [];
}

const secrets = ['WEBHOOK_SECRET', 'WEBHOOK_SECRET_2'];

module.exports = { auths, secrets, problems, local };
