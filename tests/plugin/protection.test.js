'use strict';

// What would leave a proxy open, closed or unlimited, and functions that would forward elsewhere.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { assertForm, assertOne, edited, load } = require('./support');

const { protectionProblems } = load('proxy', 'check');

/** A service whose protection is complete. */
const service = {
  service: 'my-proxy',
  plugins: ['./plugin', 'serverless-api-gateway-throttling', 'serverless-add-api-key', 'serverless-prune-plugin'],
  provider: { environment: { AUTH: 'api-key', ALLOWED_CIDRS: '' } },
  functions: {
    forward: { name: 'my-proxy-dev-forward', events: [{ http: { method: 'POST', path: 'forward', private: true } }] },
  },
  resources: {
    arns: [
      'arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/my-proxy-dev-forward:*',
      'arn:aws:lambda:eu-west-1:1:function:my-proxy-dev-forward',
    ],
  },
  custom: {
    proxy: { auth: 'api-key', allowedCidrs: '0.0.0.0/0,::/0' },
    apiGatewayThrottling: { maxRequestsPerSecond: 100, maxConcurrentRequests: 50 },
    apiKeys: [
      {
        name: 'my-proxy-dev',
        usagePlan: {
          name: 'my-proxy-dev',
          quota: { limit: 1000, period: 'DAY' },
          throttle: { rateLimit: 50, burstLimit: 100 },
        },
      },
    ],
  },
};

