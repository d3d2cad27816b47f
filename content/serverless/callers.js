'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { list } = require('./cidrs');

// `github` in allowedCidrs stands for what this file holds.
const gitHubRanges = path.join(__dirname, 'github-ranges.json');
const keyword = 'github';

/** @returns {boolean} whether this proxy has GitHub's ranges */
function knowsGitHub() {
  return fs.existsSync(gitHubRanges);
}

/** @returns {boolean} whether an item of allowedCidrs stands for other ranges */
function isKeyword(item) {
  return item === keyword && knowsGitHub();
}

/**
 * @param {string[]} items of allowedCidrs
 * @returns {string[]} the ranges that they name or stand for; none where every address may call
 */
function ranges(items) {
  const all = items.flatMap((item) =>
    isKeyword(item) ? JSON.parse(fs.readFileSync(gitHubRanges, 'utf8')).hooks : [item],
  );
  return all.includes('0.0.0.0/0') && all.includes('::/0') ? [] : [...new Set(all)];
}

/**
 * The resource policy of a REST API.
 * @param {string} auth who may call
 * @param {string} allowedCidrs where from, separated by commas
 * @returns {object[]} its statements; none where every address may call
 */
function resourcePolicy(auth, allowedCidrs) {
  const cidrs = ranges(list(allowedCidrs));
  if (cidrs.length === 0) return [];
  const invoke = { Principal: '*', Action: ['execute-api:Invoke'], Resource: 'execute-api:/*' };
  return auth === 'iam'
    ? // An Allow would do in place of the caller's own permission, for all of this account.
      [{ Effect: 'Deny', ...invoke, Condition: { NotIpAddress: { 'aws:SourceIp': cidrs } } }]
    : [{ Effect: 'Allow', ...invoke, Condition: { IpAddress: { 'aws:SourceIp': cidrs } } }];
}

/**
 * @param {string[]} items of allowedCidrs
 * @param {'rest' | 'http'} apiType
 * @returns {string | undefined} what is wrong with a list that AWS would refuse
 */
function checkSize(items, apiType) {
  const [text, limit, what] =
    apiType === 'rest'
      ? [
          JSON.stringify({ Version: '2012-10-17', Statement: resourcePolicy('iam', items.join(',')) }),
          8192,
          'resource policy',
        ]
      : // What is left, beside the other settings, of the 4,096 bytes that Lambda has for all.
        [ranges(items).join(','), 3000, "setting in the function's environment"];
  return text.length > limit ? `makes a ${what} of ${text.length} characters, where ${limit} fit` : undefined;
}

/**
 * @param {Date} now
 * @returns {number | undefined} how many days old GitHub's ranges are, endlessly many without a date; nothing if this proxy has none
 */
function ageOfGitHubRanges(now) {
  if (!knowsGitHub()) return undefined;
  const { date } = JSON.parse(fs.readFileSync(gitHubRanges, 'utf8'));
  const age = Math.floor((now.getTime() - Date.parse(date)) / 86_400_000);
  return Number.isNaN(age) ? Infinity : age;
}

module.exports = { gitHubRanges, knowsGitHub, isKeyword, ranges, resourcePolicy, checkSize, ageOfGitHubRanges };
