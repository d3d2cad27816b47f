'use strict';

// The proxy over a VPC link: its settings, its compiled template, and the deployed API.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { assertForm, assertOne, edited, fakeAws, load } = require('./support');

const balancing = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
const arns = {
  nlb: `${balancing}:loadbalancer/net/backend/50dc6c495c0c9188`,
  alb: `${balancing}:loadbalancer/app/backend/50dc6c495c0c9188`,
  listener: `${balancing}:listener/app/backend/50dc6c495c0c9188/f2f7dc8efc522ab2`,
  cloudMap: 'arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-abcdefgh',
};
const usagePlan = {
  name: 'my-proxy-dev',
  quota: { limit: 1000, period: 'DAY' },
  throttle: { rateLimit: 50, burstLimit: 100 },
};
const serviceOf = (type) => ({
  service: 'my-proxy',
  custom: {
    proxy: {
      url: 'https://backend.internal:8443/base',
      loadBalancerArn: arns.listener,
      vpcLinkId: '',
      vpcId: 'vpc-12345678',
      subnetIds: 'subnet-12345678',
      backendCidrs: '10.0.0.0/16',
      loadBalancerSecurityGroupId: '',
      allowedCidrs: '0.0.0.0/0,::/0',
      path: 'hooks/forward',
      alarmTopicArn: '',
      jwtIssuer: 'https://issuer.example',
      jwtAudience: 'a, b',
      auth: type === 'rest' ? 'api-key' : 'jwt',
    },
    apiGatewayThrottling: { maxRequestsPerSecond: 100, maxConcurrentRequests: 50 },
    ...(type === 'rest' ? { apiKeys: [{ name: 'my-proxy-dev', usagePlan }] } : {}),
  },
  provider: {},
});
const services = { rest: serviceOf('rest'), http: serviceOf('http') };
const provider = { getStage: () => 'dev', getRegion: () => 'eu-west-1' };
const configurationProblems = (type, service) =>
  load(`link-${type}`, 'check').configurationProblems({ service, getProvider: () => provider });

