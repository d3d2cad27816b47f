'use strict';

// The table of settings, and the values of ${proxy:…}.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { assertForm, assertOne, load } = require('./support');

const right = {
  url: 'http://10.0.12.5:8080',
  vpcId: 'vpc-12345678',
  subnetIds: 'subnet-12345678, subnet-0123456789abcdef0',
  backendCidrs: '10.0.12.0/24',
  allowedCidrs: '0.0.0.0/0,::/0',
  path: 'forward',
  region: 'eu-west-1',
  apiType: 'rest',
  'service and stage': 'my-proxy-dev',
};
const rightWithOptions = {
  ...right,
  budgetEmail: 'on-call@example.com',
  monthlyBudgetUsd: '50',
  wafRequestsPer5Minutes: '1000',
  deliveredStatuses: '2xx',
};

/** By setting of the default proxy: invalid values. */
const wrong = {
  url: [
    '/relative',
    '10.0.12.5:8080',
    'ftp://10.0.12.5',
    'http:10.0.12.5',
    'http://',
    'http://10.0.12.5:99999',
    'http://user:pass@10.0.12.5',
    'http://10.0.12.5/#x',
    'http://10.0.12.5/a b',
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://0.0.0.0',
    'http://0',
    'http://127.1',
    'http://127.0.0.1.',
    'http://2130706433',
    'http://0x7f.1',
    'http://0177.0.0.1',
    'http://[::]',
    'http://[::1]:8080',
    'http://[::127.0.0.1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:0.0.0.0]',
    'http://[::ffff:169.254.169.254]',
    'http://169.254.169.254',
    'http://[fe80::1]',
    'http://[febf::1]',
    'http://LOCALHOST',
    'http://localhost.',
    'http://backend.localhost',
    'http://loc%61lhost',
    'http://10.0.12.5/x#',
    'http://10.0.12.5:0',
  ],
  vpcId: ['vpc-123', 'vpc-123456789', 'VPC-12345678', 'subnet-12345678'],
  subnetIds: [
    'subnet-12345678,subnet-1234567,subnet-0123456789abcdef0',
    'subnet-12345678,',
    'subnet-12345678|subnet-87654321',
    'subnet-12345678,subnet-12345678',
  ],
  backendCidrs: [
    '10.0.12.5',
    '10.0.12.5/33',
    '10.0.12.256/32',
    '10.0.12.5/24',
    '10.0.12.0/24,nonsense',
    'fd00::/129',
    '10.0.12.0/24,fd00::1/64',
    '192.168.0.0/16',
  ],
  allowedCidrs: [
    '',
    'any',
    'github',
    '203.0.113.7',
    '203.0.113.7/24',
    '203.0.113.0/024',
    '203.0.113.0/24;198.51.100.0/24',
  ],
  jwtIssuer: ['http://issuer.example', 'https://issuer.example/?a=1', 'https://replace-me.invalid'],
  jwtAudience: ['', 'a,,b', 'a b'],
  path: ['ping', '/forward', 'a//b', 'a/../b', '{proxy+}'],
  alarmTopicArn: [
    'alarms',
    ' ',
    'arn:aws:sns:eu-west-1:123456789012:',
    'arn:aws:sns:eu-west-1:12345678901:alarms',
    'arn:aws:sns::123456789012:alarms',
    'arn:aws:sqs:eu-west-1:123456789012:alarms',
    'arn:aws:sns:eu-west-1:123456789012:alarms.fifo',
    'arn:aws:sns:eu-west-1:123456789012:alarms:0f8fad5b-d9cb-469f-a165-70867728950e',
    'arn:aws:sns:eu-west-1:123456789012:a,arn:aws:sns:eu-west-1:123456789012:b',
    'arn:aws:sns:us-east-1:123456789012:alarms',
  ],
  trustedHeaders: [
    'a b',
    'a:b',
    'X-Real-IP,',
    'X-Real-IP,X-Real-IP',
    'Host',
    'HOST',
    'content-length',
    'Content_Length',
    'via',
    'Forwarded',
    'X-Forwarded-For',
    'x_forwarded_for',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Port',
    'X-Forwarded-Prefix',
    'X-Amzn-Trace-Id',
    'X-Proxy-Delivery-Id',
    'x_proxy_delivery_attempt',
    'Authorization',
    'x-api-key',
    'X_API_KEY',
    'X-Amz-Security-Token',
    'Connection',
    'Keep-Alive',
    'Proxy-Connection',
    'Proxy-Authenticate',
    'Proxy-Authentication-Info',
    'Proxy-Authorization',
    'te',
    'Trailer',
    'Transfer_Encoding',
    'Upgrade',
    'HTTP2-Settings',
    'Expect',
    'X-Real-IP, Host',
  ],
};

