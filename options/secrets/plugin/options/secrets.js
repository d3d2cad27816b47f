'use strict';

// Secrets in the environment of functions. CloudFormation inserts them when it deploys, so that they are in no file.

const options = require('../options');
const { text } = require('../service');

const reference = '"{{resolve:secretsmanager:<name or ARN of the secret>:SecretString}}"';

/** Returns one line for each secret that is in plain text. The value is not printed, because it may be the secret. */
function problems({ functions, provider }) {
  const all = Object.values(functions).map(({ environment }) => ({ ...provider.environment, ...environment }));
  const names = options.exported('secrets').flat();
  const plain = names.filter((name) => all.some((each) => Object.hasOwn(each, name) && !isReference(each[name])));
  const fix = `Use ${reference}, or !Join or !Sub of it with !Ref to a secret of the stack.`;
  return plain.map((name) => `${name}: is not a reference to a secret, and would be stored in plain text. ${fix}`);
}

/** Checks that CloudFormation replaces the whole value with a secret. */
function isReference(value) {
  return /^\{\{resolve:secretsmanager:([^{}\s]|\$\{[\w.:]+\})+\}\}$/.test(text(value));
}

/**
 * With --force, makes CloudFormation read the secrets again. It does not notice by itself that a secret has changed.
 * AWS's pages disagree on whether a change of the function is enough:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html says yes, and
 * https://repost.aws/knowledge-center/cloudformation-stack-update-secrets says no. So this changes the environment.
 * That also publishes a new version of the function, because a version keeps its secrets.
 */
function forceSecretRefresh({ functions, provider }, { force }) {
  if (!force) return;
  for (const each of Object.values(functions)) {
    if (JSON.stringify({ ...provider.environment, ...each.environment }).includes('{{resolve:')) {
      each.environment = { ...each.environment, DEPLOYED: new Date().toISOString() };
    }
  }
}

module.exports = { problems, prepare: forceSecretRefresh };
