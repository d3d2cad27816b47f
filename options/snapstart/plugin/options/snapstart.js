'use strict';

// SnapStart: Lambda starts the function from a snapshot.

function problems({ functions, provider }) {
  return Object.entries(functions)
    .filter(([, { snapStart, runtime = provider.runtime }]) => snapStart && !/^dotnet/.test(runtime))
    .map(([name, { runtime = provider.runtime }]) => {
      const fix = 'Use dotnet8 or dotnet10 as provider.runtime, or remove it.';
      return `functions.${name}.snapStart: does not work with runtime "${runtime}". ${fix}`;
    });
}

// The Serverless Framework publishes the snapshot under this alias.
module.exports = { problems, alias: 'snapstart' };
