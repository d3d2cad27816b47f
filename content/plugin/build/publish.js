'use strict';

// Builds the deployment package from the C# project, with `dotnet publish`.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const options = require('../options');
const { project } = require('../service');

/**
 * Builds the deployment package.
 * @param {string} root the folder of serverless.yml
 * @param {object} service the Serverless Framework's: `package`, `provider`, `custom`
 * @throws {Error} the build failed, or its result would not start on Lambda
 */
function publish(root, { package: { artifact }, provider, custom }) {
  const output = path.join(root, 'artifacts', 'function');
  // Nothing of an earlier build may be deployed.
  fs.rmSync(output, { recursive: true, force: true });
  fs.rmSync(path.join(root, artifact), { force: true });
  // An option can replace the command, add arguments, and check the result.
  const { command = (args) => ({ args }), args = () => [], check = () => {} } = options.merged('build');
  const publishArgs = [
    ...['publish', path.relative(root, project(root, 'src')).split(path.sep).join('/')],
    ...['--configuration', 'Release', '--output', 'artifacts/function'],
    ...['--runtime', provider.architecture === 'arm64' ? 'linux-arm64' : 'linux-x64'],
    // A warning that a newer SDK has added fails a test run, not a deployment.
    '-p:TreatWarningsAsErrors=false',
    ...args(provider, custom.proxy),
  ];
  const built = command(publishArgs, { root, artifact, provider, proxy: custom.proxy });
  const { file = 'dotnet', zip = path.join(root, artifact) } = built;
  // The zip's path is an environment variable, because MSBuild would split a command line argument at a comma.
  const environment = { ...process.env, LambdaZip: zip };
  const { error, status } = spawnSync(file, built.args, { cwd: root, env: environment, stdio: 'inherit' });
  if (error?.code === 'ENOENT') throw new Error(`${file}: is not on the PATH. Install it.`);
  if (error || status !== 0)
    throw new Error(
      `dotnet publish: ${error?.message ?? `failed with exit code ${status}`}. Correct the errors above.`,
    );
  check(path.join(output, 'bootstrap'));
}

module.exports = { publish };
