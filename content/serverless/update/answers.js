'use strict';

const fs = require('node:fs');
const path = require('node:path');

// The template writes it into every proxy: its package and version, the name and the options.
const answersFile = '.serverless-proxy.json';

/** The version that a clone of the template's sources calls itself: any commit may be meant. */
const anySource = '0.0.0-source';

const patterns = {
  package: /^\w[\w.-]*$/,
  version: /^\d+\.\d+\.\d+([-+][\w.+-]+)?$/,
  name: /./su,
  option: /^[a-z][a-z0-9-]*$/,
};

/**
 * What a proxy was made with.
 * @param {string} folder the proxy's
 * @returns {{ package: string, version: string, name: string, options: Record<string, string> }} the options by their names on the command line, without --
 */
function readAnswers(folder) {
  let answers;
  try {
    answers = JSON.parse(fs.readFileSync(path.join(folder, answersFile), 'utf8'));
  } catch (error) {
    throw new Error(`${answersFile}, which says how this proxy was made, cannot be read: ${error.message}`, {
      cause: error,
    });
  }
  const wrong = problem(answers);
  if (wrong)
    throw new Error(`${answersFile}, which says how this proxy was made, is not as the template wrote it: ${wrong}`);
  return answers;
}

function problem(answers) {
  const text = ['package', 'version', 'name'].find(
    (key) => typeof answers?.[key] !== 'string' || !patterns[key].test(answers[key]),
  );
  if (text) return `"${text}" is ${JSON.stringify(answers?.[text]) ?? 'missing'}`;
  if (answers.options?.constructor !== Object) return `"options" is ${JSON.stringify(answers.options) ?? 'missing'}`;
  const option = Object.keys(answers.options).find(
    (key) => !patterns.option.test(key) || typeof answers.options[key] !== 'string',
  );
  return option === undefined ? undefined : `the option "${option}" is ${JSON.stringify(answers.options[option])}`;
}

/** @returns {boolean} whether a version comes before another, as Semantic Versioning has it for versions of one template */
function isOlder(version, other) {
  const [[core, label], [otherCore, otherLabel]] = [version, other].map((text) => text.split('+')[0].split(/-(.*)/s));
  const order = (one, two) => one.localeCompare(two, 'en', { numeric: true });
  // What has no label is the release, after all that led to it.
  return (
    (order(core, otherCore) ||
      (label && otherLabel ? order(label, otherLabel) : Number(!label) - Number(!otherLabel))) < 0
  );
}

module.exports = { answersFile, anySource, readAnswers, isOlder };
