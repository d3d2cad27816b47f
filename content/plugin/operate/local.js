'use strict';

// Serves the proxy on this machine: starts the local gateway, which starts the function.

const { spawn } = require('node:child_process');
const options = require('../options');
const { project, routes } = require('../service');
const settings = require('../settings');

/**
 * Runs the local gateway until it ends.
 * @param {object} serverless the framework
 * @param {{ port?: string, json?: boolean }} options the command's options
 * @returns {Promise<string[]>} one line for each reason why the proxy cannot run here
 */
async function serve({ service, serviceDir }, { port = '3000', json = false }) {
  const { provider, functions, custom } = service;
  // The local gateway has the path of one function. Others without routes, such as a queue's, work for that one.
  const served = Object.values(functions).filter((each) => each === functions.forward || routes([each]).length === 0);
  const declared = Object.assign({}, provider.environment, ...served.map((each) => each.environment));
  // CloudFormation inserts secrets. Here they come from this process's environment.
  const environment = Object.entries(declared).map(([name, value]) => [
    name,
    isInserted(value) ? process.env[name] : String(value),
  ]);
  const present = Object.fromEntries(environment.filter(([, value]) => value !== undefined));
  const problems = [
    ...settings.problems({ ...custom.proxy, local: true }, ['url', 'path']),
    ...options.collect('local', declared, present),
  ];
  if (problems.length > 0) return problems;

  const limits = custom.apiGatewayThrottling;
  const args = {
    path: present.ROUTE_PREFIX,
    timeout: functions.forward.timeout ?? provider.timeout,
    port,
    json,
    // The local gateway counts in whole requests a second.
    'rate-limit': Math.ceil(limits.maxRequestsPerSecond),
    'burst-limit': limits.maxConcurrentRequests,
  };
  const words = Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // Callers are on this machine.
  const callers = present.ALLOWED_CIDRS ? { ALLOWED_CIDRS: '127.0.0.0/8' } : {};
  const gateway = spawn('dotnet', ['run', '--project', project(serviceDir, 'tests', '.LocalGateway'), '--', ...words], {
    cwd: serviceDir,
    env: { ...process.env, ...present, ...callers },
    stdio: 'inherit',
  });
  // The gateway must end before this process. `dotnet run` passes on only SIGTERM. It takes SIGINT for a Ctrl-C, which
  // reaches every process of a terminal.
  const signals = ['SIGINT', 'SIGTERM'];
  const forward = () => gateway.kill('SIGTERM');
  signals.forEach((signal) => process.on(signal, forward));
  const [error, status] = await new Promise((resolve) => {
    gateway.on('error', (reason) => resolve([reason, null]));
    gateway.on('exit', (code) => resolve([undefined, code]));
  });
  signals.forEach((signal) => process.off(signal, forward));
  if (error?.code === 'ENOENT') throw new Error('dotnet: is not on the PATH. Install the .NET SDK.');
  if (error || status !== 0)
    throw new Error(`dotnet run: ${error?.message ?? `failed with exit code ${status}`}. Correct the errors above.`);
  return [];
}

function isInserted(value) {
  return typeof value === 'object' || String(value).includes('{{resolve:');
}

module.exports = { serve };
