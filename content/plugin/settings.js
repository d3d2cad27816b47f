'use strict';

// The settings: what each may be, and the values of ${proxy:…} that follow from them.

const net = require('node:net');
const {
  callerRanges,
  checkCidr,
  contains,
  egress,
  isIpv6,
  isOwnAddress,
  list,
  resourcePolicy,
} = require('./gateway/addresses');
const options = require('./options');
const { authorizerOf, requirement } = require('./gateway/auth');

const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
// What the protocol, API Gateway or the proxy owns.
const untrustable = new RegExp(
  `^(${[
    'Host|Content-Length|Via|Forwarded|X-Forwarded-(For|Host|Proto|Port|Prefix)|X-Amzn-Trace-Id|X-Proxy-Delivery-.*',
    'Authorization|X-Api-Key|X-Amz-Security-Token',
    'Connection|Keep-Alive|Proxy-(Connection|Authenticate|Authentication-Info|Authorization)|TE|Trailer|Transfer-Encoding',
    'Upgrade|HTTP2-Settings|Expect|Alt-Svc',
  ].join('|')})$`,
  'i',
);

/** Every setting: how to fix it, and what is wrong with a value. An optional one need not exist. */
const table = {
  url: {
    use: 'an absolute http or https URL, such as http://10.0.12.5:8080',
    check: (value, { local }) => {
      const url = parseUrl(value);
      if (!url) return 'is not an absolute http or https URL';
      if (url.username || url.password || value.includes('#')) return 'contains credentials or a fragment';
      if (!local && isOwnAddress(host(url))) return "is the function's own address on Lambda";
    },
  },
  vpcId: {
    use: 'vpc- followed by 8 or 17 hexadecimal digits',
    check: (value) => (/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/.test(value) ? undefined : 'is not a VPC id'),
  },
  subnetIds: {
    use: 'subnet- followed by 8 or 17 hexadecimal digits, several separated by commas',
    check: (value) =>
      each(value, (id) => (/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id) ? undefined : 'is not a subnet id')),
  },
  backendCidrs: {
    use: 'address ranges such as 10.0.12.5/32, separated by commas',
    check: (value, values) => each(value, checkCidr) ?? checkCovers(value, values),
  },
  allowedCidrs: {
    use: `address ranges such as 203.0.113.0/24, separated by commas`,
    check: (value, { apiType }) =>
      each(value, (item) => (isKeyword(item) ? undefined : checkCidr(item))) ?? checkSize(value, apiType),
  },
  jwtIssuer: {
    optional: true,
    use: 'the iss of the tokens, an https URL without query and fragment',
    check: (value) =>
      /^https:/i.test(value) && parseUrl(value) && !/[?#]/.test(value) ? undefined : 'is not an https URL',
  },
  jwtAudience: {
    optional: true,
    use: 'the aud or client_id of the tokens, several separated by commas',
    check: (value) => each(value, (item) => (/^\S+$/.test(item) ? undefined : 'is empty or contains a space')),
  },
  path: {
    use: 'letters, digits and . _ - with single slashes between, such as forward or hooks/ci',
    // API Gateway reserves /ping and /sping.
    check: (value) =>
      /^[\w.-]+(\/[\w.-]+)*$/.test(value) && !/(^|\/)\.+(\/|$)/.test(value) && !/^s?ping(\/|$)/.test(value)
        ? undefined
        : 'cannot be a route',
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
  alarmTopicArn: {
    optional: true,
    use: 'the ARN of a standard SNS topic in the region of the deployment, or nothing',
    check: (value, { region }) => {
      const [, topicRegion] = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/.exec(value) ?? [];
      if (value && !topicRegion) return 'is not the ARN of a standard SNS topic';
      // CloudWatch rejects a topic of another region when half of the stack exists.
      if (value && region && topicRegion !== region) return `is not in ${region}`;
    },
  },
  'service and stage': {
    use: 'a shorter name',
    check: (value) =>
      value.length > 64 ? `has ${value.length} characters, and the name of a function at most 64` : undefined,
  },
  ...options.merged('settings'),
};

/**
 * Checks settings against the table.
 * @param {Record<string, unknown>} values every setting by name, with `apiType`, `region` and, for `sls local`, `local`
 * @param {string[]} [names] the settings to check; all by default
 * @returns {string[]} one line for each setting that is wrong
 */
function problems(values, names = Object.keys(table)) {
  return names
    .filter((name) => !table[name].optional || Object.hasOwn(values, name))
    .flatMap((name) => {
      const value = String(values[name] ?? '');
      const { use, check } = table[name];
      const problem = value.includes('replace-me') ? 'is a placeholder' : check(value, values);
      return problem ? [`${name}: "${value}" ${problem}. Use ${use}.`] : [];
    });
}

/** Returns the port of a URL; 0 if it is not a URL. */
function port(value) {
  const url = parseUrl(value);
  return url ? Number(url.port) || (url.protocol === 'https:' ? 443 : 80) : 0;
}

/** Returns address ranges with the options' keywords replaced. */
function expand(cidrs) {
  return list(cidrs)
    .flatMap((item) => options.collect('ranges', item)[0] ?? [item])
    .join(',');
}

/** The values of ${proxy:…}. `setting` returns a setting by name. */
const variables = {
  settings: async (setting) => {
    const names = Object.keys(table).filter((name) => name !== 'service and stage');
    const values = await Promise.all(['auth', ...names].map(async (name) => [name, await setting(name)]));
    return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== null));
  },
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

