'use strict';

/**
 * Compares routes: what each asks of callers, by its name.
 * @param {Record<string, string>} wanted those of serverless.yml
 * @param {Record<string, string>} served those of the stage
 * @returns {string[]} one line for each that differs; empty if none does
 */
function differences(wanted, served) {
  return [...new Set([...Object.keys(wanted), ...Object.keys(served)])]
    .filter((route) => served[route] !== wanted[route])
    .map(
      (route) =>
        `${route}: ${served[route] ? `is served, and asks callers for ${served[route]}` : 'is not served'}, where serverless.yml says ${wanted[route] ?? 'no such route'}`,
    );
}

module.exports = { differences };
