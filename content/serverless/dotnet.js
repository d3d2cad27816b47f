'use strict';

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const native = require('./native');

// Where a container has the folder of serverless.yml: its path here, one of Windows say, may be none there.
const mounted = '/scaffold';

/**
 * Builds the deployment package.
 * @param {string} root the folder of serverless.yml
 * @param {string} zip the file to make, relative to it
 * @param {{ runtime: string, architecture?: string }} provider what Lambda runs it on
 * @param {string} [container] the image to build in; this machine unless told
 */
function publish(root, zip, provider, container) {
  const output = path.join(root, 'artifacts', 'function');
  // What an earlier build left must not be deployed.
  fs.rmSync(output, { recursive: true, force: true });
  fs.rmSync(path.join(root, zip), { force: true });
  // The environment carries the file's name: on the command line, MSBuild would split it at a comma.
  const [command, ...before] = container ? run(root, container, provider) : ['dotnet'];
  const { error, status } = spawnSync(
    command,
    [
      ...before,
      'publish',
      relative(root, project(root, 'src')),
      '--configuration',
      'Release',
      '--runtime',
      provider.architecture === 'arm64' ? 'linux-arm64' : 'linux-x64',
      '--output',
      relative(root, output),
      // A warning that a newer SDK has learned stops a test run, not a deploy.
      '-p:TreatWarningsAsErrors=false',
      ...native.publishArguments(provider, container),
    ],
    {
      cwd: root,
      env: { ...process.env, LambdaZip: container ? path.posix.join(mounted, zip) : path.join(root, zip) },
      stdio: 'inherit',
    },
  );
  if (error || status !== 0) throw new Error(failure('publish', error, status));
  native.check(path.join(output, 'bootstrap'), provider);
}

/** What runs `dotnet` in a container of Lambda's processor, in the folder, where what is made belongs to the user of this process. */
function run(root, image, { architecture }) {
  const user = process.getuid ? ['--user', `${process.getuid()}:${process.getgid()}`] : [];
  const platform = architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64';
  return [
    'docker',
    'run',
    '--rm',
    '--platform',
    platform,
    ...user,
    '--volume',
    `${root}:${mounted}`,
    '--workdir',
    mounted,
    '--env',
    'LambdaZip',
    '--env',
    'HOME=/tmp',
    image,
    'dotnet',
  ];
}

/** A path that means the same here and in a container. */
function relative(root, file) {
  return path.relative(root, file).split(path.sep).join('/');
}

/**
 * Runs the local gateway until it ends.
 * @param {string} root the folder of serverless.yml
 * @param {string[]} args its arguments
 * @param {Record<string, string>} environment the function's
 */
async function serve(root, args, environment) {
  const gateway = spawn('dotnet', ['run', '--project', project(root, 'tests', '.LocalGateway'), '--', ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  // Whichever way this process is asked to end, the gateway ends first and in order. (dotnet run hands on
  // SIGTERM only: it takes SIGINT for a Ctrl-C, which reaches every process of a terminal.)
  const signals = ['SIGINT', 'SIGTERM'];
  const forward = () => gateway.kill('SIGTERM');
  signals.forEach((signal) => process.on(signal, forward));
  const [error, status] = await new Promise((resolve) => {
    gateway.on('error', (reason) => resolve([reason, null]));
    gateway.on('exit', (code) => resolve([undefined, code]));
  });
  signals.forEach((signal) => process.off(signal, forward));
  if (error || status !== 0) throw new Error(failure('run', error, status));
}

/** The project in a folder. */
function project(root, folder, suffix = '') {
  const projects = fs
    .readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.endsWith(suffix))
    .map((entry) => path.join(root, folder, entry.name))
    .filter((candidate) => fs.readdirSync(candidate).some((file) => file.endsWith('.csproj')));
  if (projects.length !== 1)
    throw new Error(`${folder}/ must hold one folder *${suffix} with a project in it, not ${projects.length}.`);
  return projects[0];
}

function failure(command, error, status) {
  return error?.code === 'ENOENT'
    ? `dotnet ${command} cannot start: there is no .NET SDK on the PATH.`
    : `dotnet ${command} failed${error ? `: ${error.message}` : ` with exit code ${status}; its output above says why`}.`;
}

module.exports = { publish, project, serve };
