'use strict';

// All tests in one process: they share the assembled plugins, and the last one needs the messages of the others.

const files = [
  'settings',
  'protection',
  'options',
  'gateway',
  'verify',
  'template',
  'link',
  'smoke',
  'plugin',
  'messages',
];
files.forEach((file) => require(`./${file}.test.js`));
