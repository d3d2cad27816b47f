'use strict';

// A reporter of node:test: writes how many tests passed and failed, and the percentage of lines that they cover.

const fs = require('node:fs');
const path = require('node:path');

// Not from support.js, which would assemble the plugins again while the tests use them.
const root = path.join(__dirname, '..', '..');
const artifacts = path.join(root, 'artifacts', 'tests', 'plugin');

/** Returns the source of a file in an assembled plugin, or undefined for any other file. */
function sourceOf(file) {
  const [, type, module] = /^(?:proxy|default|link-(rest|http))\/plugin\/(.*)$/.exec(relative(artifacts, file)) ?? [];
  if (!module) return undefined;
  const folders = [`link/${type}/plugin`, 'link/plugin', 'content/plugin'].slice(type ? 0 : 2);
  return folders.map((folder) => `${folder}/${module}`).find((each) => fs.existsSync(path.join(root, each))) ?? module;
}

function relative(folder, file) {
  return path.relative(folder, file).split(path.sep).join('/');
}

/** Several assembled plugins contain the same source. A line is covered if it is covered in one of them. */
function coveredPercent({ files }) {
  const sources = new Map();
  for (const { path: file, lines } of files) {
    const source = sourceOf(file);
    if (!source) continue;
    const counts = sources.get(source) ?? new Map();
    lines.forEach(({ line, count }) => counts.set(line, (counts.get(line) ?? 0) + count));
    sources.set(source, counts);
  }
  const all = [...sources.values()].flatMap((counts) => [...counts.values()]);
  return (100 * all.filter((count) => count > 0).length) / all.length;
}

module.exports = async function* totals(events) {
  const result = { passed: 0, failed: 0, coveredPercent: 0 };
  for await (const { type, data } of events) {
    if (type === 'test:pass' && data.details.type !== 'suite') result.passed++;
    if (type === 'test:fail' && data.details.type !== 'suite') result.failed++;
    if (type === 'test:coverage') result.coveredPercent = coveredPercent(data.summary);
  }
  yield JSON.stringify(result);
};
