'use strict';

// The plugins themselves: their hooks and commands end with one error of the framework.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { artifacts, assertForm, assertOne, load } = require('./support');

const withPath = async (folders, action) => {
  const { PATH } = process.env;
  process.env.PATH = folders;
  try {
    return await action();
  } finally {
    process.env.PATH = PATH;
  }
};
const messageOf = async (action) => {
  try {
    await action();
  } catch (error) {
    return error.message;
  }
  return assert.fail('No error.');
};

const folder = path.join(artifacts, 'project');
for (const project of ['src/my-proxy', 'tests/my-proxy.LocalGateway']) {
  fs.mkdirSync(path.join(folder, project), { recursive: true });
  fs.writeFileSync(path.join(folder, project, 'project.csproj'), '');
}
const serverless = (service) => ({
  serviceDir: folder,
  classes: { Error },
  service: {
    custom: { proxy: { auth: 'none', path: 'forward', allowedCidrs: '0.0.0.0/0,::/0', url: 'http://127.0.0.1:9' } },
    provider: { stage: 'dev', runtime: 'dotnet10', compiledCloudFormationTemplate: { Resources: {} } },
    functions: { forward: { name: 'my-proxy-dev-forward', timeout: 27, events: [{ http: 'ANY forward' }] } },
    package: { artifact: 'artifacts/function.zip' },
    ...service,
  },
  getProvider: () => ({ getStage: () => 'dev', getRegion: () => 'eu-west-1' }),
});
const plugin = (name, options = {}, service = {}) =>
  new (load(name, 'index'))(serverless(service), options, { log: { warning: () => {} } });

for (const name of ['proxy', 'link-rest'])
  describe(`the plugin of ${name}`, () => {
    for (const hook of ['before:package:initialize', 'before:deploy:deploy'])
      test(`${hook} lists what is wrong in serverless.yml`, async () => {
        const message = await messageOf(() => plugin(name).hooks[hook]());
        const [first, ...lines] = message.split('\n');
        assert.equal(first, 'serverless.yml cannot be deployed to stage "dev":');
        assertForm(lines.slice(0, -1).map((line) => line.trim()));
      });
    for (const hook of ['after:package:finalize', 'before:aws:deploy:deploy:createStack'])
      test(`${hook} lists what is wrong in the template`, async () => {
        const message = await messageOf(async () => plugin(name).hooks[hook]());
        const [first, ...lines] = message.split('\n');
        assert.equal(first, 'The compiled template of stage "dev" does not match serverless.yml:');
        assertForm(lines.slice(0, -1).map((line) => line.trim()));
      });
    test('smoke fails', async () => {
      // Nothing listens on port 1.
      const message = await messageOf(() => plugin(name, { url: 'http://127.0.0.1:1' }).hooks['smoke:check']());
      assertOne([message], 'smoke: http://127.0.0.1:1 failed the test. Correct what FAIL lists above.');
    });
  });

test('sls deploy function is disabled', async () =>
  assertOne(
    [await messageOf(async () => plugin('proxy').hooks['before:deploy:function:initialize']())],
    'sls deploy function: is disabled, because it bypasses CloudFormation and the checks. Run sls deploy.',
  ));

/** Runs an action where `dotnet` fails. */
const failingDotnet = async (action) => {
  const programs = path.join(artifacts, 'programs');
  fs.mkdirSync(programs, { recursive: true });
  fs.writeFileSync(path.join(programs, 'dotnet'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  return withPath(programs + path.delimiter + process.env.PATH, action);
};
const onUnix = { skip: process.platform === 'win32' };

describe('sls local', () => {
  const { custom } = serverless().service;
  const apiGatewayThrottling = { maxRequestsPerSecond: 100, maxConcurrentRequests: 50 };
  const service = { custom: { ...custom, apiGatewayThrottling } };
  const serve = () => plugin('default', {}, service).hooks['local:serve']();

  test('requires dotnet', async () =>
    assertOne([await messageOf(() => withPath('', serve))], 'dotnet: is not on the PATH. Install the .NET SDK.'));
  test('fails if dotnet fails', onUnix, async () =>
    assertOne(
      [await messageOf(() => failingDotnet(serve))],
      'dotnet run: failed with exit code 1. Correct the errors above.',
    ),
  );
});

describe('publish', () => {
  const { publish } = load('default', 'build/publish');

  test('requires dotnet', async () => {
    const message = await messageOf(() => withPath('', () => publish(folder, serverless().service)));
    assertOne([message], 'dotnet: is not on the PATH. Install it.');
  });

  test('requires one project', async () => {
    const other = path.join(artifacts, 'projects');
    for (const name of ['one', 'two']) {
      fs.mkdirSync(path.join(other, 'src', name), { recursive: true });
      fs.writeFileSync(path.join(other, 'src', name, `${name}.csproj`), '');
    }
    const message = await messageOf(() => publish(other, serverless().service));
    assertOne([message], 'src/: has 2 projects *. Keep one.');
  });

  test('fails if dotnet fails', onUnix, async () => {
    const message = await messageOf(() => failingDotnet(() => publish(folder, serverless().service)));
    assertOne([message], 'dotnet publish: failed with exit code 1. Correct the errors above.');
  });
});
