'use strict';

/**
 * @param {object} service the Serverless Framework's: `functions`, `provider`
 * @returns {string[]} one line for each function that cannot start from a snapshot; empty if there is none
 */
function problems({ functions, provider }) {
  return Object.entries(functions).flatMap(([name, { snapStart, runtime = provider.runtime }]) =>
    snapStart && !/^dotnet/.test(runtime)
      ? [
          `functions.${name}.snapStart: Lambda takes snapshots on its managed runtimes alone, not on ${runtime}; right is without, or dotnet8 or dotnet10 as provider.runtime`,
        ]
      : [],
  );
}

module.exports = { problems };
