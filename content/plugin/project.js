'use strict';

const fs = require('node:fs');
const path = require('node:path');

/**
 * Returns the only project in a folder.
 * @param {string} root the folder of serverless.yml
 * @param {string} folder `src` or `tests`
 * @param {string} [suffix] the end of the project's name
 */
function project(root, folder, suffix = '') {
  const projects = fs
    .readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.endsWith(suffix))
    .map((entry) => path.join(root, folder, entry.name))
    .filter((candidate) => fs.readdirSync(candidate).some((file) => file.endsWith('.csproj')));
  if (projects.length !== 1) {
    throw new Error(`${folder}/: has ${projects.length} projects *${suffix}. Keep one.`);
  }
  return projects[0];
}

module.exports = { project };
