'use strict';

// Who may call: what each auth requires from callers, and how callers prove who they are.

const options = require('../options');
const { keyNamed, keysOf } = require('./api-keys');
const { stackOf } = require('./stack');

/**
 * @typedef {object} Scheme one value of `auth`
 * @property {string} requires what its events in serverless.yml require
 * @property {number} [refusal] the status of a request without credentials
 * @property {string} [variable] the environment variable that can contain the secret
 * @property {string} [secret] what to set it to, if `find` cannot get it
 * @property {(serverless: object, outputs: Record<string, string>) => Promise<any>} [find] gets the secret from AWS
 * @property {(secret: any, request: { method: string, url: URL, body: string }) => Record<string, string>} [headers]
 * @property {boolean} [signsBody] whether callers sign the body
 * @property {boolean} [isCheckedLocally] whether `sls local` rejects requests without it
 */

/** @type {Record<string, Scheme>} */
const schemes = {
  __proto__: null,
  'api-key': {
    requires: 'private: true',
    refusal: 403,
    variable: 'API_KEY',
    find: apiKey,
    headers: (key) => ({ 'x-api-key': key }),
    isCheckedLocally: true,
  },
  iam: { requires: 'authorizer: aws_iam', refusal: 403, find: awsCredentials, headers: signV4 },
  jwt: {
    requires: 'authorizer: jwt',
    refusal: 401,
    variable: 'TOKEN',
    secret: 'a token from jwtIssuer for jwtAudience',
    headers: (token) => ({ authorization: `Bearer ${token}` }),
  },
  none: { requires: 'nothing' },
  ...options.merged('auths'),
};

const unsupported = {
  rest: { jwt: 'a REST API has no JWT authorizer. Use iam, or create the proxy with --api-type http' },
  http: { 'api-key': 'an HTTP API has no API keys. Use iam, or create the proxy with --api-type rest' },
};

/** Returns what an auth requires from callers; undefined if it is unknown. */
function requirement(auth) {
  return schemes[auth]?.requires;
}

/** Returns what is wrong with an auth; undefined if nothing is. */
function authProblem(auth, type) {
  if (!(auth in schemes)) {
    const known = Object.keys(schemes).filter((each) => !Object.hasOwn(unsupported[type], each));
    return `auth: "${auth ?? ''}" is unknown. Use one of ${known.join(', ')}.`;
  }
  if (Object.hasOwn(unsupported[type], auth)) return `auth: "${auth}" does not work: ${unsupported[type][auth]}.`;
}

async function apiKey(serverless) {
  const [{ name }] = keysOf(serverless.service.custom, serverless.getProvider('aws').getStage());
  return (await keyNamed(stackOf(serverless).request, name, true))?.value;
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

module.exports = { schemes, requirement, authProblem };
