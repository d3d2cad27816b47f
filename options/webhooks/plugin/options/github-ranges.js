'use strict';

// GitHub's webhooks come from known addresses: the item `github` of allowedCidrs means all of them.

const fs = require('node:fs');
const path = require('node:path');

const file = path.join(__dirname, 'github-ranges.json');
const maxAgeInDays = 30;

/** Returns GitHub's ranges for the item `github` of allowedCidrs. */
function ranges(item) {
  return item === 'github' ? [read().hooks] : [];
}

function warnings() {
  const age = Math.floor((Date.now() - Date.parse(read().date)) / 86_400_000);
  return age <= maxAgeInDays
    ? []
    : [`github-ranges.json: is ${age} days old. Run node plugin/options/refresh-github-ranges.js.`];
}

function read() {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

module.exports = { ranges, warnings, file };
