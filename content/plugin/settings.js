'use strict';

// The settings: the allowed values of each, and the values of ${proxy:…} that are computed from them.

const { callerRanges, egress, isIpv6, list, resourcePolicy } = require('./gateway/addresses');
const { requirement } = require('./gateway/auth');
const gateway = require('./gateway/settings');
const options = require('./options');

const { checkLength, common, each, expand, port } = gateway;

const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
// Headers that belong to the protocol, API Gateway or the proxy.
const untrustable = new RegExp(
  `^(${[
    'Host|Content-Length|Via|Forwarded|X-Forwarded-(For|Host|Proto|Port|Prefix)|X-Amzn-Trace-Id|X-Proxy-Delivery-.*',
    'Authorization|X-Api-Key|X-Amz-Security-Token',
    'Connection|Keep-Alive|Proxy-(Connection|Authenticate|Authentication-Info|Authorization)|TE|Trailer',
    'Transfer-Encoding|Upgrade|HTTP2-Settings|Expect|Alt-Svc',
  ].join('|')})$`,
  'i',
);

/** Every setting: how to fix it, and what is wrong with a value. An optional one need not exist. */
const table = {
  ...common,
  allowedCidrs: {
    ...common.allowedCidrs,
    check: (value, values) =>
      common.allowedCidrs.check(value, values) ??
      // The rest of the 4,096 bytes of all environment variables is for the other settings.
      (values.apiType === 'http'
        ? checkLength(callerRanges(expand(value)).join(','), 3000, 'environment variable')
        : undefined),
  },
  trustedHeaders: {
    optional: true,
    use: 'header names separated by commas, such as X-Remote-User, or nothing',
    check: (value) =>
      value &&
      each(value, (item) => {
        if (!headerName.test(item)) return 'is not a header name';
        // CGI, WSGI and Rack treat _ as -.
        if (untrustable.test(item.replaceAll('_', '-'))) return 'cannot be taken from callers';
      }),
  },
  'service and stage': {
    use: 'a shorter name',
    check: (value) =>
      value.length > 64 ? `has ${value.length} characters, and the name of a function at most 64` : undefined,
  },
  ...options.merged('settings'),
};

/** Returns one line for each setting that is invalid, see gateway/settings.js. */
const problems = gateway.problems.bind(undefined, table);

/** The values of ${proxy:…}. `setting` returns a setting by name. */
const variables = {
  // An empty item would end in an error of the framework before ours.
  subnetIds: async (setting) => list(await setting('subnetIds')).filter(Boolean),
  ipv6: async (setting) => list(await setting('backendCidrs')).some(isIpv6),
  egress: async (setting) => egress(await setting('backendCidrs'), port(await setting('url'))),
  private: async (setting) => requirement(await setting('auth')) === 'private: true',
  authorizer: async (setting) => authorizerOf(await setting('auth')),
  resourcePolicy: async (setting) => resourcePolicy(await setting('auth'), expand(await setting('allowedCidrs'))),
  allowedCidrs: async (setting) => callerRanges(expand(await setting('allowedCidrs'))).join(','),
  jwtAudience: async (setting) => list(await setting('jwtAudience')),
  alarmActions: async (setting) => list(await setting('alarmTopicArn')).filter(Boolean),
  ...options.merged('variables'),
};

/** Returns the framework's source of ${proxy:…}. */
function variableSource(ServerlessError) {
  const names = ['auth', ...Object.keys(table).filter((name) => name !== 'service and stage')];
  return gateway.variableSource(names, variables, ServerlessError);
}

/** Returns the authorizer of an event; null if it has none. */
function authorizerOf(auth) {
  const [, name] = /^authorizer: (.*)$/.exec(requirement(auth)) ?? [];
  return name === 'aws_iam' ? { type: name } : (name ?? null);
}

module.exports = { problems, port, expand, variableSource };
