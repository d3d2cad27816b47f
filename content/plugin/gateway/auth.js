'use strict';

// What each auth requires from callers. API Gateway checks it.

const options = require('../options');

const requirements = {
  __proto__: null,
  'api-key': 'private: true',
  iam: 'authorizer: aws_iam',
  jwt: 'authorizer: jwt',
  none: 'nothing',
  ...options.merged('auths'),
};

const unsupported = {
  rest: { jwt: 'a REST API has no JWT authorizer. Use iam, or create the proxy with --api-type http' },
  http: { 'api-key': 'an HTTP API has no API keys. Use iam, or create the proxy with --api-type rest' },
};

/** Returns what an auth requires from callers; undefined if it is unknown. */
function requirement(auth) {
  return requirements[auth];
}

/** Returns what is wrong with an auth; undefined if nothing is. */
function authProblem(auth, type) {
  if (!(auth in requirements)) {
    const known = Object.keys(requirements).filter((each) => !Object.hasOwn(unsupported[type], each));
    return `auth: ${JSON.stringify(auth) ?? '""'} is unknown. Use one of ${known.join(', ')}.`;
  }
  return Object.hasOwn(unsupported[type], auth)
    ? `auth: "${auth}" does not work: ${unsupported[type][auth]}.`
    : undefined;
}

module.exports = { requirement, authProblem };
