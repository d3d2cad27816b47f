'use strict';

/**
 * Reads the deployed stack.
 * @returns {{
 *   request: (service: string, method: string, parameters: object) => Promise<object>,
 *   idOf: (logicalId: string) => Promise<string | undefined>,
 *   outputs: () => Promise<Record<string, string>>,
 * }} `request` calls the AWS SDK, and `idOf` returns the physical ID of a resource, if it exists
 */
function stackOf(serverless) {
  const provider = serverless.getProvider('aws');
  const StackName = provider.naming.getStackName();
  const request = (service, method, parameters) => provider.request(service, method, parameters);

  async function idOf(LogicalResourceId) {
    try {
      const found = await request('CloudFormation', 'describeStackResource', { StackName, LogicalResourceId });
      return found.StackResourceDetail.PhysicalResourceId;
    } catch (error) {
      if (/does not exist/.test(error.message)) return undefined;
      throw error;
    }
  }

  async function outputs() {
    const { Stacks } = await request('CloudFormation', 'describeStacks', { StackName });
    return Object.fromEntries(Stacks[0].Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  return { request, idOf, outputs };
}

module.exports = { stackOf };