describe('configuration', () => {
  for (const type of ['rest', 'http'])
    test(`of an API of type ${type}`, () => assert.deepEqual(configurationProblems(type, services[type]), []));

  for (const [type, setting, value, problem] of [
    ['rest', 'loadBalancerArn', arns.cloudMap, 'is the ARN of a Cloud Map service, which works only with an HTTP API'],
    ['http', 'loadBalancerArn', arns.nlb, 'is the ARN of a Network Load Balancer, which an HTTP API reaches only '],
    ['http', 'loadBalancerArn', arns.alb, 'is the ARN of an Application Load Balancer, which an HTTP API reaches '],
    [
      'rest',
      'loadBalancerArn',
      `${balancing}:targetgroup/backend/50dc6c495c0c9188`,
      'is not an ARN that API Gateway can send requests to',
    ],
    ['rest', 'loadBalancerArn', arns.alb.replace('eu-west-1', 'us-east-1'), 'is not in eu-west-1'],
    ['rest', 'url', 'http://backend.internal/?a=1', 'contains a query, '],
    ['rest', 'url', 'http://localhost.', 'is a loopback, unspecified or link-local address'],
    ['http', 'url', 'http://0x7f.1', 'is a loopback, unspecified or link-local address'],
    ['http', 'url', 'http://[::ffff:169.254.1.1]', 'is a loopback, unspecified or link-local address'],
    ['http', 'url', 'http://backend.internal/{proxy}', 'contains a query, or characters that API Gateway replaces'],
    ['rest', 'vpcLinkId', 'vpclink-1', 'is not the ID of a VPC link'],
    ['http', 'allowedCidrs', '203.0.113.0/24', 'does not restrict callers, '],
    ['rest', 'allowedCidrs', 'github', 'contains "github", which is not a CIDR'],
    ['rest', 'subnetIds', 'subnet-1', 'contains "subnet-1", which is not a subnet id'],
    ['http', 'loadBalancerSecurityGroupId', 'sg-backend', 'is not a security group id'],
  ])
    test(`${type} rejects ${setting} = ${value}`, () =>
      assertOne(
        configurationProblems(type, edited(services[type], { [`custom.proxy.${setting}`]: value })),
        `${setting}: "${value}" ${problem}`,
      ));

  for (const [type, auth, beginning] of [
    ['rest', 'jwt', 'auth: "jwt" does not work: a REST API has no JWT authorizer. '],
    ['http', 'api-key', 'auth: "api-key" does not work: an HTTP API has no API keys. '],
    ['rest', 'gitlab', 'auth: "gitlab" is unknown. Use one of api-key, iam, none.'],
    ['http', 'gitlab', 'auth: "gitlab" is unknown. Use one of iam, jwt, none.'],
    ['rest', 'toString', 'auth: "toString" is unknown. '],
  ])
    test(`${type} rejects auth ${auth}`, () =>
      assertOne(configurationProblems(type, edited(services[type], { 'custom.proxy.auth': auth })), beginning));

  for (const [setting, value, beginning] of [
    ['custom.apiGatewayThrottling.maxRequestsPerSecond', 0, 'custom.apiGatewayThrottling.maxRequestsPerSecond: "0" '],
    ['custom.apiKeys', [], 'custom.apiKeys: is not a list of one key. '],
    ['custom.apiKeys', [{}, {}], 'custom.apiKeys: is not a list of one key. '],
    ['custom.apiKeys', [{ name: 'other-dev', usagePlan }], 'custom.apiKeys[0].name: "other-dev" is invalid. '],
    ['functions', { forward: {} }, 'functions.forward: no request reaches a function here. Remove it.'],
  ])
    test(`${setting} = ${JSON.stringify(value)}`, () =>
      assertOne(configurationProblems('rest', edited(services.rest, { [setting]: value })), beginning));

  for (const [type, loadBalancerArn, vpcLinkId] of [
    ['rest', arns.nlb, ''],
    ['rest', arns.alb, 'abc123'],
    ['http', arns.cloudMap, 'abc123'],
  ])
    test(`the network is not checked with ${loadBalancerArn} and link "${vpcLinkId}"`, () => {
      const network = { vpcId: 'vpc-replace-me', subnetIds: 'subnet-replace-me', loadBalancerSecurityGroupId: 'x' };
      const settings = { ...services[type].custom.proxy, ...network, loadBalancerArn, vpcLinkId };
      assert.deepEqual(configurationProblems(type, edited(services[type], { 'custom.proxy': settings })), []);
    });
});

