'use strict';

// The other tests have checked the form of every message that they saw. This one checks that they have seen all of
// them: each text in the sources that reads like a part of a message must occur in one.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ESLint } = require('eslint');
const { messages, root } = require('./support');

/** Programs and commands that report what they did: update, refresh, and the lists of dead letters. */
const others = [
  'content/plugin/operate/update-from-template.js',
  'options/webhooks/plugin/options/refresh-github-ranges.js',
  'options/queue/plugin/queue/dead-letters.js',
  'options/queue/plugin/options/queue.js',
];

/** Texts that are not part of a message about one setting. */
const notMessages = [
  // The first and the last line of a list of messages.
  /^serverless\.yml cannot be deployed to stage|^The settings are under params in serverless\.yml\. To set one /,
  /^The compiled template of stage|^" does not match serverless\.yml:$|^Look under resources and resources\.extensions/,
  /^" is deployed, but it is not protected as|^The output of the plugins above|^Somebody changed it outside /,
  /^The proxy cannot (run on this machine|be checked):$|^To forward to a backend on this machine|^npx sls smoke --help/,
  // How to use the commands, and the output of `sls smoke`.
  /^Serve the proxy on|^The port to listen on|^Print the JSON log lines|^Check the deployed proxy with/,
  /^(URL of a proxy|Path to request|Expected status|Path that the backend|a missing path|missing path)/,
  /^(rejected, because|skip |without credentials|ok {2}|FAIL|the backend's (404|response)|the stage$)/,
  /with credentials$|, expected|: expected |, got |, which is from API Gateway and not|is not checked here/,
  // Not for people.
  /^The backend$|^use strict$|PRIVATE KEY/,
];

async function textsOf(files, ignores) {
  const texts = [];
  const add = (node, text) => {
    const isPattern = node.parent?.type === 'NewExpression';
    if (!isPattern && /[a-z]{2,} [a-z]{2,}/.test(text)) texts.push(text.trim());
  };
  const collect = {
    create: () => ({
      Literal: (node) => typeof node.value === 'string' && add(node, node.value),
      TemplateElement: (node) => add(node, node.value.cooked),
    }),
  };
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: {
      ignores,
      languageOptions: { sourceType: 'commonjs' },
      plugins: { messages: { rules: { collect } } },
      rules: { 'messages/collect': 'error' },
    },
  });
  await eslint.lintFiles(files);
  return texts;
}

test('every message of the sources has been checked', async () => {
  const folders = ['content/plugin/**/*.js', 'options/*/plugin/**/*.js', 'link/**/plugin/**/*.js'];
  const texts = await textsOf(folders, others);
  const all = messages.join('\n');
  assert.ok(texts.length > 100);
  assert.deepEqual(
    [...new Set(texts)].filter((text) => !all.includes(text) && !notMessages.some((pattern) => pattern.test(text))),
    [],
  );
});
