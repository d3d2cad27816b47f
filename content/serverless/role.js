'use strict';

/**
 * @param {object} service the Serverless Framework's: `functions`, `resources`
 * @returns {string[]} one line for each function that the role of resources/role.yml does not name; empty if it names all
 */
function problems({ functions, resources }) {
  const text = JSON.stringify(resources ?? {});
  return Object.entries(functions)
    .filter(([, { name, role }]) => !role && !(text.includes(`:log-group:/aws/lambda/${name}:*`) && text.includes(`:function:${name}"`)))
    .map(([key, { name }]) => `functions.${key}: ${name} could not write its log, and could use what is for Lambda alone; right is its name in both ARNs of resources/role.yml`);
}

module.exports = { problems };
