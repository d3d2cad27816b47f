'use strict';

// Updates github-ranges.json from GitHub and prints the changes. After an invalid answer, the file stays unchanged. The
// argument is the URL of a mirror.

const fs = require('node:fs');
const { checkCidr } = require('../gateway/addresses');
const { file: gitHubRanges } = require('./github-ranges');

async function main(mirror) {
  const old = JSON.parse(fs.readFileSync(gitHubRanges, 'utf8'));
  const hooks = await fetchHooks(mirror ?? old.source);
  const added = hooks.filter((cidr) => !old.hooks.includes(cidr));
  const removed = old.hooks.filter((cidr) => !hooks.includes(cidr));

  // Renaming replaces the whole file at once.
  const file = { source: old.source, date: new Date().toISOString().slice(0, 10), hooks };
  fs.writeFileSync(`${gitHubRanges}.new`, `${JSON.stringify(file, undefined, 2)}\n`);
  fs.renameSync(`${gitHubRanges}.new`, gitHubRanges);

  [...added.map((cidr) => `+ ${cidr}`), ...removed.map((cidr) => `- ${cidr}`)].forEach((line) => console.log(line));
  console.log(
    added.length + removed.length > 0
      ? `${hooks.length} ranges. Deploy to use them.`
      : `${hooks.length} ranges, unchanged.`,
  );
}

async function fetchHooks(source) {
  try {
    const response = await fetch(source, {
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout(20_000),
    });
    if (!response.ok) throw new Error(`the status is ${response.status}`);
    const hooks = (await response.json())?.hooks;
    if (!Array.isArray(hooks) || hooks.length === 0) throw new Error('the answer has no list "hooks"');
    const wrong = hooks.find((cidr) => typeof cidr !== 'string' || checkCidr(cidr) || isWide(cidr));
    if (wrong !== undefined)
      throw new Error(`the answer contains ${JSON.stringify(wrong)}, which is not a range of GitHub's`);
    return [...new Set(hooks)];
  } catch (error) {
    throw new Error(`${source}: ${error.cause?.message ?? error.message}`, { cause: error });
  }
}

/** Checks whether a range is too wide to be GitHub's. It would open the proxy to other callers. */
function isWide(cidr) {
  return Number(cidr.split('/')[1]) < (cidr.includes(':') ? 20 : 8);
}

main(process.argv[2]).catch((error) => {
  console.error(`plugin/options/github-ranges.json is unchanged: ${error.message}`);
  process.exitCode = 1;
});