/** What is set to what (undefined removes it), and how the only problem begins. */
const wrong = [
  [
    'functions.forward.events',
    [{ http: { method: 'POST', path: 'forward' } }],
    'http POST /forward: requires nothing, but auth "api-key" requires private: true. ',
  ],
  [
    'functions.forward.events',
    [{ http: 'POST forward' }],
    'http POST /forward: requires nothing, but auth "api-key" requires private: true. ',
  ],
  [
    'functions.forward.events',
    [{ http: { method: 'POST', path: 'forward', private: true, authorizer: 'aws_iam' } }],
    'http POST /forward: requires private: true, authorizer: aws_iam, but auth "api-key" ',
  ],
  [
    'functions.forward.events',
    [{ http: { method: 'POST', path: 'forward', private: false } }],
    'http POST /forward: requires nothing, but auth "api-key" requires private: true. ',
  ],
  ['custom.proxy.auth', 'oauth', 'auth: "oauth" is unknown. '],
  ['custom.proxy.auth', undefined, 'auth: "" is unknown. Use one of api-key, iam, none, '],
  ['custom.proxy.auth', 'toString', 'auth: "toString" is unknown. '],
  ['custom.proxy.auth', '__proto__', 'auth: "__proto__" is unknown. '],
  [
    'provider.environment.AUTH',
    'none',
    'functions.forward.environment.AUTH: "none" is not what the settings require. Use "api-key".',
  ],
  [
    'functions.forward.environment',
    { AUTH: 'none' },
    'functions.forward.environment.AUTH: "none" is not what the settings require. Use "api-key".',
  ],
  [
    'provider.environment.TRUSTED_HEADERS',
    'X-Real-IP',
    'functions.forward.environment.TRUSTED_HEADERS: "X-Real-IP" is not what the settings require. Use "".',
  ],
  [
    'custom.proxy.trustedHeaders',
    'X-Real-IP',
    'functions.forward.environment.TRUSTED_HEADERS: "" is not what the settings require. Use "X-Real-IP".',
  ],
  ['functions.forward.name', 'jenkins', 'functions.forward.role: does not name "jenkins". '],
  [
    'custom.apiGatewayThrottling.maxRequestsPerSecond',
    0,
    'custom.apiGatewayThrottling.maxRequestsPerSecond: "0" is not a limit. ',
  ],
  [
    'custom.apiGatewayThrottling.maxConcurrentRequests',
    undefined,
    'custom.apiGatewayThrottling.maxConcurrentRequests: is missing. ',
  ],
  [
    'custom.apiGatewayThrottling.maxConcurrentRequests',
    -1,
    'custom.apiGatewayThrottling.maxConcurrentRequests: "-1" is not a limit. ',
  ],
  [
    'custom.apiGatewayThrottling.maxConcurrentRequests',
    '50',
    'custom.apiGatewayThrottling.maxConcurrentRequests: "50" is not a limit. ',
  ],
  [
    'functions.forward.events.0.http.throttling',
    { maxRequestsPerSecond: 0 },
    'http POST /forward throttling.maxRequestsPerSecond: "0" is not a limit. ',
  ],
  [
    'custom.apiGatewayThrottling.maxConcurrentRequests',
    2.5,
    'custom.apiGatewayThrottling.maxConcurrentRequests: "2.5" is not a limit. ',
  ],
  [
    'functions.forward.events.0.http.throttling',
    { disabled: true },
    'http POST /forward throttling.disabled: removes every limit. ',
  ],
  [
    'functions.forward.events.0.http.method',
    '*',
    'http * /forward: "*" is a method that the throttling plugin does not find. ',
  ],
  ['plugins', ['serverless-add-api-key'], 'plugins: "serverless-api-gateway-throttling" is missing. '],
  ['plugins', ['serverless-api-gateway-throttling'], 'plugins: "serverless-add-api-key" is missing. '],
  ['custom.apiKeys', undefined, 'custom.apiKeys: is empty. '],
  ['custom.apiKeys', [], 'custom.apiKeys: is empty. '],
  ['custom.apiKeys', { prod: [] }, 'custom.apiKeys: is empty. '],
  [
    'custom.apiKeys.0.name',
    'secret',
    'custom.apiKeys[0].name: "secret" is invalid. Use a name that contains ${self:service}-${sls:stage}.',
  ],
  [
    'custom.apiKeys.0.name',
    'my-proxy-prod',
    'custom.apiKeys[0].name: "my-proxy-prod" is invalid. Use a name that contains ${self:service}-${sls:stage}.',
  ],
  [
    'custom.apiKeys.0.usagePlan.name',
    'global-plan',
    'custom.apiKeys[0].usagePlan.name: "global-plan" is invalid. Use a name that contains ${self:service}-${sls:stage}.',
  ],
  [
    'custom.apiKeys.0.name',
    'my-proxy-developers',
    'custom.apiKeys[0].name: "my-proxy-developers" is invalid. Use a name that contains ${self:service}-${sls:stage}.',
  ],
  [
    'custom.apiKeys.0.value',
    '1234567890123456789',
    'custom.apiKeys[0].value: is invalid. Use a text of 20 to 128 characters, ',
  ],
  [
    'custom.apiKeys.0.value',
    1234567890123456,
    'custom.apiKeys[0].value: is invalid. Use a text of 20 to 128 characters, ',
  ],
  ['custom.apiKeys.0.usagePlan.quota.limit', 0, 'custom.apiKeys[0].usagePlan.quota.limit: "0" is invalid. Use a '],
  [
    'custom.apiKeys.0.usagePlan.quota.period',
    'HOUR',
    'custom.apiKeys[0].usagePlan.quota.period: "HOUR" is invalid. Use DAY, WEEK or MONTH.',
  ],
  [
    'custom.apiKeys.0.usagePlan.throttle.rateLimit',
    undefined,
    'custom.apiKeys[0].usagePlan.throttle.rateLimit: is missing. ',
  ],
  [
    'custom.apiKeys.0.usagePlan.throttle.burstLimit',
    0,
    'custom.apiKeys[0].usagePlan.throttle.burstLimit: "0" is invalid. Use a ',
  ],
];

