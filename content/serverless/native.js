'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');

// provided.al2023 is Amazon Linux 2023: what is linked there may need no newer C library than its own.
const nativeRuntime = 'provided.al2023';
const glibc = [2, 34];
const compilers = ['clang', 'gcc'];
const inContainer = 'build in a container: custom.proxy.container in serverless.yml';

/**
 * @param {{ runtime: string, architecture?: string }} provider what Lambda runs the function on
 * @param {{ platform: string, arch: string }} machine this one, as Node.js names it
 * @param {string} [container] the image to build in
 * @returns {string[]} one line for each reason why this machine cannot compile for it; empty if it can
 */
function problems({ runtime, architecture = 'x86_64' }, { platform, arch }, container) {
  if (container)
    return found('docker')
      ? []
      : [
          'custom.proxy.container: docker, which would build in it, is not on the PATH; right is to install it, or to build without a container',
        ];
  if (runtime !== nativeRuntime) return [];
  if (platform !== 'linux')
    return [
      `provider.runtime: ${runtime} is compiled ahead of time, which .NET does for Linux on Linux alone, not on ${platform}; right is to ${inContainer}`,
    ];
  if ((arch === 'arm64') !== (architecture === 'arm64'))
    return [
      `provider.architecture: ${architecture} is compiled ahead of time on a machine of its own kind, not on ${arch}; right is such a machine, or a managed runtime`,
    ];
  return compilers.some(found)
    ? []
    : [
        `provider.runtime: ${runtime} is linked by clang or gcc, and neither is on the PATH; right is to install one (Debian and Ubuntu: clang zlib1g-dev), or to ${inContainer}`,
      ];
}

/** @returns {string[]} what tells `dotnet publish` to compile ahead of time; nothing for a managed runtime */
function publishArguments({ runtime }, container) {
  if (runtime !== nativeRuntime) return [];
  // The SDK's own choice is clang, and gcc does as well.
  const compiler = container ? undefined : compilers.find(found);
  return ['-p:PublishAot=true', ...(compiler ? [`-p:CppCompilerAndLinker=${compiler}`] : [])];
}

/** Refuses a binary that would not start on Lambda. */
function check(file, { runtime }) {
  if (runtime !== nativeRuntime) return;
  const needed = neededGlibc(fs.readFileSync(file));
  if (needed[0] > glibc[0] || (needed[0] === glibc[0] && needed[1] > glibc[1])) {
    throw new Error(
      `The binary needs glibc ${needed.join('.')}, where Lambda has ${glibc.join('.')}: this machine is newer. Right is to ${inContainer}.`,
    );
  }
}

/** @returns {[number, number]} the newest version of glibc that a binary asks for */
function neededGlibc(binary) {
  const versions = [...binary.toString('latin1').matchAll(/GLIBC_(\d+)\.(\d+)/g)].map(([, major, minor]) => [
    Number(major),
    Number(minor),
  ]);
  return versions.reduce(
    (newest, version) =>
      version[0] > newest[0] || (version[0] === newest[0] && version[1] > newest[1]) ? version : newest,
    [0, 0],
  );
}

function found(program) {
  return !spawnSync(program, ['--version'], { stdio: 'ignore' }).error;
}

module.exports = { problems, publishArguments, check, neededGlibc };
