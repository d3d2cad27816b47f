'use strict';

// The compiled template compared with serverless.yml. CompiledTemplateTests.cs does the same with the framework's output.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { assertForm, edited, load } = require('./support');

const arn = (id) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const uri = (id) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:path/2015-03-31/functions/', arn(id), '/invocations']],
});
const permission = (apiId) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: arn('ForwardLambdaFunction'),
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: {
      'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${apiId}}/*`,
    },
  },
});
const lambda = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'my-proxy-dev-forward',
    Role: arn('ProxyRole'),
    Environment: { Variables: { AUTH: 'x' } },
  },
};
const service = (auth, event) => ({
  custom: { proxy: { auth, allowedCidrs: '0.0.0.0/0,::/0', jwtIssuer: 'https://issuer.example', jwtAudience: 'a,b' } },
  provider: { iam: { role: arn('ProxyRole') }, environment: { AUTH: 'x', UNSET: null } },
  functions: { forward: { name: 'my-proxy-dev-forward', events: [event] } },
});
const rest = {
  service: service('api-key', { http: { method: 'any', path: 'forward', private: true } }),
  template: {
    Resources: {
      ApiGatewayRestApi: { Type: 'AWS::ApiGateway::RestApi', Properties: { Policy: '' } },
      ApiGatewayDeployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { StageName: 'dev' } },
      Method: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          ApiKeyRequired: true,
          RestApiId: { Ref: 'ApiGatewayRestApi' },
          Integration: { Type: 'AWS_PROXY', Uri: uri('ForwardLambdaFunction') },
        },
      },
      Permission: permission('ApiGatewayRestApi'),
      ForwardLambdaFunction: lambda,
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'ForwardLambdaFunction' } } },
    },
  },
};
const jwt = {
  service: service('jwt', { httpApi: { method: 'any', path: '/forward', authorizer: { name: 'jwt' } } }),
  template: {
    Resources: {
      HttpApi: { Type: 'AWS::ApiGatewayV2::Api' },
      HttpApiStage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { StageName: '$default' } },
      Authorizer: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          AuthorizerType: 'JWT',
          JwtConfiguration: { Audience: ['a', 'b'], Issuer: 'https://issuer.example' },
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          AuthorizationType: 'JWT',
          AuthorizerId: { Ref: 'Authorizer' },
          ApiId: { Ref: 'HttpApi' },
          Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
        },
      },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { IntegrationType: 'AWS_PROXY', IntegrationUri: arn('ForwardLambdaFunction') },
      },
      Permission: permission('HttpApi'),
      ForwardLambdaFunction: lambda,
    },
  },
};

