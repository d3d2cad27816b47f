'use strict';

// What callers send, and what `sls smoke` expects. SmokeTests.cs runs it against proxies.

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const path = require('node:path');
const { describe, mock, test } = require('node:test');
const { artifacts, assertForm, assertOne, fakeAws, load } = require('./support');

const { schemes } = load('proxy', 'gateway/auth');
const { proxyOf } = load('proxy', 'operate/smoke');
const service = (auth) => ({
  service: { custom: { proxy: { auth, path: 'forward', allowedCidrs: '0.0.0.0/0,::/0' } } },
});

describe('the proxy to check', () => {
  test('has valid options', async () => {
    const { problems } = await proxyOf(service('none'), { url: 'x', target: 'a', missing: 'b', status: '9' }, {});
    assertForm(problems);
    assert.deepEqual(
      problems.map((line) => line.split(':')[0]),
      ['--url', '--target', '--missing', '--status'],
    );
  });

  for (const [auth, variable] of [
    ['jwt', 'TOKEN'],
    ['github', 'WEBHOOK_SECRET'],
  ])
    test(`of ${auth} requires ${variable}`, async () => {
      const url = auth === 'jwt' ? undefined : 'http://127.0.0.1:3000/forward';
      assertOne((await proxyOf(service(auth), { url }, {})).problems, `${variable}: is missing. Set this environment `);
    });

  test('on this machine requires no secret', async () => {
    const proxy = await proxyOf(service('api-key'), { url: 'http://127.0.0.1:3000/forward' }, {});
    assert.equal(proxy.isChecked, false);
    assert.equal(proxy.secret, undefined);
  });
});

test('callers send an API key or a token', () => {
  assert.deepEqual(schemes['api-key'].headers('key'), { 'x-api-key': 'key' });
  assert.deepEqual(schemes.jwt.headers('token'), { authorization: 'Bearer token' });
});

/** The vectors of the providers' documentation, which the function's own tests use too. */
const hello = "It's a Secret to Everybody";
for (const [auth, secret, body, header, expected, time] of [
  [
    'github',
    hello,
    'Hello, World!',
    'x-hub-signature-256',
    'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  ],
  ['gitlab', hello, '{}', 'x-gitlab-token', hello],
  [
    'bitbucket',
    hello,
    'Hello World!',
    'x-hub-signature',
    'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9',
  ],
  [
    'gitea',
    hello,
    '{"ref":"refs/heads/main"}',
    'x-gitea-signature',
    '6a42699496d8c4fb346af1c930df527931a321e28ada69dbc5ee82f438517fd2',
  ],
  [
    'stripe',
    'whsec_test_secret_of_stripe',
    '{"id":"evt_1"}',
    'stripe-signature',
    't=1614265330,v1=fa24a3923b918c79e70d2e3b6088e6e35141c66306a1d5de5d2f6f290eeb949c',
    1614265330,
  ],
  [
    'slack',
    '8f742231b10e8888abcd99yyyzzz85a5',
    'token=xyzz0WbapA4vBCDEFasx0q6G',
    'x-slack-signature',
    'v0=8a2b7124f7f40357c2227bb1175c525fc1840d77da1a54b37028e17d1dc33503',
    1531420618,
  ],
])
  test(`callers sign as ${auth} does`, () => {
    mock.timers.enable({ apis: ['Date'], now: (time ?? 0) * 1000 });
    const headers = schemes[auth].headers(secret, { body });
    mock.timers.reset();
    assert.equal(headers[header], expected);
  });

test('callers sign as Standard Webhooks does', () => {
  const webhooks = path.join(artifacts, 'proxy', 'plugin', 'options', 'webhooks.js');
  mock.timers.enable({ apis: ['Date'], now: 1614265330 * 1000 });
  mock.method(crypto, 'randomUUID', () => 'p5jXN8AQM9LWM0D4loKWxJek');
  // A new copy of the module takes the mock.
  delete require.cache[webhooks];
  const { headers } = require(webhooks).auths['standard-webhooks'];
  const sent = headers('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', { body: '{"test": 2432232314}' });
  mock.restoreAll();
  mock.timers.reset();
  assert.equal(sent['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

for (const [outputs, expected] of [
  [['DomainUrl', 'ServiceEndpoint'], 'https://DomainUrl.example/forward'],
  [['ServiceEndpoint'], 'https://ServiceEndpoint.example/forward'],
  [['HttpApiUrl'], 'https://HttpApiUrl.example/forward'],
])
  test(`${outputs[0]} is the URL of a stage`, async () => {
    const Outputs = outputs.map((OutputKey) => ({ OutputKey, OutputValue: `https://${OutputKey}.example` }));
    const { request } = fakeAws({ describeStacks: { Stacks: [{ Outputs }] } });
    const provider = { request, naming: { getStackName: () => 'stack' } };
    const { url } = await proxyOf({ ...service('none'), getProvider: () => provider }, {}, {});
    assert.equal(url, expected);
  });

describe('the checks', () => {
  const { check } = load('proxy', 'operate/smoke');
  /** Checks a proxy that answers by whether a request has the key, and by its path. */
  const run = async ({ without, withKey, missing, ...proxy }) => {
    const lines = [];
    mock.method(globalThis, 'fetch', async (url, { headers }) => {
      const given = url.pathname.endsWith('/none') ? missing : withKey;
      return new Response(...(headers['x-api-key'] ? given : without));
    });
    const all = { url: 'https://proxy.example', auth: 'api-key', secret: 'key', isChecked: true, isForEverybody: true };
    const passed = await check({ ...all, target: '/', missing: '/none', ...proxy }, (line) => lines.push(line));
    mock.restoreAll();
    return [passed, ...lines.map((line) => line.slice(0, 4))];
  };
  const forbidden = ['{"message":"Forbidden"}', { status: 403 }];
  const ok = ['ok', { status: 200 }];
  const gone = ['gone', { status: 404 }];

  test('pass', async () =>
    assert.deepEqual(await run({ without: forbidden, withKey: ok, missing: gone }), [true, 'ok  ', 'ok  ', 'ok  ']));
  test('fail if requests without credentials pass', async () =>
    assert.deepEqual(await run({ without: ok, withKey: ok, missing: gone }), [false, 'FAIL', 'ok  ', 'ok  ']));
  test("fail if API Gateway's 404 replaces the backend's", async () => {
    const missing = ['{"message":"Not Found"}', { status: 404 }];
    assert.deepEqual(await run({ without: forbidden, withKey: ok, missing }), [false, 'ok  ', 'ok  ', 'FAIL']);
  });
  test('skip everything from an address outside allowedCidrs', async () => {
    const outside = ['{"Message":"User: anonymous is not authorized to perform: x"}', { status: 403 }];
    const proxy = { without: outside, withKey: ok, missing: gone, isForEverybody: false };
    assert.deepEqual(await run(proxy), [true, 'ok  ', 'skip']);
  });
  test('skip a missing path that is only accepted', async () => {
    const accepted = ['', { status: 202 }];
    const proxy = { without: forbidden, withKey: accepted, isChecked: false, accepted: 202 };
    assert.deepEqual(await run(proxy), [true, 'skip', 'ok  ', 'skip']);
  });
});
