'use strict';

const net = require('node:net');
const callers = require('./callers');
const { checkCidr, isIpv6, list } = require('./cidrs');

// What each parameter may be. A check returns what is wrong, or nothing.
const checks = {
  url: {
    right: 'an absolute http or https URL, such as http://10.0.12.5:8080',
    check: (value, { local }) => {
      const url = parseUrl(value);
      if (!url) return 'is no absolute http or https URL';
      if (url.username || url.password || String(value).includes('#')) return 'holds credentials or a fragment';
      if (!local && isLoopback(url)) return 'would be the function itself, once it runs on Lambda';
    },
  },
  vpcId: {
    right: 'vpc- and 8 or 17 hexadecimal digits',
    check: (value) => (/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/.test(value) ? undefined : 'is no VPC id'),
  },
  subnetIds: {
    right: 'subnet- and 8 or 17 hexadecimal digits each, separated by commas',
    check: (value) =>
      all(value, (id) => (/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id) ? undefined : 'is no subnet id')),
  },
  backendCidrs: {
    right: 'address ranges such as 10.0.12.5/32, separated by commas',
    check: (value, values) =>
      all(value, checkCidr) ??
      (checks.url.check(values.url, values) ? undefined : checkCovers(value, parseUrl(values.url))),
  },
  allowedCidrs: {
    right: `address ranges such as 203.0.113.0/24, separated by commas${callers.knowsGitHub() ? ', or github for those of its webhooks' : ''}`,
    check: (value, { apiType }) =>
      all(value, (item) => (callers.isKeyword(item) ? undefined : checkCidr(item))) ??
      callers.checkSize(list(value), apiType),
  },
  jwtIssuer: {
    optional: true,
    right: 'an https URL, as the `iss` of the tokens',
    check: (value) =>
      /^https:/i.test(value) && parseUrl(value) && !/[?#]/.test(value)
        ? undefined
        : 'is no https URL without query and fragment',
  },
  jwtAudience: {
    optional: true,
    right: 'the `aud` or `client_id` of the tokens, several separated by commas',
    check: (value) => all(value, (item) => (/^[^\s]+$/.test(item) ? undefined : 'is empty or holds a space')),
  },
  path: {
    // API Gateway keeps /ping and /sping for itself.
    right:
      'letters, digits and . _ - with single slashes between, such as forward or hooks/github, and not ping or sping',
    check: (value) =>
      /^[\w.-]+(\/[\w.-]+)*$/.test(value) && !/(^|\/)\.+(\/|$)/.test(value) && !/^s?ping(\/|$)/.test(value)
        ? undefined
        : 'cannot be a route',
  },
  alarmTopicArn: {
    right:
      'the ARN of a standard SNS topic in the region of the deployment, such as arn:aws:sns:eu-central-1:123456789012:alarms, or nothing',
    check: (value, { region }) => {
      if (value === '') return undefined;
      const [, topicRegion] = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/.exec(value) ?? [];
      if (!topicRegion) return 'is no ARN of a standard SNS topic';
      // CloudWatch refuses the topic of another region when the stack is half made.
      if (region && topicRegion !== region) return `is not in ${region}, where the alarms are`;
    },
  },
  budgetEmail: {
    optional: true,
    right: 'an e-mail address, or nothing',
    check: (value, { region, 'service and stage': name = '' }) => {
      if (value === '') return undefined;
      // It stands in the budget's name, too, which has neither : nor \ and at most 100 characters.
      if (!/^[^\s@,<>:\\]+@[^\s@,<>:\\]+\.[^\s@,<>:\\]+$/.test(value) || value.length + name.length > 100)
        return 'is no e-mail address, or a very long one';
      // Other partitions of AWS bill in other currencies, or by an account elsewhere.
      if (/^(cn|us-gov|us-iso|eu-iso|eusc)-/.test(region))
        return `would be of a budget in US dollars, which ${region} has not`;
    },
  },
  monthlyBudgetUsd: {
    optional: true,
    right: 'US dollars above 0, such as 50',
    check: (value, { budgetEmail = '' }) =>
      budgetEmail === '' || (/^\d{1,9}(\.\d{1,2})?$/.test(value) && Number(value) > 0) ? undefined : 'is no amount',
  },
  wafRequestsPer5Minutes: {
    optional: true,
    right: 'a whole number from 10 to 2000000000, or nothing',
    check: (value) =>
      value === '' || (/^[1-9]\d{1,9}$/.test(value) && Number(value) <= 2e9)
        ? undefined
        : 'is no limit that AWS WAF takes',
  },
  'service and stage': {
    right: 'at most 64 characters',
    check: (value) =>
      value.length <= 64 ? undefined : `would be the name of a function, and has ${value.length} characters`,
  },
};

/**
 * Checks parameters against the table above.
 * @param {Record<string, unknown>} values every parameter by name, and `apiType`
 * @param {boolean} local whether the proxy runs on this machine, where only its URL and path matter
 * @returns {string[]} one line for each that cannot be used; empty if all can
 */
function problems(values, local = false) {
  const names = local
    ? ['url', 'path']
    : Object.keys(checks).filter((name) => !checks[name].optional || name in values);
  return problemsOf(checks, names, { ...values, local });
}

/**
 * Checks parameters against a table.
 * @param {Record<string, { right: string, check: (value: string, values: object) => string | undefined }>} table what each may be
 * @param {string[]} names those to check
 * @param {Record<string, unknown>} values every parameter by name
 * @returns {string[]} one line for each that cannot be used; empty if all can
 */
function problemsOf(table, names, values) {
  return names.flatMap((name) => {
    const value = String(values[name] ?? '');
    const { right, check } = table[name];
    const wrong = value.includes('replace-me') ? 'is the placeholder of the template' : check(value, values);
    return wrong ? [`${name}: "${value}" ${wrong}; right is ${right}`] : [];
  });
}

/** @returns {number} the port that a URL's requests go to */
function port(value) {
  const url = parseUrl(value);
  return url ? Number(url.port) || (url.protocol === 'https:' ? 443 : 80) : 0;
}

function all(value, check) {
  const items = list(value);
  const wrong = items.filter(check);
  if (wrong.length > 0) return `does not hold what it should: "${wrong[0]}" ${check(wrong[0])}`;
  if (new Set(items).size < items.length) return 'holds one twice';
}

function parseUrl(value) {
  try {
    const url = new URL(String(value));
    // The parser forgives "http:host" and spaces around; the function would not.
    return /^https?:\/\/[^\s/\\]+[^\s\\]*$/i.test(value) && url.port !== '0' ? url : undefined;
  } catch {
    return undefined;
  }
}

function host(url) {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function isLoopback(url) {
  return host(url) === 'localhost' || host(url) === '::1' || (net.isIPv4(host(url)) && host(url).startsWith('127.'));
}

function checkCovers(value, url) {
  const address = url && host(url);
  if (!address || !net.isIP(address)) return undefined;
  const ranges = new net.BlockList();
  for (const [network, length] of list(value).map((cidr) => cidr.split('/'))) {
    ranges.addSubnet(network, Number(length), isIpv6(network) ? 'ipv6' : 'ipv4');
  }
  return ranges.check(address, isIpv6(address) ? 'ipv6' : 'ipv4')
    ? undefined
    : `does not hold ${address}, the URL's host`;
}

module.exports = { checks, problems, problemsOf, port };
