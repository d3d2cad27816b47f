'use strict';

// Installs the packages of package-lock.json, then runs a command of eng/ServerlessProxy.Eng.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const modified = (file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
const run = (command, args) => {
  // On Windows, npm is a batch file, which only a shell can start. Its arguments are fixed.
  const { error, status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (error)
    console.error(
      error.code === 'ENOENT'
        ? `${command} is not on the PATH. Install Node.js 20.19, 22.13, or 24 or later, and the .NET SDK 8 or later.`
        : error.message,
    );
  if (error || status) process.exit(status || 1);
};

if (modified('node_modules/.package-lock.json') < modified('package-lock.json'))
  run('npm', ['ci', '--no-audit', '--no-fund']);
run('dotnet', ['run', '--project', path.join(root, 'eng', 'ServerlessProxy.Eng'), '--', ...process.argv.slice(2)]);
