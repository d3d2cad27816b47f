'use strict';

const { keyNamed, keysOf } = require('./api-keys');

// What callers of a stack need to know, from AWS.

/** @returns {Promise<{ output: (name: string) => string | undefined }>} returns the stack's outputs by name */
async function stackOf(serverless) {
  const provider = serverless.getProvider('aws');
  const {
    Stacks: [stack],
  } = await provider.request('CloudFormation', 'describeStacks', { StackName: provider.naming.getStackName() });
  return { output: (name) => stack.Outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue };
}

/** The address of the API, its stage included: that of a domain of one's own before AWS's, which may be closed. */
function addressOf(output) {
  return output('DomainUrl') ?? output('ServiceEndpoint') ?? output('HttpApiUrl');
}

/** What a caller brings: a key, a webhook's secret, or AWS credentials. A token comes from its issuer, not from here. */
async function secretOf(serverless, auth, output) {
  const provider = serverless.getProvider('aws');
  const request = (service, method, parameters) => provider.request(service, method, parameters);
  if (auth === 'api-key') {
    const [{ name }] = keysOf(serverless.service.custom, provider.getStage());
    return (await keyNamed(request, name, true))?.value;
  }
  if (auth === 'iam') {
    const { credentials, region } = provider.getCredentials();
    await credentials.getPromise?.();
    return {
      AWS: provider.sdk,
      region,
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      sessionToken: credentials.sessionToken,
    };
  }
  const { SecretString } = await request('SecretsManager', 'getSecretValue', { SecretId: output('WebhookSecretArn') });
  return SecretString;
}

module.exports = { stackOf, addressOf, secretOf };