/** By auth: events that match it. */
const coherent = [
  ['api-key', [{ http: { method: 'any', path: 'forward', private: true, throttling: { maxRequestsPerSecond: 5 } } }]],
  ['iam', [{ http: { method: 'GET', path: '/forward', authorizer: { type: 'AWS_IAM' } } }]],
  ['iam', [{ httpApi: { method: 'GET', path: '/forward', authorizer: { type: 'aws_iam' } } }]],
  ['jwt', [{ httpApi: { method: 'GET', path: '/forward', authorizer: { name: 'jwt' } } }]],
  ['stripe', [{ httpApi: 'POST /forward' }]],
  ['none', [{ http: 'POST /forward' }]],
];

/** A service with a second function, its own role and its own security group. */
const twoFunctions = {
  service: 'my-proxy',
  provider: {
    vpc: { securityGroupIds: [{ 'Fn::GetAtt': ['ProxySecurityGroup', 'GroupId'] }], subnetIds: ['subnet-12345678'] },
    iam: { role: { 'Fn::GetAtt': ['ProxyRole', 'Arn'] } },
    environment: { BACKEND_URL: 'http://10.0.12.5:8080', ROUTE_PREFIX: '/forward', AUTH: 'api-key' },
  },
  custom: { proxy: { auth: 'api-key', allowedCidrs: '0.0.0.0/0,::/0', url: 'http://10.0.12.5:8080' } },
  functions: {
    forward: { name: 'my-proxy-dev-forward', events: [{ http: { method: 'any', path: 'forward', private: true } }] },
    reports: {
      name: 'my-proxy-dev-reports',
      role: { 'Fn::GetAtt': ['ReportsRole', 'Arn'] },
      vpc: { securityGroupIds: [{ 'Fn::GetAtt': ['ReportsSecurityGroup', 'GroupId'] }] },
      environment: { BACKEND_URL: 'https://[fd00:7::9]/v2', ROUTE_PREFIX: '/reports' },
      events: [{ http: { method: 'any', path: 'reports', private: true } }],
    },
  },
  resources: {
    Resources: {
      ProxySecurityGroup: {
        Properties: {
          SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, CidrIp: '10.0.12.5/32' }],
        },
      },
      ReportsSecurityGroup: {
        Properties: {
          SecurityGroupEgress: [
            { IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIp: '10.0.0.2/32' },
            { IpProtocol: 'tcp', FromPort: '443', ToPort: '443', CidrIpv6: 'fd00:7::/64' },
          ],
        },
      },
      ProxyRole: { Arns: [':log-group:/aws/lambda/my-proxy-dev-forward:*', ':function:my-proxy-dev-forward'] },
      ReportsRole: { Arns: [':log-group:/aws/lambda/my-proxy-dev-reports:*', ':function:my-proxy-dev-reports'] },
    },
  },
};

