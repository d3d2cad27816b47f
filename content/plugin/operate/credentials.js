'use strict';

// How callers prove who they are, for `sls smoke`.

const { keyNamed, keysOf } = require('../gateway/api-keys');
const options = require('../options');

/**
 * @typedef {object} Scheme one value of `auth`
 * @property {number} refusal the status of a request without credentials
 * @property {string} [variable] the environment variable that can contain the secret
 * @property {string} [secret] what to set it to, if nothing else knows it
 * @property {(serverless: object, output: (name: string) => string) => Promise<any>} [find] gets the secret from AWS
 * @property {(secret: any, request: { method: string, url: URL, body: string }) => Record<string, string>} headers
 * @property {boolean} [signsBody] whether callers sign the body
 * @property {boolean} [isCheckedLocally] whether `sls local` rejects requests without it
 */

/** @type {Record<string, Scheme>} */
const schemes = {
  __proto__: null,
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
  ...options.merged('credentials'),
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

/** Signs with Signature Version 4 for `execute-api`, using the framework's AWS SDK. */
function signV4({ AWS, region, ...credentials }, { method, url, body }) {
  const request = new AWS.HttpRequest(new AWS.Endpoint(url.origin), region);
  Object.assign(request, { method, path: url.pathname + url.search, body });
  request.headers.host = url.host;
  new AWS.Signers.V4(request, 'execute-api').addAuthorization(credentials, new Date());
  const { host, Host, ...headers } = request.headers;
  return headers;
}

module.exports = { schemes };
