'use strict';

// Loads the modules of the chosen options from plugin/options/. An option exports any of these:
//   auths       { <auth>: what it requires from callers, and how they prove it }, see gateway/auth.js
//   settings    rows for the table of settings, see gateway/settings.js
//   variables   values of ${proxy:…}
//   ranges      (item) => the address ranges of a keyword in allowedCidrs; undefined if it is not a keyword
//   problems    (service, context) => one line for each thing that is wrong in serverless.yml
//   warnings    (service) => one line for each thing to know before packaging
//   secrets     environment variables that must be references to secrets
//   prepare     (service, options) => changes the service before it is packaged
//   build       how the function is built, see build/publish.js
//   eventSources  the one function that receives events from elsewhere than API Gateway: { name, arns }
//   alias       the alias of the function that routes may call
//   verify      (request, service, api) => one line for each thing that is missing after a deployment
//   local       (declared, present) => one line for each variable that `sls local` lacks
//   accepted    the status of a request that the backend gets later, for `sls smoke`
//   hooks, commands  those of the plugin, see index.js

const fs = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, 'options');

// First, because a module of an option may require this file.
module.exports = { exported, merged, collect };

const modules = fs.existsSync(folder)
  ? fs
      .readdirSync(folder)
      .filter((file) => file.endsWith('.js') && !file.startsWith('refresh-'))
      .sort()
      .map((file) => require(path.join(folder, file)))
  : [];

/** Returns what the options export under a name. */
function exported(name) {
  return modules.map((module) => module[name]).filter(Boolean);
}

/** Merges the objects that the options export under a name. */
function merged(name) {
  return Object.assign({ __proto__: null }, ...exported(name));
}

/** Calls the functions that the options export under a name and joins their results. */
function collect(name, ...values) {
  return exported(name).flatMap((each) => each(...values));
}