/** What is set to what in it, and how the only problem begins. */
const wrongBackends = [
  [
    'functions.reports.vpc',
    undefined,
    'functions.reports.vpc: no security group allows "https://[fd00:7::9]/v2" of BACKEND_URL. ',
  ],
  [
    'functions.reports.vpc.securityGroupIds.0',
    { 'Fn::GetAtt': ['ProxySecurityGroup', 'GroupId'] },
    'functions.reports.vpc: no security group allows "https://[fd00:7::9]/v2" of BACKEND_URL. ',
  ],
  [
    'functions.reports.vpc.securityGroupIds.0',
    { 'Fn::GetAtt': ['constructor', 'GroupId'] },
    'functions.reports.vpc: no security group allows "https://[fd00:7::9]/v2" of BACKEND_URL. ',
  ],
  [
    'functions.reports.vpc.securityGroupIds.0',
    'sg-0123456789abcdef0',
    'functions.reports.vpc: no security group allows "https://[fd00:7::9]/v2" of BACKEND_URL. ',
  ],
  [
    'functions.forward.vpc',
    { securityGroupIds: [{ 'Fn::GetAtt': ['ReportsSecurityGroup', 'GroupId'] }] },
    'functions.forward.vpc: no security group allows "http://10.0.12.5:8080" of BACKEND_URL. Use one under resources/ whose egress is port 8080.',
  ],
  [
    'functions.reports.environment',
    { ROUTE_PREFIX: '/reports' },
    'functions.reports.vpc: no security group allows "http://10.0.12.5:8080" of BACKEND_URL. ',
  ],
  [
    'provider.environment.BACKEND_URL',
    'http://10.0.12.6:8080',
    'functions.forward.vpc: "10.0.12.5/32" does not contain 10.0.12.6, ',
  ],
  [
    'functions.reports.environment.BACKEND_URL',
    'https://[fd00:7::9]:8443',
    'functions.reports.vpc: no security group allows "https://[fd00:7::9]:8443" of BACKEND_URL. Use one under resources/ whose egress is port 8443.',
  ],
  [
    'functions.reports.environment.BACKEND_URL',
    'https://[fd00:8::9]',
    'functions.reports.vpc: "fd00:7::/64" does not contain fd00:8::9, the url\'s host. ',
  ],
  [
    'functions.reports.environment.BACKEND_URL',
    'https://10.0.13.7',
    'functions.reports.vpc: "fd00:7::/64" does not contain 10.0.13.7, ',
  ],
  [
    'functions.reports.environment.BACKEND_URL',
    'https://localhost',
    'functions.reports.environment.BACKEND_URL: "https://localhost" is a loopback, unspecified or link-local address. ',
  ],
  [
    'functions.reports.environment.BACKEND_URL',
    'https://user:secret@reports.internal',
    'functions.reports.environment.BACKEND_URL: "https://user:secret@reports.internal" contains credentials ',
  ],
  [
    'functions.reports.environment.BACKEND_URL',
    'reports',
    'functions.reports.environment.BACKEND_URL: "reports" is not an absolute http or https URL. ',
  ],
  [
    'resources.Resources.ReportsSecurityGroup.Properties.SecurityGroupEgress.1.FromPort',
    0,
    'functions.reports.vpc: no security group allows "https://[fd00:7::9]/v2" of BACKEND_URL. ',
  ],
  [
    'resources.Resources.ReportsSecurityGroup.Properties.SecurityGroupEgress.1.ToPort',
    65535,
    'functions.reports.vpc: no security group allows "https://[fd00:7::9]/v2" of BACKEND_URL. ',
  ],
  [
    'resources.Resources.ReportsSecurityGroup.Properties.SecurityGroupEgress.1',
    { IpProtocol: '-1', CidrIpv6: '::/0' },
    'functions.reports.vpc: no security group allows "https://[fd00:7::9]/v2" of BACKEND_URL. ',
  ],
  [
    'resources.Resources.ReportsSecurityGroup.Properties.SecurityGroupEgress.1.CidrIpv6',
    'fd00:7::1/64',
    'functions.reports.vpc: "fd00:7::1/64" contains "fd00:7::1/64", which has bits set after its prefix. ',
  ],
  [
    'resources.Resources.ReportsSecurityGroup',
    undefined,
    'functions.reports.vpc: no security group allows "https://[fd00:7::9]/v2" of BACKEND_URL. ',
  ],
  ['functions.reports.name', 'reports', 'functions.reports.role: does not name "reports". '],
  [
    'functions.reports.environment.AUTH',
    'none',
    'functions.reports.environment.AUTH: "none" is not what the settings require. ',
  ],
  ['functions.reports.events', [{ http: 'ANY reports' }], 'http ANY /reports: requires nothing, '],
];

/** What is set to what in it without a problem. */
const validBackends = [
  ['functions.reports.environment.BACKEND_URL', 'https://reports.internal'],
  ['custom.proxy.url', 'http://10.0.12.6:8080'],
  ['functions.worker', { name: 'worker', vpc: null, role: 'arn:aws:iam::123456789012:role/worker' }],
  ['functions.reports.vpc.securityGroupIds.0', { 'Fn::GetAtt': 'ReportsSecurityGroup.GroupId' }],
  [
    'functions.reports.vpc.securityGroupIds',
    ['sg-0123456789abcdef0', { 'Fn::GetAtt': ['ReportsSecurityGroup', 'GroupId'] }],
  ],
];

