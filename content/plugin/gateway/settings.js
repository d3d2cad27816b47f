'use strict';

// The allowed values of settings, and the values of ${proxy:…} that are computed from them.

const net = require('node:net');
const options = require('../options');
const { checkCidr, contains, isOwnAddress, list, resourcePolicy } = require('./addresses');

/** The settings of every proxy: how to fix each, and what is wrong with a value. An optional one need not exist. */
const common = {
  url: {
    use: 'an absolute http or https URL, such as http://10.0.12.5:8080',
    check: (value, { local }) => {
      const url = parseUrl(value);
      if (!url) return 'is not an absolute http or https URL';
      if (url.username || url.password || value.includes('#')) return 'contains credentials or a fragment';
      if (!local && isOwnAddress(host(url))) return 'is a loopback, unspecified or link-local address';
    },
  },
  vpcId: {
    use: 'vpc- followed by 8 or 17 hexadecimal digits',
    check: matches(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, 'is not a VPC id'),
  },
  subnetIds: {
    use: 'subnet- followed by 8 or 17 hexadecimal digits, several separated by commas',
    check: (value) => each(value, matches(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, 'is not a subnet id')),
  },
  backendCidrs: {
    use: 'address ranges such as 10.0.12.5/32, separated by commas',
    check: (value, { url }) => each(value, checkCidr) ?? checkCovers(value, url),
  },
  allowedCidrs: {
    use: 'address ranges such as 203.0.113.0/24, separated by commas',
    check: (value, { apiType }) =>
      each(value, (item) => (expand(item) === item ? checkCidr(item) : undefined)) ??
      (apiType === 'rest' ? checkPolicy(expand(value)) : undefined),
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
    check: (value) => each(value, matches(/^\S+$/, 'is empty or contains a space')),
  },
  path: {
    use: 'letters, digits and . _ - with single slashes between, such as forward or hooks/ci',
    // API Gateway reserves /ping and /sping.
    check: matches(/^(?!s?ping(\/|$))(?!.*(^|\/)\.+(\/|$))[\w.-]+(\/[\w.-]+)*$/, 'cannot be a route'),
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
};

/**
 * Checks settings against a table.
 * @param {object} table as `common`
 * @param {Record<string, unknown>} values every setting by name, with `apiType`, `region` and, for `sls local`, `local`
 * @param {string[]} [names] the settings to check; all by default
 * @param {Record<string, string>} [labels] by setting: what to call it instead of its name
 * @returns {string[]} one line for each setting that is invalid
 */
function problems(table, values, names = Object.keys(table), labels = {}) {
  return names
    .filter((name) => !table[name].optional || Object.hasOwn(values, name))
    .flatMap((name) => {
      const value = String(values[name] ?? '');
      const { use, check } = table[name];
      const problem = value.includes('replace-me') ? 'is a placeholder' : check(value, values);
      return problem ? [`${labels[name] ?? name}: "${value}" ${problem}. Use ${use}.`] : [];
    });
}

/**
 * Returns the framework's source of ${proxy:…}.
 * @param {string[]} names every setting, for ${proxy:settings}
 * @param {Record<string, (setting: (name: string) => Promise<any>) => Promise<any>>} variables by name. `setting`
 * returns a setting by name
 * @param {new (message: string) => Error} ServerlessError the framework's class
 */
function variableSource(names, variables, ServerlessError) {
  const all = {
    settings: async (setting) => {
      const values = await Promise.all(names.map(async (name) => [name, await setting(name)]));
      return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== null));
    },
    ...variables,
  };
  return {
    resolve: async ({ address, resolveVariable }) => {
      if (!Object.hasOwn(all, address)) {
        throw new ServerlessError(`\${proxy:${address}}: unknown variable. Use one of ${Object.keys(all).join(', ')}.`);
      }
      return { value: literal(await all[address]((name) => resolveVariable(`param:${name}, null`))) };
    },
  };
}

/** Escapes a value, because the framework looks for variables in the result of a source. */
function literal(value) {
  if (typeof value === 'string')
    return value.replace(/\\(?=\\*\$+\{)/g, '\\\\').replace(/\$(?=\$*\{)/g, () => "${opt:dollar, '$'}");
  if (Array.isArray(value)) return value.map(literal);
  if (value?.constructor === Object)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)]));
  return value;
}

/** Returns a check that a value matches a pattern. */
function matches(pattern, problem) {
  return (value) => (pattern.test(value) ? undefined : problem);
}

/** Checks each item of a list that is separated by commas. */
function each(value, check) {
  const items = list(value);
  const wrong = items.find((item) => check(item));
  if (wrong !== undefined) return `contains "${wrong}", which ${check(wrong)}`;
  if (new Set(items).size < items.length) return 'contains an item twice';
}

/** Returns address ranges with the options' keywords replaced. */
function expand(cidrs) {
  return list(cidrs)
    .flatMap((item) => options.collect('ranges', item)[0] ?? [item])
    .join(',');
}

function checkPolicy(cidrs) {
  const policy = { Version: '2012-10-17', Statement: resourcePolicy('iam', cidrs) };
  return checkLength(JSON.stringify(policy), 8192, 'resource policy');
}

/** Checks that a text fits into one of AWS's limits. */
function checkLength(text, limit, what) {
  return text.length > limit ? `makes a ${what} of ${text.length} characters, and ${limit} fit` : undefined;
}

/** Checks that address ranges contain the host of a URL, if that is an address. */
function checkCovers(cidrs, value) {
  const url = parseUrl(value);
  const address = url && host(url);
  return address && net.isIP(address) && !isOwnAddress(address) && !contains(cidrs, address)
    ? `does not contain ${address}, the url's host`
    : undefined;
}

/** Returns the port of a URL; 0 if it is not a URL. */
function port(value) {
  const url = parseUrl(value);
  return url ? Number(url.port) || (url.protocol === 'https:' ? 443 : 80) : 0;
}

function parseUrl(value) {
  // The parser accepts "http:host" and spaces, which nothing else does.
  const url = /^https?:\/\/[^\s/\\]+[^\s\\]*$/i.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  return url?.port === '0' ? undefined : url;
}

function host(url) {
  return url.hostname.replace(/^\[|\]$/g, '');
}

module.exports = { common, problems, variableSource, matches, each, expand, checkLength, port };