/**
 * Returns the framework's source of the variables.
 * @param {new (message: string) => Error} ServerlessError the framework's class
 */
function variableSource(ServerlessError) {
  return {
    resolve: async ({ address, resolveVariable }) => {
      if (!Object.hasOwn(variables, address)) {
        const names = Object.keys(variables).join(', ');
        throw new ServerlessError(`\${proxy:${address}}: unknown variable. Use one of ${names}.`);
      }
      return { value: literal(await variables[address]((name) => resolveVariable(`param:${name}, null`))) };
    },
  };
}

/** Returns what the framework, which looks for variables in the result of a source, resolves to a value. */
function literal(value) {
  if (typeof value === 'string')
    return value.replace(/\\(?=\\*\$+\{)/g, '\\\\').replace(/\$(?=\$*\{)/g, () => "${opt:dollar, '$'}");
  if (Array.isArray(value)) return value.map(literal);
  if (value?.constructor === Object)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)]));
  return value;
}

function each(value, check) {
  const items = list(value);
  const wrong = items.find((item) => check(item));
  if (wrong !== undefined) return `contains "${wrong}", which ${check(wrong)}`;
  if (new Set(items).size < items.length) return 'contains an item twice';
}

function isKeyword(item) {
  return options.collect('ranges', item).some(Boolean);
}

/** Checks that a policy or environment variable with these ranges fits into AWS's limits. */
function checkSize(allowedCidrs, apiType) {
  const cidrs = expand(allowedCidrs);
  const [text, limit, what] =
    apiType === 'rest'
      ? [JSON.stringify({ Version: '2012-10-17', Statement: resourcePolicy('iam', cidrs) }), 8192, 'resource policy']
      : // The rest of the 4,096 bytes of all environment variables is for the other settings.
        [callerRanges(cidrs).join(','), 3000, 'environment variable'];
  return text.length > limit ? `makes a ${what} of ${text.length} characters, and ${limit} fit` : undefined;
}

function checkCovers(cidrs, values) {
  const url = parseUrl(values.url);
  const address = url && host(url);
  return address && net.isIP(address) && !contains(cidrs, address)
    ? `does not contain ${address}, the url's host`
    : undefined;
}

function parseUrl(value) {
  // The parser accepts "http:host" and spaces, which the function does not.
  const url = /^https?:\/\/[^\s/\\]+[^\s\\]*$/i.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  return url?.port === '0' ? undefined : url;
}

function host(url) {
  return url.hostname.replace(/^\[|\]$/g, '');
}

module.exports = { problems, expand, variableSource };
