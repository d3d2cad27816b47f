'use strict';

// What a deployment verifies, and what it changes before CloudFormation does.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { assertForm, fakeServerless: serverless, load } = require('./support');

const exists = { describeStackResource: { StackResourceDetail: { PhysicalResourceId: 'abc' } } };

describe('verify', () => {
  const { missing, prepare } = load('proxy', 'deploy/verify');
  const service = (event, auth) => ({
    custom: {
      proxy: { auth },
      apiGatewayThrottling: { maxRequestsPerSecond: 100, maxConcurrentRequests: 50 },
    },
    functions: { forward: { events: [event] } },
    provider: {},
  });
  const http = service({ httpApi: { method: 'any', path: '/forward' } }, 'iam');
  const rest = service({ http: { method: 'any', path: 'forward' } }, 'none');

  test('lists every limit that an HTTP API lacks', async () => {
    const found = await missing({ ...serverless({ ...exists, getStage: {} }), service: http });
    assertForm(found);
    assert.deepEqual(
      found.map((line) => line.split(':')[0]),
      ['throttling of the stage', 'throttling of ANY /forward'],
    );
  });
  test('lists the limits of each method of a REST API, and what options verify', async () => {
    const found = await missing({ ...serverless({ ...exists, getStage: {} }), service: rest });
    assertForm(found);
    assert.equal(found.filter((line) => line.startsWith('throttling of ')).length, 8);
    assert.ok(found.at(-1).startsWith('WAF: '));
  });
  test('removes the limits of old routes before an update', async () => {
    const RouteSettings = { 'ANY /forward': {}, 'GET /old': {} };
    const framework = { ...serverless({ ...exists, getStage: { RouteSettings } }), service: http };
    await prepare(framework);
    assert.deepEqual(framework.calls.at(-1), [
      'deleteRouteSettings',
      { ApiId: 'abc', StageName: '$default', RouteKey: 'GET /old' },
    ]);
  });
  test('changes nothing of a REST API', async () => {
    const framework = { ...serverless(exists), service: rest };
    await prepare(framework);
    assert.deepEqual(framework.calls, []);
  });
});