describe('variables', () => {
  const all = async (type, settings, names) => {
    const { resolve } = load(`link-${type}`, 'settings').variableSource(Error);
    const resolveVariable = async (expression) => settings[/^param:(.*), null$/.exec(expression)[1]] ?? null;
    return Promise.all(names.map(async (address) => (await resolve({ address, resolveVariable })).value));
  };

  for (const [loadBalancerArn, vpcLinkId, expected] of [
    [arns.alb, '', ['vpc-link-v2', { Ref: 'VpcLink' }]],
    [arns.nlb, '', ['vpc-link-v1', { Ref: 'NetworkLoadBalancerLink' }]],
    [arns.alb, 'abc123', ['nothing', 'abc123']],
  ])
    test(`of ${loadBalancerArn} and link "${vpcLinkId}"`, async () =>
      assert.deepEqual(await all('rest', { loadBalancerArn, vpcLinkId }, ['linkFile', 'connectionId']), expected));

  test('of a REST API', async () => {
    const names = ['uri', 'uriBelow', 'pathId', 'integrationTarget', 'policy', 'ingressFile', 'port', 'alarmActions'];
    assert.deepEqual(await all('rest', services.rest.custom.proxy, names), [
      'https://backend.internal:8443/base',
      'https://backend.internal:8443/base/{proxy}',
      { Ref: 'ProxyPathhooksx2fforward' },
      arns.alb,
      '',
      'nothing',
      8443,
      [],
    ]);
    const [paths] = await all('rest', services.rest.custom.proxy, ['paths']);
    assert.deepEqual(
      Object.values(paths).map(({ Properties }) => Properties.PathPart),
      ['hooks', 'forward', '{proxy+}'],
    );
    const [id] = await all('rest', services.rest.custom.proxy, ['pathBelowId']);
    assert.deepEqual(id, { Ref: 'ProxyPathhooksx2fforwardBelow' });
  });

  test('of an HTTP API', async () => {
    const names = ['path', 'pathBelow', 'host', 'tlsConfig', 'jwtAudience', 'subnetIds', 'egress'];
    const [path, pathBelow, host, tlsConfig, jwtAudience, subnetIds, egress] = await all(
      'http',
      services.http.custom.proxy,
      names,
    );
    assert.deepEqual([path, host], ['/base', 'backend.internal:8443']);
    assert.match(pathBelow, /^\/base\//);
    assert.deepEqual(tlsConfig, { ServerNameToVerify: 'backend.internal' });
    assert.deepEqual([jwtAudience, subnetIds], [['a', 'b'], ['subnet-12345678']]);
    assert.equal(egress[0].FromPort, 8443);
    const [none] = await all('http', { url: 'http://backend.internal' }, ['tlsConfig']);
    assert.deepEqual(none, { Ref: 'AWS::NoValue' });
  });
});

const link = { Type: 'AWS::ApiGatewayV2::VpcLink', Properties: {} };
const templates = {
  rest: {
    ApiGatewayRestApi: { Type: 'AWS::ApiGateway::RestApi', Properties: { Policy: '' } },
    Path: { Type: 'AWS::ApiGateway::Resource', Properties: { PathPart: 'forward', ParentId: {} } },
    Get: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        HttpMethod: 'GET',
        ResourceId: { Ref: 'Path' },
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ApiKeyRequired: true,
        Integration: {
          Type: 'HTTP_PROXY',
          ConnectionType: 'VPC_LINK',
          ConnectionId: { Ref: 'VpcLink' },
          IntegrationTarget: arns.alb,
          Uri: 'https://backend.internal:8443/base',
          RequestParameters: { 'integration.request.header.x-api-key': "''" },
        },
      },
    },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: {} },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        DeploymentId: { Ref: 'Deployment' },
        MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50 }],
      },
    },
    Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Name: 'my-proxy-dev', Enabled: true } },
    Plan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      Properties: {
        UsagePlanName: 'my-proxy-dev',
        ApiStages: [{ Stage: { Ref: 'Stage' } }],
        Quota: { Limit: 1000, Period: 'DAY' },
        Throttle: { RateLimit: 50, BurstLimit: 100 },
      },
    },
    Member: {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: { Ref: 'Key' }, UsagePlanId: { Ref: 'Plan' } },
    },
    VpcLink: link,
  },
  http: {
    HttpApi: { Type: 'AWS::ApiGatewayV2::Api' },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        AuthorizerType: 'JWT',
        JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['a', 'b'] },
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: 'GET /forward',
        ApiId: { Ref: 'HttpApi' },
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: 'Authorizer' },
        Target: { 'Fn::Sub': 'integrations/${Integration}' },
      },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        IntegrationType: 'HTTP_PROXY',
        ConnectionType: 'VPC_LINK',
        ConnectionId: { Ref: 'VpcLink' },
        IntegrationUri: arns.listener,
        TlsConfig: { ServerNameToVerify: 'backend.internal' },
        RequestParameters: { 'overwrite:header.Host': 'backend.internal:8443', 'overwrite:path': '/base' },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50 } },
    },
    VpcLink: link,
  },
};
const templateProblems = (type, edits = {}, settings = {}) => {
  const service = edited(services[type], settings);
  service.provider = { compiledCloudFormationTemplate: { Resources: edited(templates[type], edits, '/') } };
  return load(`link-${type}`, 'check').templateProblems({ service });
};

