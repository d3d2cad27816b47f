'use strict';

// What the options check, and what they change.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, mock, test } = require('node:test');
const { artifacts, assertForm, assertOne, edited, fakeAws, load } = require('./support');

const option = (name) => load('proxy', `options/${name}`);
const join = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'WebhookSecret' }, ':SecretString}}']] };
const reference = '{{resolve:secretsmanager:my-secret:SecretString}}';

describe('queue', () => {
  const { problems } = load('proxy', 'queue/settings');
  const event = (queue) => ({
    sqs: {
      arn: { 'Fn::GetAtt': [queue, 'Arn'] },
      batchSize: 10,
      maximumConcurrency: 2,
      functionResponseType: 'ReportBatchItemFailures',
    },
  });
  const queue = (VisibilityTimeout) => ({
    Type: 'AWS::SQS::Queue',
    Properties: { VisibilityTimeout, RedrivePolicy: {} },
  });
  const service = {
    provider: { timeout: 27, environment: { BACKEND_TIMEOUT_SECONDS: '50' } },
    resources: {
      Resources: {
        RequestQueue: queue(90),
        RetryQueue: queue(1800),
        DeadLetterQueue: { Type: 'AWS::SQS::Queue', Properties: {} },
      },
    },
    functions: {
      forward: { environment: { ROLE: 'receiver' } },
      deliver: {
        timeout: 60,
        reservedConcurrency: 4,
        environment: { ROLE: 'deliverer' },
        events: [event('RequestQueue'), event('RetryQueue')],
      },
    },
  };
  const fifo = edited(service, {
    'resources.Resources.RetryQueue': undefined,
    'functions.forward.environment.ORDER_BY': 'repository',
    'functions.deliver.reservedConcurrency': 2,
    'functions.deliver.events': [{ sqs: { ...event('RequestQueue').sqs, batchSize: 1 } }],
  });
  const deliver = 'functions.deliver';
  const first = `${deliver}.events.0.sqs`;

  test('both kinds have no problem', () => {
    assert.deepEqual(problems(service), []);
    assert.deepEqual(problems(fifo), []);
    assert.deepEqual(problems(edited(fifo, { 'functions.forward.environment.ORDER_BY': 'header:X-Project' })), []);
  });

  for (const [kind, at, value, message] of [
    [service, deliver, undefined, 'functions: "deliver" is missing, so requests are never delivered. '],
    [service, 'resources', undefined, 'resources: "RequestQueue" is missing, so nothing can be queued. '],
    [
      service,
      `${first}.functionResponseType`,
      undefined,
      'functions.deliver.events: without functionResponseType, one failure repeats its whole batch. Set it to ReportBatchItemFailures.',
    ],
    [
      service,
      `${deliver}.environment.ROLE`,
      'receiver',
      'functions.deliver.environment.ROLE: "receiver" is not deliverer. Set it to deliverer.',
    ],
    [
      service,
      'functions.forward.environment.ROLE',
      'both',
      'functions.forward.environment.ROLE: "both" is not receiver. Set it to receiver.',
    ],
    [
      service,
      `${deliver}.timeout`,
      90,
      'resources.RequestQueue.VisibilityTimeout: "90" seconds end before an attempt does, so its request is sent again. Use more than the timeout of functions.deliver, 90.',
    ],
    [
      service,
      'resources.Resources.RetryQueue.Properties.VisibilityTimeout',
      60,
      'resources.RetryQueue.VisibilityTimeout: "60" seconds end before an attempt does, so its request is sent again. Use more than the timeout of functions.deliver, 60.',
    ],
    [
      fifo,
      'resources.Resources.RequestQueue.Properties.VisibilityTimeout',
      59,
      'resources.RequestQueue.VisibilityTimeout: "59" seconds end before ',
    ],
    [
      service,
      `${deliver}.events.1.sqs.arn`,
      { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
      'functions.deliver.events: no event delivers the requests in "RetryQueue". Add an sqs event with arn: !GetAtt RetryQueue.Arn.',
    ],
    [
      service,
      `${deliver}.reservedConcurrency`,
      2,
      `functions.deliver.reservedConcurrency: "2" is not the sum of the events' maximumConcurrency, so requests use up attempts without being sent. Set it to 4.`,
    ],
    [
      service,
      'provider.environment.BACKEND_TIMEOUT_SECONDS',
      '60',
      `functions.deliver.environment.BACKEND_TIMEOUT_SECONDS: "60" leaves no time to report the result. Use less than the function's timeout, 60.`,
    ],
    [
      service,
      'functions.forward.environment.ORDER_BY',
      'repository',
      'resources: with ORDER_BY, a second queue lets later requests overtake those that were moved to it. Use only RequestQueue and DeadLetterQueue.',
    ],
    [
      fifo,
      `${first}.batchSize`,
      2,
      'functions.deliver.events: with ORDER_BY and batchSize "2", requests that wait for a failed one use up their attempts. Set it to 1.',
    ],
    [
      service,
      `${first}.batchSize`,
      11,
      'functions.deliver.events: batchSize "11" is invalid. Use a whole number from 1 to 10.',
    ],
    [
      fifo,
      'functions.forward.environment.ORDER_BY',
      'repo',
      'functions.forward.environment.ORDER_BY: "repo" is invalid. Use repository, or header: and the name of a header field, such as header:X-Project.',
    ],
    [
      fifo,
      'functions.forward.environment.ORDER_BY',
      'header:',
      'functions.forward.environment.ORDER_BY: "header:" is invalid. ',
    ],
  ])
    test(message, () => {
      const found = problems(edited(kind, { [at]: value }));
      assertForm(found);
      assert.ok(
        found.some((line) => line.startsWith(message)),
        found.join('\n'),
      );
    });
});

describe('removal of a queue', () => {
  const { prepare } = load('proxy', 'queue/removal');
  const serverless = (answers) => {
    const { request } = fakeAws(answers);
    return { getProvider: () => ({ request, naming: { getStackName: () => 'stack' } }) };
  };
  const outputs = ['RequestQueueUrl', 'RetryQueueUrl', 'DeadLetterQueueUrl'].map((OutputKey) => ({
    OutputKey,
    OutputValue: OutputKey,
  }));
  const answers = {
    describeStacks: { Stacks: [{ Outputs: outputs }] },
    getQueueAttributes: ({ QueueUrl }) => ({
      Attributes: { ApproximateNumberOfMessages: QueueUrl === 'DeadLetterQueueUrl' ? '2' : '0' },
    }),
  };

  test('is rejected while it contains requests', async () =>
    assertOne(
      await prepare(serverless(answers), {}),
      'DeadLetterQueue: 2 accepted requests would be lost. Wait until the queue is empty ',
    ));
  test('is allowed with permission', async () =>
    assert.deepEqual(await prepare(serverless(answers), { DISCARD_REQUESTS: 'yes' }), []));
  test('is allowed if the stack does not exist', async () => {
    const error = Object.assign(new Error('Stack with id stack does not exist'), {
      providerError: { code: 'ValidationError' },
    });
    const missing = {
      describeStacks: () => {
        throw error;
      },
    };
    assert.deepEqual(await prepare(serverless(missing), {}), []);
  });
  test('fails with every other error', async () => {
    const denied = {
      describeStacks: () => {
        throw new Error('Access denied');
      },
    };
    await assert.rejects(prepare(serverless(denied), {}), /Access denied/);
  });
});

describe('secrets', () => {
  const both = (service) => [...option('secrets').problems(service), ...option('webhooks').problems(service)];
  const service = (auth, ofAll, ofOne) => ({
    custom: { proxy: { auth } },
    provider: { environment: ofAll },
    functions: { forward: { events: [{ http: 'POST forward' }], environment: ofOne }, deliver: {} },
  });
  const plain = 'in-plain-text-0123';

  for (const [value, isReference] of [
    [join, true],
    [reference, true],
    ['{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-Ab1:SecretString:key::}}', true],
    [{ 'Fn::Sub': '{{resolve:secretsmanager:${WebhookSecret}:SecretString}}' }, true],
    [{ 'Fn::Sub': ['{{resolve:secretsmanager:${Secret}:SecretString}}', { Secret: { Ref: 'WebhookSecret' } }] }, true],
    [plain, false],
    ['', false],
    [42, false],
    [null, false],
    [{ Ref: plain }, false],
    [{ 'Fn::Join': ['', [plain, '4567']] }, false],
    [{ 'Fn::Join': ['', [plain, { Ref: 'WebhookSecret' }]] }, false],
    [{ 'Fn::Sub': plain }, false],
    [{ 'Fn::Sub': ['${Secret}', { Secret: plain }] }, false],
    [{ 'Fn::If': ['C', plain, join] }, false],
    [plain + reference, false],
    [`${reference}x`, false],
    ['{{resolve:secretsmanager:}}', false],
    ['{{resolve:ssm:my-secret}}', false],
    ['{{resolve:secretsmanager:a}}{{resolve:secretsmanager:b}}', false],
  ])
    test(`${JSON.stringify(value)} ${isReference ? 'is' : 'is not'} a reference`, () => {
      for (const name of ['WEBHOOK_SECRET', 'WEBHOOK_SECRET_2', 'BACKEND_CLIENT_KEY']) {
        const environment = { WEBHOOK_SECRET: reference, [name]: value };
        for (const each of [service('github', environment, {}), service('github', {}, environment)]) {
          const found = both(each);
          if (isReference) assert.deepEqual(found, []);
          else assertOne(found, `${name}: is not a reference to a secret, and would be stored in plain text. Use "`);
          assert.ok(!found.join().includes(plain));
        }
      }
    });

  for (const auth of ['github', 'standard-webhooks'])
    test(`${auth} requires a secret`, () =>
      assertOne(both(service(auth, {}, {})), 'functions.forward.environment.WEBHOOK_SECRET: is missing, '));
  for (const auth of ['api-key', 'constructor'])
    test(`${auth} does not`, () => assert.deepEqual(both(service(auth, {}, {})), []));

  for (const [ofAll, ofOne, isRefreshed] of [
    [{ WEBHOOK_SECRET: join }, {}, true],
    [{ WEBHOOK_SECRET: join }, undefined, true],
    [{}, { BACKEND_CLIENT_KEY: reference }, true],
    [undefined, { BACKEND_CLIENT_KEY: reference }, true],
    [{ BACKEND_CLIENT_KEY: reference }, { BACKEND_CLIENT_KEY: '' }, false],
    [{ BACKEND_URL: 'http://10.0.12.5:8080' }, { QUEUE_URL: { Ref: 'RequestQueue' } }, false],
    [undefined, undefined, false],
  ])
    test(`--force ${isRefreshed ? 'changes' : 'keeps'} ${JSON.stringify([ofAll, ofOne])}`, () => {
      for (const force of [true, false]) {
        const functions = { one: { environment: ofOne } };
        option('secrets').prepare({ provider: { environment: ofAll }, functions }, { force });
        const { DEPLOYED, ...rest } = functions.one.environment ?? {};
        assert.equal(DEPLOYED !== undefined, isRefreshed && force);
        assert.deepEqual(rest, ofOne ?? {});
      }
    });

  test('sls local requires the secret of webhooks', () => {
    const { local } = option('webhooks');
    assertOne(
      local({ WEBHOOK_SECRET: join }, {}),
      'WEBHOOK_SECRET: is not set. Set it in the environment to a secret ',
    );
    assert.deepEqual(local({ WEBHOOK_SECRET: join }, { WEBHOOK_SECRET: 'secret' }), []);
  });
});

describe('private-ca', () => {
  const folder = path.join(artifacts, 'private-ca');
  const source = path.join(folder, 'src', 'my-proxy');
  fs.mkdirSync(source, { recursive: true });
  fs.copyFileSync(path.join(__dirname, 'certificate.pem'), path.join(source, 'certificate.pem'));
  fs.writeFileSync(path.join(source, 'my-proxy.csproj'), '');
  fs.writeFileSync(path.join(source, 'text.pem'), 'no certificate');
  const problems = (environment, url = 'https://10.0.12.5') =>
    option('private-ca').problems(
      { custom: { proxy: { url } }, provider: { environment }, functions: { forward: {}, other: {} } },
      { folder },
    );
  const useSecret = 'Use BACKEND_CLIENT_KEY: "{{resolve:secretsmanager:<name or ARN of the secret>:SecretString}}".';

  for (const environment of [
    { BACKEND_CA_FILE: 'certificate.pem' },
    { BACKEND_CLIENT_CERTIFICATE_FILE: 'certificate.pem', BACKEND_CLIENT_KEY: reference },
    { BACKEND_CA: reference, BACKEND_CLIENT_CERTIFICATE: reference, BACKEND_CLIENT_KEY: reference },
  ])
    test(`${Object.keys(environment)} is valid`, () => assert.deepEqual(problems(environment), []));

  for (const [environment, message] of [
    [{ BACKEND_CA_FILE: 'none.pem' }, 'BACKEND_CA_FILE: "none.pem" is not in '],
    [{ BACKEND_CA_FILE: 'text.pem' }, 'BACKEND_CA_FILE: "text.pem" contains no certificate. '],
    [
      { BACKEND_CA_FILE: 'certificate.pem', BACKEND_CA: 'text' },
      'BACKEND_CA_FILE: "certificate.pem" conflicts with BACKEND_CA, which is set too. Remove one of them.',
    ],
    [
      { BACKEND_CLIENT_CERTIFICATE_FILE: 'certificate.pem' },
      `BACKEND_CLIENT_KEY: is missing, but BACKEND_CLIENT_CERTIFICATE_FILE is set. ${useSecret}`,
    ],
    [{ BACKEND_CLIENT_KEY: reference }, 'BACKEND_CLIENT_CERTIFICATE_FILE: is missing, but BACKEND_CLIENT_KEY is set. '],
    [{ BACKEND_CLIENT_KEY_FILE: 'key.pem' }, `BACKEND_CLIENT_KEY_FILE: a key must not be in the package. ${useSecret}`],
    [{ BACKEND_CA: 'x'.repeat(4100) }, 'environment: has 4110 bytes, and Lambda accepts 4096. '],
  ])
    test(message, () => assertOne(problems(environment), message));

  test('an expired certificate is rejected', () => {
    mock.timers.enable({ apis: ['Date'], now: Date.parse('2200-01-01') });
    const environment = { BACKEND_CLIENT_CERTIFICATE_FILE: 'certificate.pem', BACKEND_CLIENT_KEY: reference };
    const found = problems(environment);
    mock.timers.reset();
    assertOne(found, 'BACKEND_CLIENT_CERTIFICATE_FILE: "certificate.pem" expired on ');
  });
  test('certificates without TLS are not used', () =>
    assertOne(
      problems({ BACKEND_CA_FILE: 'certificate.pem' }, 'http://10.0.12.5'),
      'url: "http://10.0.12.5" is not encrypted, so its certificates are not used. ',
    ));
  test('a key next to the code is rejected', () => {
    const file = path.join(source, 'client-key.pem');
    fs.writeFileSync(file, '-----BEGIN PRIVATE KEY-----');
    assertOne(
      problems({}),
      'client-key.pem: contains a private key, which would be in the repository and the package. ',
    );
    fs.rmSync(file);
  });
  test('sls local requires the key', () => {
    const { local } = option('private-ca');
    assertOne(
      local({ BACKEND_CLIENT_KEY: reference }, {}),
      'BACKEND_CLIENT_KEY: is not set. Set it in the environment to its PEM: ' +
        'BACKEND_CLIENT_KEY="$(cat <file>)" npm run local.',
    );
    assert.deepEqual(local({ BACKEND_CLIENT_KEY: reference }, { BACKEND_CLIENT_KEY: 'PEM' }), []);
  });
});

describe('native', () => {
  const { problems, build } = option('native');
  const service = (proxy = {}) => ({ provider: { runtime: 'provided.al2023' }, custom: { proxy } });
  const { PATH } = process.env;

  test('is built on Linux', () =>
    assertOne(
      problems(service(), undefined, { platform: 'win32', arch: 'x64' }),
      'provider.runtime: "provided.al2023" cannot be built on win32. Build on Linux, or set container ',
    ));
  test('is built on the same architecture', () =>
    assertOne(
      problems(service(), undefined, { platform: 'linux', arch: 'arm64' }),
      'provider.architecture: "x86_64" cannot be built on arm64. ',
    ));
  test('requires a compiler or docker', () => {
    process.env.PATH = '';
    try {
      assertOne(
        problems(service(), undefined, { platform: 'linux', arch: 'x64' }),
        'provider.runtime: "provided.al2023" needs clang or gcc. Install one ',
      );
      assertOne(
        problems(service({ container: 'image' })),
        'container: "image" needs docker, which is not on the PATH. ',
      );
    } finally {
      process.env.PATH = PATH;
    }
  });
  test('builds in a container', () => {
    const details = { root: '/proxy', artifact: 'a.zip', provider: {}, proxy: { container: 'image' } };
    const { file, args, zip } = build.command(['publish'], details);
    assert.deepEqual([file, zip, args.at(-1), args.at(-3)], ['docker', '/scaffold/a.zip', 'publish', 'image']);
    assert.deepEqual(build.command(['publish'], { ...details, proxy: {} }), { args: ['publish'] });
    assert.deepEqual(build.args({ runtime: 'provided.al2023' }, { container: 'image' }), ['-p:PublishAot=true']);
    assert.deepEqual(build.args({ runtime: 'dotnet8' }, {}), []);
  });
  test('requires no newer glibc than Lambda has', () => {
    const file = path.join(artifacts, 'bootstrap');
    fs.writeFileSync(file, 'GLIBC_2.17 GLIBC_2.34');
    build.check(file);
    fs.writeFileSync(file, 'GLIBC_2.17 GLIBC_2.38');
    assert.throws(
      () => build.check(file),
      ({ message }) => {
        assertOne([message], 'artifacts/function/bootstrap: needs glibc 2.38, and Lambda has 2.34. ');
        return true;
      },
    );
  });
});

test('snapstart requires a managed runtime', () => {
  const { problems } = option('snapstart');
  const service = (runtime) => ({ provider: { runtime }, functions: { forward: { snapStart: true } } });
  assert.deepEqual(problems(service('dotnet8')), []);
  assertOne(
    problems(service('provided.al2023')),
    'functions.forward.snapStart: does not work with runtime "provided.al2023". ',
  );
});

test('waf requires a web ACL', async () => {
  const { verify } = option('waf');
  const api = { restApiId: 'abc', stage: 'dev' };
  assert.deepEqual(await verify(fakeAws({ getStage: { webAclArn: 'arn' } }).request, {}, api), []);
  assertOne(await verify(fakeAws({ getStage: {} }).request, {}, api), 'WAF: the stage has no web ACL. Remove ');
});

test('github-ranges warns of old ranges', () => {
  const { ranges, warnings, file } = option('github-ranges');
  assert.equal(ranges('github')[0].length, JSON.parse(fs.readFileSync(file, 'utf8')).hooks.length);
  assert.deepEqual(ranges('203.0.113.0/24'), []);
  const now = Date.now;
  const { date } = JSON.parse(fs.readFileSync(file, 'utf8'));
  try {
    Date.now = () => Date.parse(date) + 30 * 86_400_000;
    assert.deepEqual(warnings(), []);
    Date.now = () => Date.parse(date) + 31 * 86_400_000;
    assertOne(warnings(), 'github-ranges.json: is 31 days old. Run node plugin/options/refresh-github-ranges.js.');
  } finally {
    Date.now = now;
  }
});
