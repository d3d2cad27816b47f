'use strict';

const { createHash } = require('node:crypto');

// A deployment of a REST API is a copy of it, which CloudFormation makes once: a change of the API gets to its callers with another deployment alone. So it
// is named by what it copies.
const part = /^AWS::(ApiGateway::(?!Deployment|Stage|ApiKey|UsagePlan)|ApiGatewayV2::VpcLink|EC2::)/;

/**
 * Names the deployment in a template, and has it made after all that it copies.
 * @param {object} template what CloudFormation would get; is changed
 */
function nameDeployment(template) {
  const [name, deployment] =
    Object.entries(template.Resources).find(([, { Type }]) => Type === 'AWS::ApiGateway::Deployment') ?? [];
  if (!name) return;
  const parts = Object.entries(template.Resources)
    .filter(([, { Type }]) => part.test(Type))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const named = `${name}${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`;
  delete template.Resources[name];
  template.Resources = {
    ...renamed(template.Resources, name, named),
    [named]: {
      ...deployment,
      DependsOn: parts.map(([id]) => id).filter((id) => template.Resources[id].Type === 'AWS::ApiGateway::Method'),
    },
  };
}

function renamed(node, name, newName) {
  if (Array.isArray(node)) return node.map((item) => renamed(item, name, newName));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'Ref' && value === name ? newName : renamed(value, name, newName),
    ]),
  );
}

module.exports = { nameDeployment };