describe('template', () => {
  for (const type of ['rest', 'http'])
    test(`of an API of type ${type}`, () => assert.deepEqual(templateProblems(type), []));

  for (const [type, at, value, beginning] of [
    [
      'rest',
      'Get/Properties/ApiKeyRequired',
      undefined,
      'GET /forward: requires nothing, but auth "api-key" requires ',
    ],
    ['rest', 'Get/Properties/AuthorizationType', 'AWS_IAM', 'GET /forward: requires an API key and AWS_IAM, '],
    ['rest', 'Get/Properties/RestApiId', 'abc', 'GET /forward: belongs to an API other than ApiGatewayRestApi. '],
    ['rest', 'Get/Properties/Integration/Uri', 'https://x', 'GET /forward: does not send requests to url over '],
    [
      'rest',
      'Get/Properties/Integration/RequestParameters',
      {},
      "GET /forward: passes the caller's API key to the service. Overwrite integration.request.header.x-api-key.",
    ],
    ['rest', 'ApiGatewayRestApi/Properties/Policy', {}, 'ApiGatewayRestApi: Policy is not that of allowedCidrs. '],
    ['rest', 'Stage/Properties/MethodSettings', [], 'the stage: lacks the limits of custom.apiGatewayThrottling '],
    ['rest', 'Stage', undefined, 'resources: there are 0 stages. Use one.'],
    ['rest', 'Get', undefined, 'resources: there is no route. Add resources/api.yml.'],
    ['rest', 'Key/Properties/Enabled', false, 'API key "my-proxy-dev": is missing or not enabled. '],
    ['rest', 'Plan/Properties/Quota/Limit', 5, 'usage plan "my-proxy-dev": is missing, or lacks this stage or the '],
    ['rest', 'Member', undefined, 'usage plan "my-proxy-dev": lacks the API key. Use resources/api-key.yml.'],
    ['rest', 'ApiGatewayRestApi/Properties/Body', {}, 'ApiGatewayRestApi: Body changes the routes. Remove it, or '],
    ['rest', 'Api', { Type: 'AWS::ApiGateway::RestApi' }, 'Api: is a second API, which is not checked. '],
    ['rest', 'Deployment/Properties/StageName', 'open', 'Deployment: StageName creates a second stage. '],
    ['rest', 'Undo', { Type: 'Custom::Undo' }, 'Undo: Custom::Undo is not checked. '],
    ['rest', 'Stage/Metadata', { 'Fn::Transform': {} }, 'Transform: changes the template after it has been checked. '],
    ['http', 'Route/Properties/AuthorizationType', 'NONE', 'GET /forward: requires nothing, but auth "jwt" requires '],
    ['http', 'Authorizer/Properties/AuthorizerType', 'REQUEST', 'GET /forward: requires another JWT, '],
    [
      'http',
      'Authorizer/Properties/JwtConfiguration/Issuer',
      'https://other',
      'Authorizer: does not accept the tokens of jwtIssuer and jwtAudience. ',
    ],
    ['http', 'Integration/Properties/ConnectionType', 'INTERNET', 'GET /forward: does not send requests to url over '],
    ['http', 'Stage/Properties/RouteSettings', {}, 'the stage: lacks the limits '],
  ])
    test(`${type} rejects ${at} = ${JSON.stringify(value)}`, () => {
      const found = templateProblems(type, { [at]: value });
      assertForm(found);
      assert.ok(
        found.some((line) => line.startsWith(beginning)),
        found.join('\n'),
      );
    });

  test('keys exist only with api-key', () => {
    const found = templateProblems('rest', {}, { 'custom.proxy.auth': 'none' });
    assertForm(found);
    assert.ok(found.includes('Key: auth "none" does not use API keys. Remove it.'));
  });
  test('iam requires the session token to be overwritten', () => {
    const edits = { 'Get/Properties/ApiKeyRequired': false, 'Get/Properties/AuthorizationType': 'AWS_IAM' };
    const found = templateProblems('rest', edits, { 'custom.proxy.auth': 'iam' });
    assertForm(found);
    assert.ok(found[0].startsWith("GET /forward: passes the caller's session token to the service. "));
  });
  test('the load balancer must let the link in', () =>
    assertOne(
      templateProblems('rest', {}, { 'custom.proxy.loadBalancerSecurityGroupId': 'sg-12345678' }),
      'loadBalancerSecurityGroupId: the template has no rule for "sg-12345678". ',
    ));
});

