'use strict';

/**
 * @param {object} service the Serverless Framework's: `functions`, `resources`
 * @returns {string[]} one line for each function that the roles of resources/ do not name; empty if they name all
 */
function problems({ functions, provider, resources }) {
  const text = JSON.stringify(resources ?? {});
  return Object.entries(functions)
    .filter(
      ([, { name, role, vpc }]) =>
        isOfStack(role) &&
        !(
          text.includes(`:log-group:/aws/lambda/${name}:*`) &&
          (!isAttached(vpc, provider?.vpc) || text.includes(`:function:${name}"`))
        ),
    )
    .map(
      ([key, { name }]) =>
        `functions.${key}: ${name} could not write its log, and could use what is for Lambda alone; right is its name in both ARNs of its role below resources/`,
    );
}

/** Whether a function is in a VPC. Once it is packaged, the framework has put an empty object where nothing was. */
function isAttached(vpc, providers) {
  return vpc !== null && vpc !== false && [vpc, providers].some((each) => Object.keys(each ?? {}).length > 0);
}

/** Whether a function's role is one of this stack's, which has the ARNs; a role from elsewhere is not seen here. */
function isOfStack(role) {
  return !role || Boolean(role['Fn::GetAtt']);
}

module.exports = { problems };
