'use strict';

// What the forwarder and the VPC link share: addresses, limits, API keys and the deployed stack.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { assertForm, assertOne, edited, fakeAws, fakeServerless: serverless, load } = require('./support');

for (const plugin of ['proxy', 'default', 'link-rest', 'link-http'])
  describe(`gateway of ${plugin}`, () => {
    const gateway = (module) => load(plugin, `gateway/${module}`);

    describe('addresses', () => {
      const { callerRanges, contains, egress, isOwnAddress } = gateway('addresses');

      for (const [cidrs, address, expected] of [
        ['10.0.0.0/8, fd00:7::/64', '10.1.2.3', true],
        ['10.0.0.0/8', '11.0.0.1', false],
        ['10.0.0.0/8, fd00:7::/64', 'fd00:7::9', true],
        ['fd00:7::/64', 'fd00:8::9', false],
      ])
        test(`${cidrs} ${expected ? 'contain' : 'do not contain'} ${address}`, () =>
          assert.equal(contains(cidrs, address), expected));

      for (const [host, expected] of [
        ['127.0.0.1', true],
        ['::1', true],
        ['::ffff:127.0.0.1', true],
        ['169.254.169.254', true],
        ['backend.localhost.', true],
        ['10.0.12.5', false],
        ['notlocalhost', false],
      ])
        test(`${host} is ${expected ? '' : 'not '}this machine`, () => assert.equal(isOwnAddress(host), expected));

      test('all addresses together are no restriction', () => {
        assert.deepEqual(callerRanges('0.0.0.0/0,::/0'), []);
        assert.deepEqual(callerRanges('0.0.0.0/0,0.0.0.0/0'), ['0.0.0.0/0']);
      });

      test('egress has one rule for each range', () =>
        assert.deepEqual(
          egress('10.0.12.5/32, fd00:7::/64', 443).map(({ CidrIp, CidrIpv6, FromPort, ToPort }) => [
            CidrIp ?? CidrIpv6,
            FromPort,
            ToPort,
          ]),
          [
            ['10.0.12.5/32', 443, 443],
            ['fd00:7::/64', 443, 443],
          ],
        ));
    });

    describe('throttling', () => {
      const { missing } = gateway('throttling');
      const custom = { apiGatewayThrottling: { maxRequestsPerSecond: 100, maxConcurrentRequests: 50 } };
      const routes = [['POST /forward/{proxy+}', { maxRequestsPerSecond: 5 }]];
      const rest = { restApiId: 'abc', stage: 'dev' };
      const restStage = (rate, own) => ({
        methodSettings: {
          '*/*': { throttlingRateLimit: rate, throttlingBurstLimit: 50 },
          '~1forward~1{proxy+}/POST': { throttlingRateLimit: own, throttlingBurstLimit: 50 },
        },
      });
      const httpStage = (rate, own) => ({
        DefaultRouteSettings: { ThrottlingRateLimit: rate, ThrottlingBurstLimit: 50 },
        RouteSettings: { 'POST /forward/{proxy+}': { ThrottlingRateLimit: own, ThrottlingBurstLimit: 50 } },
      });

      for (const [api, stage] of [
        [rest, restStage],
        [{ httpApiId: 'abc' }, httpStage],
      ])
        test(`limits of ${Object.keys(api)[0]}`, async () => {
          assert.deepEqual(await missing(fakeAws({ getStage: stage(100, 5) }).request, custom, api, routes), []);
          const found = await missing(fakeAws({ getStage: stage(10, 100) }).request, custom, api, routes);
          assertForm(found);
          assert.deepEqual(found, [
            'throttling of the stage: rate "10" and burst "50" are not those of serverless.yml. Set them to 100 and 50.',
            'throttling of POST /forward/{proxy+}: rate "100" and burst "50" are not those of serverless.yml. Set them to 5 and 50.',
          ]);
        });

      test('a stage without limits', async () => {
        for (const api of [rest, { httpApiId: 'abc' }])
          assertOne(
            await missing(fakeAws({ getStage: {} }).request, custom, api),
            'throttling of the stage: rate "none" and burst "none" are not those of serverless.yml. ',
          );
      });
    });

    describe('api keys', () => {
      const { missing, updateUsagePlans } = gateway('api-keys');
      const usagePlan = {
        name: 'plan',
        quota: { limit: 1000, period: 'DAY' },
        throttle: { rateLimit: 50, burstLimit: 100 },
      };
      const service = { custom: { apiKeys: [{ name: 'key', value: 'a-value-of-20-characters', usagePlan }] } };
      const api = { restApiId: 'abc', stage: 'dev' };
      const aws = {
        key: { id: 'k', name: 'key', enabled: true, value: 'a-value-of-20-characters' },
        plan: { ...usagePlan, id: 'p', apiStages: [{ apiId: 'abc', stage: 'dev' }] },
        members: [{ id: 'k' }],
      };
      const fake = ({ key, plan, members }) =>
        fakeAws({
          // API Gateway also finds keys that begin with the name, in pages.
          getApiKeys: ({ position }) =>
            position ? { items: key ? [key] : [] } : { items: [{ name: 'key-2', enabled: true }], position: '2' },
          getUsagePlans: { items: plan ? [plan] : [] },
          getUsagePlanKeys: { items: members },
        });

      test('complete', async () => assert.deepEqual(await missing(fake(aws).request, service, api), []));
      for (const [at, value, message] of [
        ['key', undefined, 'API key "key": does not exist, so every caller gets 403. Deploy again.'],
        ['key.enabled', false, 'API key "key": is disabled, so every caller gets 403. Enable it in API Gateway.'],
        [
          'key.value',
          'another',
          'API key "key": has another value than serverless.yml. Delete it in API Gateway and deploy again.',
        ],
        ['plan', undefined, 'usage plan "plan": does not exist, so every caller gets 403. Deploy again.'],
        ['members', [], 'usage plan "plan": does not contain the API key "key". Add it in API Gateway.'],
        ['plan.apiStages', [], 'usage plan "plan": does not contain this API\'s stage "dev". Add it in API Gateway.'],
        [
          'plan.quota',
          { limit: 5, period: 'DAY' },
          'usage plan "plan": quota/limit "5" is not that of serverless.yml. Set it to 1000.',
        ],
        [
          'plan.throttle.burstLimit',
          undefined,
          'usage plan "plan": throttle/burstLimit "" is not that of serverless.yml. Set it to 100.',
        ],
      ])
        test(message, async () =>
          assertOne(await missing(fake(edited(aws, { [at]: value })).request, service, api), message),
        );

      test('an existing usage plan gets the limits of serverless.yml', async () => {
        const { request, calls } = fake(edited(aws, { 'plan.throttle.rateLimit': 1, 'plan.quota.period': 'MONTH' }));
        await updateUsagePlans(request, service, 'dev');
        assert.deepEqual(calls.at(-1), [
          'updateUsagePlan',
          {
            usagePlanId: 'p',
            patchOperations: [
              { op: 'replace', path: '/quota/period', value: 'DAY' },
              { op: 'replace', path: '/throttle/rateLimit', value: '50' },
            ],
          },
        ]);
        for (const same of [aws, { ...aws, plan: undefined }]) {
          const unchanged = fake(same);
          await updateUsagePlans(unchanged.request, service, 'dev');
          assert.deepEqual(
            unchanged.calls.map(([method]) => method),
            ['getUsagePlans'],
          );
        }
      });
    });

    describe('deployed stack', () => {
      const { stackOf } = gateway('stack');
      const exists = { describeStackResource: { StackResourceDetail: { PhysicalResourceId: 'abc' } } };
      const fails = (message) => ({
        describeStackResource: () => {
          throw new Error(message);
        },
      });

      test('has outputs and resources', async () => {
        const Outputs = [{ OutputKey: 'Url', OutputValue: 'https://x' }];
        const stack = stackOf(serverless({ ...exists, describeStacks: { Stacks: [{ Outputs }] } }));
        assert.deepEqual(await stack.outputs(), { Url: 'https://x' });
        assert.equal(await stack.idOf('HttpApi'), 'abc');
      });
      test('need not have a resource', async () =>
        assert.equal(await stackOf(serverless(fails('Resource X does not exist'))).idOf('HttpApi'), undefined));
      test('fails with every other error', async () =>
        assert.rejects(stackOf(serverless(fails('Access denied'))).idOf('HttpApi'), /Access denied/));
    });
  });