describe('deployment', () => {
  const { finish } = load('link-rest', 'deploy/api');
  const deploymentOf = (edits = {}) => {
    const template = { Resources: edited(templates.rest, edits, '/') };
    finish(template);
    return Object.keys(template.Resources).find((id) => id.startsWith('Deployment'));
  };

  test('is named after what it copies', () => {
    assert.match(deploymentOf(), /^Deployment[0-9a-f]{16}$/);
    assert.equal(deploymentOf(), deploymentOf({ 'Stage/Properties/MethodSettings': [] }));
    assert.notEqual(deploymentOf(), deploymentOf({ 'Get/Properties/Integration/Uri': 'https://other' }));
  });

  const framework = (type, answers, service = services[type]) => {
    const aws = fakeAws({
      describeStackResource: { StackResourceDetail: { PhysicalResourceId: 'abc' } },
      ...answers,
    });
    const compiled = { compiledCloudFormationTemplate: { Resources: templates[type] } };
    return {
      calls: aws.calls,
      service: { ...service, provider: compiled },
      getProvider: () => ({ ...aws, naming: { getStackName: () => 'stack' }, getStage: () => 'dev' }),
    };
  };

  test('of an HTTP API is compared with serverless.yml', async () => {
    const served = {
      getStage: { AutoDeploy: true, DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50 } },
      getRoutes: ({ NextToken }) =>
        NextToken ? { Items: [{ RouteKey: 'GET /forward', AuthorizationType: 'JWT' }] } : { Items: [], NextToken: '2' },
    };
    const { missing } = load('link-http', 'deploy/verify');
    assert.deepEqual(await missing(framework('http', served)), []);

    const changed = { getStage: {}, getRoutes: { Items: [{ RouteKey: 'ANY /{proxy+}' }] } };
    const found = await missing(framework('http', changed));
    assertForm(found);
    assert.deepEqual(found, [
      'the stage: does not deploy changes, so it serves an old version of the API. Set AutoDeploy in API Gateway.',
      'GET /forward: is not served, but serverless.yml requires JWT. Correct it in API Gateway.',
      'ANY /{proxy+}: requires nothing from callers, but serverless.yml does not have it. Correct it in API Gateway.',
      'throttling of the stage: rate "none" and burst "none" are not those of serverless.yml. Set them to 100 and 50.',
    ]);
  });

  test('of a REST API is repeated if it serves other routes', async () => {
    let deployments = 0;
    const limits = { '*/*': { throttlingRateLimit: 100, throttlingBurstLimit: 50 } };
    const { calls, ...serverless } = framework(
      'rest',
      {
        getStage: { deploymentId: 'd', methodSettings: limits },
        getDeployment: () => ({
          apiSummary: { '/forward': { GET: { apiKeyRequired: deployments > 0, authorizationType: 'NONE' } } },
        }),
        createDeployment: () => ({ id: `${++deployments}` }),
      },
      edited(services.rest, { 'custom.proxy.auth': 'none' }),
    );
    assert.deepEqual(await load('link-rest', 'deploy/verify').missing(serverless), []);
    assert.ok(calls.some(([method]) => method === 'createDeployment'));
  });
});
