'use strict';

/**
 * Makes a deploy use the secrets as they are now, where nothing but a secret has changed. CloudFormation does not see that by itself, and AWS tells two
 * things of when it looks: with any change of the function (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html),
 * or not with any (https://repost.aws/knowledge-center/cloudformation-stack-update-secrets). So what changes is what holds the secrets: the environment. That
 * also makes a new version of the function, which callers reach with SnapStart, and which keeps the secrets that it was published with.
 * @param {object} service the Serverless Framework's: `functions`, whose environments are changed, and `provider`
 * @param {Date} now
 */
function readAnew({ functions, provider }, now) {
  for (const each of Object.values(functions).filter(({ environment }) =>
    hasSecrets({ ...provider.environment, ...environment }),
  )) {
    each.environment = { ...each.environment, DEPLOYED: now.toISOString() };
  }
}

/** Whether CloudFormation puts something in, wherever in a value it stands. */
function hasSecrets(environment) {
  return JSON.stringify(environment).includes('{{resolve:');
}

module.exports = { readAnew };