const set = (value, path, wanted) => edited(value, { [path]: wanted });

describe('protection', () => {
  test('a complete one has no problem', () => assert.deepEqual(protectionProblems(service, 'dev'), []));
  for (const [path, value, beginning] of wrong)
    test(`${path} = ${JSON.stringify(value)}`, () =>
      assertOne(protectionProblems(set(service, path, value), 'dev'), beginning));

  for (const [auth, events] of coherent)
    test(`${auth} matches ${JSON.stringify(events)}`, () => {
      const edits = {
        'custom.proxy.auth': auth,
        'provider.environment.AUTH': auth,
        'functions.forward.events': events,
        ...(auth === 'api-key' ? {} : { 'custom.apiKeys': undefined }),
      };
      const problems = protectionProblems(edited(service, edits), 'dev');
      assert.deepEqual(problems, []);
    });

  test('webhooks do not use keys', () => {
    const edits = { 'custom.proxy.auth': 'github', 'provider.environment.AUTH': 'github' };
    const problems = protectionProblems(edited(service, edits), 'dev');
    assertForm(problems);
    assert.deepEqual(problems, [
      'http POST /forward: requires private: true, but auth "github" requires nothing. Correct the event.',
      'custom.apiKeys: auth "github" does not use API keys. Remove it.',
    ]);
  });

  for (const stage of ['constructor', 'toString', '__proto__'])
    test(`a stage named ${stage} has no keys unless they are listed`, () =>
      assertOne(
        load('proxy', 'gateway/api-keys').problems(set(service, 'custom.apiKeys', { dev: [] }), stage),
        'custom.apiKeys: is empty. ',
      ));
});

describe('functions', () => {
  const { problems } = load('proxy', 'check/functions');

  test('two of them have no problem', () => assert.deepEqual(problems(twoFunctions), []));
  for (const [path, value, beginning] of wrongBackends)
    test(`${path} = ${JSON.stringify(value)}`, () => assertOne(problems(set(twoFunctions, path, value)), beginning));
  for (const [path, value] of validBackends)
    test(`${path} = ${JSON.stringify(value)} is accepted`, () =>
      assert.deepEqual(problems(set(twoFunctions, path, value)), []));
});

describe('auth', () => {
  const { authProblem } = load('default', 'gateway/auth');

  test('jwt requires an HTTP API', () =>
    assertOne([authProblem('jwt', 'rest')], 'auth: "jwt" does not work: a REST API has no JWT authorizer. Use iam, '));
  test('api-key requires a REST API', () =>
    assertOne(
      [authProblem('api-key', 'http')],
      'auth: "api-key" does not work: an HTTP API has no API keys. Use iam, ',
    ));
  test('webhooks exist only with their option', () =>
    assertOne([authProblem('github', 'rest')], 'auth: "github" is unknown. Use one of api-key, iam, none.'));
});

describe('warnings', () => {
  test('dotnet8 is deprecated', () => {
    const found = load('default', 'check').warnings({ provider: { runtime: 'dotnet8' } });
    assertOne(
      found,
      'provider.runtime: "dotnet8" is deprecated: AWS blocks creating functions with it from 1 February 2027, ' +
        'and updating them from 3 March 2027. ',
    );
  });
  for (const runtime of ['dotnet10', 'provided.al2023'])
    test(`${runtime} is not`, () => assert.deepEqual(load('default', 'check').warnings({ provider: { runtime } }), []));
});

describe('configuration', () => {
  const { configurationProblems } = load('default', 'check');

  test('has the settings and the protection', () => {
    const provider = { getStage: () => 'dev', getRegion: () => 'eu-west-1' };
    const problems = configurationProblems({ service: structuredClone(service), getProvider: () => provider });
    assertForm(problems);
    assert.ok(problems.some((line) => line.startsWith('vpcId: ""')));
  });
});
