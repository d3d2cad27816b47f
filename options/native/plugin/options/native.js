'use strict';

// Native hosting: the function is compiled ahead of time for provided.al2023, on Linux or in a container.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const nativeRuntime = 'provided.al2023';
/** The C library of Amazon Linux 2023: a binary must not need a newer one. */
const glibc = [2, 34];
const compilers = ['clang', 'gcc'];
/** Where a container mounts the folder of serverless.yml: a path of Windows does not exist in it. */
const mounted = '/scaffold';
const useContainer = 'set container under params to an image to build in';

const settings = {
  container: {
    optional: true,
    use: 'the name of an image with the .NET SDK and clang, or nothing',
    check: (value) => (/^\S*$/.test(value) ? undefined : 'is not the name of an image'),
  },
};

/** Returns one line for each reason why this machine cannot build the function. */
function problems({ provider, custom }, _, { platform, arch } = process) {
  const { runtime, architecture = 'x86_64' } = provider;
  if (custom.proxy.container) {
    return isFound('docker')
      ? []
      : [
          `container: "${custom.proxy.container}" needs docker, which is not on the PATH. Install it, or remove container.`,
        ];
  }
  if (runtime !== nativeRuntime) return [];
  if (platform !== 'linux')
    return [`provider.runtime: "${runtime}" cannot be built on ${platform}. Build on Linux, or ${useContainer}.`];
  if ((arch === 'arm64') !== (architecture === 'arm64')) {
    const fix = `Build on a machine with this architecture, or ${useContainer}.`;
    return [`provider.architecture: "${architecture}" cannot be built on ${arch}. ${fix}`];
  }
  if (compilers.some(isFound)) return [];
  const fix = `Install one (Debian, Ubuntu: clang zlib1g-dev), or ${useContainer}.`;
  return [`provider.runtime: "${runtime}" needs clang or gcc. ${fix}`];
}

const build = {
  args: ({ runtime }, { container }) => {
    if (runtime !== nativeRuntime) return [];
    // The SDK looks for clang only.
    const compiler = container ? undefined : compilers.find(isFound);
    return ['-p:PublishAot=true', ...(compiler ? [`-p:CppCompilerAndLinker=${compiler}`] : [])];
  },
  /** Runs `dotnet` in a container of Lambda's processor, as the user of this process. */
  command: (args, { root, artifact, provider, proxy: { container } }) => {
    if (!container) return { args };
    const user = process.getuid ? ['--user', `${process.getuid()}:${process.getgid()}`] : [];
    const platform = provider.architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64';
    const mount = ['--volume', `${root}:${mounted}`, '--workdir', mounted];
    const environment = ['--env', 'LambdaZip', '--env', 'HOME=/tmp'];
    return {
      file: 'docker',
      args: ['run', '--rm', '--platform', platform, ...user, ...mount, ...environment, container, 'dotnet', ...args],
      zip: path.posix.join(mounted, artifact),
    };
  },
  /** Rejects a binary that would not start on Lambda. */
  check: (file) => {
    if (!fs.existsSync(file)) return;
    const needed = neededGlibc(fs.readFileSync(file));
    if (needed[0] > glibc[0] || (needed[0] === glibc[0] && needed[1] > glibc[1])) {
      throw new Error(
        `artifacts/function/bootstrap: needs glibc ${needed.join('.')}, and Lambda has ${glibc.join('.')}. ` +
          `Build on an older machine, or ${useContainer}.`,
      );
    }
  },
};

/** Returns the newest version of glibc that a binary needs. */
function neededGlibc(binary) {
  const versions = [...binary.toString('latin1').matchAll(/GLIBC_(\d+)\.(\d+)/g)].map(([, ...version]) =>
    version.map(Number),
  );
  const isNewer = (one, other) => one[0] > other[0] || (one[0] === other[0] && one[1] > other[1]);
  return versions.reduce((newest, version) => (isNewer(version, newest) ? version : newest), [0, 0]);
}

function isFound(program) {
  return !spawnSync(program, ['--version'], { stdio: 'ignore' }).error;
}

module.exports = { settings, problems, build };
