'use strict';

const { run } = require('./program');

/**
 * Installs a template package where nothing else sees it: the templates of this machine's user stay as they are.
 * @param {string} source what `dotnet new install` takes: a package with or without a version, a .nupkg, a folder
 * @param {string} hive an empty folder for it
 * @param {string} cwd the folder whose nuget.config and global.json count
 */
async function install(source, hive, cwd) {
  const { status, output, errors } = await run('dotnet', ['new', 'install', source, '--debug:custom-hive', hive], {
    cwd,
  });
  if (status !== 0)
    throw new Error(`dotnet new install ${source} failed with exit code ${status}:\n${output}${errors}`);
}

/**
 * Makes a proxy.
 * @param {string} hive where the template is installed
 * @param {string} name the proxy's
 * @param {Record<string, string>} options the template's, by their names on the command line
 * @param {string} folder where to
 * @param {string} cwd the folder whose global.json counts
 */
async function make(hive, name, options, folder, cwd) {
  // As one word with its option, a value may begin with - or @; but an empty one must be a word of its own.
  const answers = Object.entries(options).flatMap(([option, value]) =>
    value === '' ? [`--${option}`, ''] : [`--${option}=${value}`],
  );
  const args = [
    'new',
    'serverless-proxy',
    `--name=${name}`,
    `--output=${folder}`,
    ...answers,
    '--no-update-check',
    '--debug:custom-hive',
    hive,
  ];
  const { status, output, errors } = await run('dotnet', args, { cwd });
  // 105: made, though it could not be deployed as it is. Whoever deploys it has changed it since.
  if (status !== 0 && status !== 105)
    throw new Error(`dotnet new serverless-proxy failed with exit code ${status}:\n${output}${errors}`);
}

/**
 * @param {string} cwd
 * @returns {Promise<string>} what stands between a package and its version in this machine's `dotnet new install`
 */
async function versionSeparator(cwd) {
  const { status, output, errors } = await run('dotnet', ['--version'], { cwd });
  if (status !== 0) throw new Error(`dotnet --version failed with exit code ${status}:\n${output}${errors}`);
  // .NET 9.0.200 has learned @, and deprecated what there was.
  return Number.parseInt(output, 10) < 10 ? '::' : '@';
}

module.exports = { install, make, versionSeparator };