/** By setting of the default proxy: valid values. */
const valid = {
  url: [
    'https://jenkins.internal',
    'HTTP://10.0.12.5/a/b?c=d',
    'http://10.0.12.5:65535/',
    'http://localhost.example',
    'http://notlocalhost',
    'http://backend.vpc-lattice-svcs.eu-west-1.on.aws',
  ],
  vpcId: ['vpc-0123456789abcdef0'],
  subnetIds: ['subnet-12345678'],
  allowedCidrs: ['203.0.113.0/24, 2001:db8::/32,198.51.100.7/32'],
  jwtIssuer: ['https://issuer.example/tenant'],
  jwtAudience: ['api://proxy, other'],
  backendCidrs: ['10.0.12.5/32', '0.0.0.0/0', '10.0.0.0/8, 172.16.0.0/12, fd00:7::/64'],
  path: ['hooks/github.com_1-x'],
  trustedHeaders: ['', 'X-Forwarded-User, X_Real_IP,X-Forwarded-Hosts'],
  alarmTopicArn: [
    '',
    'arn:aws:sns:eu-west-1:123456789012:on-call_1',
    'arn:aws-us-gov:sns:eu-west-1:123456789012:alarms',
  ],
};

/** By setting of an option, or one that an option extends: invalid values. */
const wrongOfOptions = {
  budgetEmail: [
    'on-call',
    'on-call@example',
    'a@example.com,b@example.com',
    'On Call <on-call@example.com>',
    'an-address-that-is-much-too-long-for-the-name-of-a-budget-with-it@very-long-subdomain.example.com',
    '',
  ],
  wafRequestsPer5Minutes: ['9', '1000.5', '2000000001', 'many', ''],
  monthlyBudgetUsd: ['', '0', '$50'],
  deliveredStatuses: ['', '404', '2xx,6xx', '2xx;404'],
  container: ['an image'],
  allowedCidrs: ['github.com'],
};

/** By setting of an option, or one that an option extends: valid values. */
const validOfOptions = {
  budgetEmail: ['on-call+proxies@example.com'],
  wafRequestsPer5Minutes: ['10', '2000000000'],
  monthlyBudgetUsd: ['12.50'],
  deliveredStatuses: ['2xx, 404'],
  container: ['', 'example.com/net-aot:8'],
  allowedCidrs: ['github,203.0.113.0/24'],
};

const rows = (table) => Object.entries(table).flatMap(([name, values]) => values.map((value) => [name, value]));

for (const [plugin, values, invalid, accepted] of [
  ['default', right, wrong, valid],
  ['proxy', rightWithOptions, wrongOfOptions, validOfOptions],
]) {
  const { problems } = load(plugin, 'settings');
  describe(`settings of ${plugin}`, () => {
    for (const [name, value] of rows(invalid))
      test(`${name} rejects "${value}"`, () =>
        assertOne(problems({ ...values, [name]: value }), `${name}: "${value}" `));
    for (const [name, value] of rows(accepted))
      test(`${name} accepts "${value}"`, () => assert.deepEqual(problems({ ...values, [name]: value }), []));
  });
}

test('placeholders are listed by name', () => {
  const placeholders = { url: 'http://replace-me.invalid', vpcId: 'vpc-replace-me', subnetIds: 'subnet-replace-me' };
  const found = load('default', 'settings').problems({ ...right, ...placeholders });
  assertForm(found);
  assert.deepEqual(
    found.map((line) => line.split('. ')[0]),
    [
      'url: "http://replace-me.invalid" is a placeholder',
      'vpcId: "vpc-replace-me" is a placeholder',
      'subnetIds: "subnet-replace-me" is a placeholder',
    ],
  );
});

test('a budget requires a region that is billed in US dollars', () => {
  const { problems } = load('proxy', 'settings');
  assert.deepEqual(problems({ ...rightWithOptions, region: 'us-east-1' }), []);
  for (const region of ['cn-north-1', 'us-gov-west-1'])
    assertOne(
      problems({ ...rightWithOptions, region }),
      `budgetEmail: "on-call@example.com" does not work in ${region}, which has no budgets in US dollars. `,
    );
});

