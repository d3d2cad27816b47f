'use strict';

const { text } = require('./intrinsics');
const { routes } = require('./routes');
const { schemes } = require('./credentials');

// Secrets in the environment of functions. CloudFormation puts them there when it deploys, so that they are in no file.
const names = ['WEBHOOK_SECRET', 'WEBHOOK_SECRET_2', 'BACKEND_CLIENT_KEY'];
const reference = '"{{resolve:secretsmanager:<name or ARN of the secret>:SecretString}}"';

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`
 * @returns {string[]} one line for each secret that is in plain text or missing; empty if there is none
 */
function problems({ custom, functions, provider }) {
  const isSigned = schemes[custom.proxy.auth]?.isWebhook;
  return [
    ...new Set(
      Object.entries(functions).flatMap(([name, each]) => {
        const settings = { ...provider.environment, ...each.environment };
        return [
          // The value is not printed: it may be the secret.
          ...names
            .filter((setting) => Object.hasOwn(settings, setting) && !isReference(settings[setting]))
            .map(
              (setting) =>
                `${setting}: is not a reference to a secret, and would be stored in plain text. ` +
                `Use ${reference}, or !Join or !Sub of it with !Ref to a secret of the stack.`,
            ),
          ...(isSigned && routes([each]).length > 0 && !Object.hasOwn(settings, names[0])
            ? [
                `${names[0]}: is missing in the environment of functions.${name}, which checks signatures with it. ` +
                  `Use ${reference}, or the line of the template.`,
              ]
            : []),
        ];
      }),
    ),
  ];
}

/** @returns {boolean} whether CloudFormation replaces the whole value with a secret */
function isReference(value) {
  return /^\{\{resolve:secretsmanager:([^{}\s]|\$\{[\w.:]+\})+\}\}$/.test(text(value));
}

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

module.exports = { isReference, problems, readAnew };
