'use strict';

/**
 * Reads the deployed stack.
 * @returns {Promise<{ output: (name: string) => string | undefined, isProtected: boolean }>} `output` returns an output of
 * the stack; `isProtected` tells whether termination protection is on
 */
async function stackOf(serverless) {
  const provider = serverless.getProvider('aws');
  const {
    Stacks: [stack],
  } = await provider.request('CloudFormation', 'describeStacks', { StackName: provider.naming.getStackName() });
  return {
    output: (name) => stack.Outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue,
    isProtected: Boolean(stack.EnableTerminationProtection),
  };
}

module.exports = { stackOf };