test('AWS limits the length of allowedCidrs', () => {
  const { problems } = load('default', 'settings');
  const cidrs = (count) =>
    Array.from({ length: count }, (_, i) => `10.10.${100 + Math.floor(i / 100)}.${100 + (i % 100)}/32`);
  for (const [apiType, limit, count] of [
    ['rest', 8192, 380],
    ['http', 3000, 160],
  ]) {
    const withRanges = (number) => problems({ ...right, apiType, allowedCidrs: cidrs(number).join() });
    assert.deepEqual(withRanges(count), []);
    const found = withRanges(count + 50);
    assertForm(found);
    assert.match(found[0], new RegExp(`, and ${limit} fit\\. `));
  }
});

test('service and stage make a function name of at most 64 characters', () => {
  const name = 's'.repeat(65);
  const found = load('default', 'settings').problems({ ...right, 'service and stage': name });
  assertOne(found, `service and stage: "${name}" has 65 characters, `);
});

test('sls local accepts a backend on this machine', () => {
  const { problems } = load('default', 'settings');
  const local = { ...right, url: 'http://127.0.0.1:9000', local: true };
  assert.deepEqual(problems(local, ['url', 'path']), []);
});

test('a label replaces the name of a setting', () => {
  const { problems } = load('default', 'settings');
  assertOne(
    problems({ url: 'x' }, ['url'], { url: 'functions.a.environment.BACKEND_URL' }),
    'functions.a.environment.BACKEND_URL: "x" ',
  );
});

describe('variables', () => {
  const source = (values, plugin = 'default') => {
    const { resolve } = load(plugin, 'settings').variableSource(Error);
    const resolveVariable = async (expression) => values[/^param:(.*), null$/.exec(expression)[1]] ?? null;
    return async (address) => (await resolve({ address, resolveVariable })).value;
  };
  const values = {
    ...right,
    auth: 'api-key',
    allowedCidrs: '203.0.113.0/24',
    jwtAudience: 'a, b',
    alarmTopicArn: '',
    subnetIds: 'subnet-12345678,',
  };

  for (const [address, expected] of Object.entries({
    subnetIds: ['subnet-12345678'],
    ipv6: false,
    egress: [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, CidrIp: '10.0.12.0/24', Description: 'The backend' }],
    private: true,
    authorizer: null,
    allowedCidrs: '203.0.113.0/24',
    jwtAudience: ['a', 'b'],
    alarmActions: [],
  }))
    test(address, async () => assert.deepEqual(await source(values)(address), expected));

  test('authorizer of iam and jwt', async () => {
    assert.deepEqual(await source({ auth: 'iam' })('authorizer'), { type: 'aws_iam' });
    assert.equal(await source({ auth: 'jwt' })('authorizer'), 'jwt');
  });

  test('resourcePolicy denies other addresses with iam, and allows these otherwise', async () => {
    const invoke = { Principal: '*', Action: ['execute-api:Invoke'], Resource: 'execute-api:/*' };
    const cidrs = { 'aws:SourceIp': ['203.0.113.0/24'] };
    assert.deepEqual(await source(values)('resourcePolicy'), [
      { Effect: 'Allow', ...invoke, Condition: { IpAddress: cidrs } },
    ]);
    assert.deepEqual(await source({ ...values, auth: 'iam' })('resourcePolicy'), [
      { Effect: 'Deny', ...invoke, Condition: { NotIpAddress: cidrs } },
    ]);
    assert.deepEqual(await source({ ...values, allowedCidrs: '0.0.0.0/0,::/0' })('resourcePolicy'), []);
  });

  test("github in allowedCidrs becomes GitHub's ranges", async () =>
    assert.match(
      await source({ ...values, allowedCidrs: 'github' }, 'proxy')('allowedCidrs'),
      /^192\.30\.252\.0\/22,/,
    ));

  test('settings has every setting that exists, and its text is not resolved again', async () => {
    const settings = await source({ auth: 'none', path: 'a${b}' })('settings');
    assert.deepEqual(settings, { auth: 'none', path: "a${opt:dollar, '$'}{b}" });
  });

  test('an unknown variable is an error', async () =>
    assert.rejects(source(values)('other'), ({ message }) => {
      assertOne([message], '${proxy:other}: unknown variable. Use one of settings, ');
      return true;
    }));
});
