'use strict';

const { keysOf } = require('./api-keys');

// What callers of a stack need to know, from AWS.

/** @returns {(name: string) => string | undefined} gives an output of the stack */
async function outputsOf(serverless) {
  const provider = serverless.getProvider('aws');
  const { Stacks: [stack] } = await provider.request('CloudFormation', 'describeStacks', { StackName: provider.naming.getStackName() });
  return (name) => stack.Outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
}

/** The address of the API, its stage included. */
async function addressOf(serverless) {
  const output = await outputsOf(serverless);
  return output('ServiceEndpoint') ?? output('HttpApiUrl');
}

/** What a caller brings: a key, a webhook's secret, or AWS credentials. A token comes from its issuer, not from here. */
async function secretOf(serverless, auth) {
  const provider = serverless.getProvider('aws');
  if (auth === 'api-key') {
    const [{ name }] = keysOf(serverless.service.custom, provider.getStage());
    const { items } = await provider.request('APIGateway', 'getApiKeys', { nameQuery: name, includeValues: true });
    return items.find((key) => key.name === name)?.value;
  }
  if (auth === 'iam') {
    const { credentials, region } = provider.getCredentials();
    await credentials.getPromise?.();
    return { AWS: provider.sdk, region, accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey, sessionToken: credentials.sessionToken };
  }
  const output = await outputsOf(serverless);
  const { SecretString } = await provider.request('SecretsManager', 'getSecretValue', { SecretId: output('WebhookSecretArn') });
  return SecretString;
}

module.exports = { addressOf, secretOf };
