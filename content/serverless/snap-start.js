'use strict';

/**
 * @param {object} service the Serverless Framework's: `functions`, `provider`
 * @returns {string[]} one line for each function that cannot start from a snapshot; empty if there is none
 */
function problems({ functions, provider }) {
  return Object.entries(functions).flatMap(([name, { snapStart, runtime = provider.runtime }]) =>
    snapStart && !/^dotnet/.test(runtime) ? [`functions.${name}.snapStart: Lambda takes snapshots on its managed runtimes alone, not on ${runtime}; right is without, or dotnet8 or dotnet10 as provider.runtime`] : [],
  );
}

/**
 * Makes a deploy publish a version where nothing has changed in serverless.yml. With SnapStart, callers reach a version, and that keeps the secrets
 * that it was published with.
 * @param {object} functions the service's
 * @param {Date} now
 */
function publishAnew(functions, now) {
  // A version is made of code and settings: one of them must differ.
  for (const each of Object.values(functions).filter(({ snapStart }) => snapStart)) each.environment = { ...each.environment, DEPLOYED: now.toISOString() };
}

module.exports = { problems, publishAnew };