for (const plugin of ['proxy', 'default'])
  describe(`compiled template with the plugin ${plugin}`, () => {
    const { problems } = load(plugin, 'check/template');
    const find = ({ service, template }, edits = {}) =>
      problems({ Resources: edited(template.Resources, edits, '/') }, service, 'dev');

    test('of a REST API', () => assert.deepEqual(find(rest), []));
    test('of an HTTP API', () => assert.deepEqual(find(jwt), []));

    for (const [kind, at, value, beginning] of [
      [
        rest,
        'Method/Properties/ApiKeyRequired',
        false,
        'Method: requires nothing from callers, but auth "api-key" requires private: true. ',
      ],
      [rest, 'Method/Properties/AuthorizationType', 'CUSTOM', 'Method: requires private: true, something else '],
      [rest, 'Method/Properties/AuthorizationType', 'AWS_IAM', 'Method: requires private: true, authorizer: aws_iam '],
      [rest, 'Method/Properties/RestApiId', 'abc', 'Method: belongs to an API other than ApiGatewayRestApi. '],
      [rest, 'Method/Properties/Integration/Type', 'MOCK', 'Method: does not send whole requests to a function '],
      [rest, 'Method/Properties/Integration/Uri', uri('Other'), 'Method: does not send whole requests to a function '],
      [jwt, 'Route/Properties/AuthorizationType', 'NONE', 'Route: requires nothing from callers, but auth "jwt" '],
      [jwt, 'Authorizer/Properties/JwtConfiguration/Issuer', 'https://other', 'Route: requires another JWT '],
      [jwt, 'Integration/Properties/IntegrationType', 'HTTP_PROXY', 'Route: does not send whole requests '],
      [
        rest,
        'ApiGatewayRestApi/Properties/Policy',
        {},
        'ApiGatewayRestApi: Policy is not that of allowedCidrs. Set only provider.apiGateway.resourcePolicy, ',
      ],
      [
        rest,
        'ApiGatewayRestApi/Properties/ApiKeySourceType',
        'AUTHORIZER',
        'ApiGatewayRestApi: ApiKeySourceType does not take the API key from a header. ',
      ],
      [rest, 'ApiGatewayRestApi/Properties/Body', {}, 'ApiGatewayRestApi: Body adds routes that are not checked. '],
      [
        rest,
        'ApiGatewayRestApi',
        undefined,
        'AWS::ApiGateway::RestApi: the template has 0 of these, and a proxy has 1. Remove what adds or replaces it.',
      ],
      [
        jwt,
        'Api',
        { Type: 'AWS::ApiGatewayV2::Api' },
        'AWS::ApiGatewayV2::Api: the template has 2 of these, and a proxy has 1. ',
      ],
      [jwt, 'HttpApiStage/Properties/StageName', 'open', 'HttpApiStage: StageName is not "$default". Remove '],
      [rest, 'ApiGatewayDeployment/Properties/StageName', 'open', 'ApiGatewayDeployment: StageName is not "dev". '],
      [
        rest,
        'Permission/Properties/Principal',
        '*',
        'Permission: lets something other than this API invoke a function. Remove it, or the event that adds it.',
      ],
      [rest, 'Permission/Properties/SourceArn', undefined, 'Permission: lets something other '],
      [
        rest,
        'Url',
        { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: arn('ForwardLambdaFunction') } },
        'Url: AWS::Lambda::Url names a function, which may open a way around API Gateway. Remove it, or what adds it.',
      ],
      [
        rest,
        'Mapping',
        { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: 'arn' } },
        'Mapping: sends events to a function around API Gateway. Remove it, or the event that adds it.',
      ],
      [
        rest,
        'ForwardLambdaFunction/Properties/Environment/Variables/AUTH',
        'none',
        'functions.forward: its Environment is not environment of serverless.yml. Set variables only there.',
      ],
      [
        rest,
        'ForwardLambdaFunction/Properties/Role',
        'arn:aws:iam::123456789012:role/admin',
        'functions.forward: its Role is not role of serverless.yml. Set it only there.',
      ],
      [
        rest,
        'ForwardLambdaFunction/Properties/FunctionName',
        'other',
        'functions.forward: the template has no function named my-proxy-dev-forward. Remove what changes its name.',
      ],
      [rest, 'Undo', { Type: 'Custom::Undo' }, 'Undo: Custom::Undo can change what has been checked. Remove it.'],
      [
        rest,
        'ForwardLambdaFunction/Metadata',
        { 'Fn::Transform': {} },
        'Transform: changes the template after it has been checked. Remove it.',
      ],
    ])
      test(`${at} = ${JSON.stringify(value)}: ${beginning}`, () => {
        const found = find(kind, { [at]: value });
        assertForm(found);
        assert.ok(
          found.some((line) => line.startsWith(beginning)),
          found.join('\n'),
        );
      });

    for (const [id, resource] of [
      ['Alarm', { Type: 'AWS::CloudWatch::Alarm', Properties: { Value: { Ref: 'ForwardLambdaFunction' } } }],
      ['Topic', { Type: 'AWS::SNS::Topic' }],
      ['Group', { Type: 'AWS::EC2::SecurityGroup', Properties: { Text: 'my-proxy-dev-forward, to a cache' } }],
    ])
      test(`${id} is accepted`, () => assert.deepEqual(find(rest, { [id]: resource }), []));
  });
