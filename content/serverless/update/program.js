'use strict';

const { execFile } = require('node:child_process');

let running;
let interruption;
// Whoever ends this process ends the program that it waits for, and what follows is tidied up.
['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) =>
  process.on(signal, () => {
    interruption = signal;
    running?.kill(signal);
  }),
);

/**
 * Runs a program to its end.
 * @param {string} file its name on the PATH
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, shielded?: boolean }} options its folder, what its environment has beyond this
 * process's, and whether it goes on when this process is told to end
 * @returns {Promise<{ status: number, output: string, errors: string }>} its exit code, standard output and standard error
 */
function run(file, args, { cwd, env, shielded = false }) {
  return new Promise((resolve, reject) => {
    if (interruption && !shielded) throw new Error(`interrupted by ${interruption}`);
    const options = {
      cwd,
      env: { ...process.env, ...env },
      maxBuffer: Infinity,
      windowsHide: true,
      detached: shielded,
    };
    const child = execFile(file, args, options, (error, output, errors) => {
      running = undefined;
      if (interruption && !shielded) reject(new Error(`interrupted by ${interruption}`));
      else if (error?.code === 'ENOENT') reject(new Error(`${file} is not on the PATH`));
      else if (error && typeof error.code !== 'number') reject(new Error(`${file} ${args[0]}: ${error.message}`));
      else resolve({ status: error?.code ?? 0, output, errors });
    });
    if (!shielded) running = child;
    // A template that wants to run something asks first, and again until it is answered: no.
    child.stdin?.on('error', () => {});
    child.stdin?.end('n\n'.repeat(9));
  });
}

module.exports = { run };
