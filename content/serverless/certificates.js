'use strict';

const { X509Certificate } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

// Certificates of the connection to the service. What stands here is in the repository, where a key must not be.
const key = 'BACKEND_CLIENT_KEY'; // secrets.js checks its value.
const fromSecret = `right is ${key}: "{{resolve:secretsmanager:<the secret's name or ARN>:SecretString}}"`;
const environmentBytes = 4096;

/**
 * @param {object} service the Serverless Framework's: `custom`, `functions`, `provider`
 * @param {string} folder the function's project, whose *.pem files go into the package
 * @returns {string[]} one line for each thing that is in the wrong place, or of no use; empty if there is none
 */
function problems({ custom, functions, provider }, folder) {
  const settings = Object.values(functions).map(({ environment }) => ({ ...provider.environment, ...environment }));
  const urls = [custom.proxy, ...Object.values(custom.proxy.routes ?? {})].map((route) => route?.url);
  return [
    ...fs
      .readdirSync(folder)
      .filter((file) => file.endsWith('.pem') && holdsKey(path.join(folder, file)))
      .map((file) => `${file}: holds a private key, which is in the package and in the repository then; ${fromSecret}`),
    ...new Set(
      settings.flatMap((each) => [
        ...keyProblems(each),
        ...certificateProblems(each, 'BACKEND_CA', folder),
        ...certificateProblems(each, 'BACKEND_CLIENT_CERTIFICATE', folder),
        ...sizeProblems(each),
      ]),
    ),
    ...(urls.every((url) => /^http:/i.test(url)) && settings.some(isTls)
      ? [
          `url: "${custom.proxy.url}" is not encrypted, so that certificates are of no use; right is https, or without BACKEND_CA and BACKEND_CLIENT_…`,
        ]
      : []),
  ];
}

function keyProblems(settings) {
  const certificate = Object.keys(settings).find((name) => name.startsWith('BACKEND_CLIENT_CERTIFICATE'));
  return [
    ...(`${key}_FILE` in settings ? [`${key}_FILE: a key in the package is one in the repository; ${fromSecret}`] : []),
    ...(certificate && !(key in settings) ? [`${key}: is missing, and ${certificate} is there; ${fromSecret}`] : []),
    ...(key in settings && !certificate
      ? [`BACKEND_CLIENT_CERTIFICATE_FILE: is missing, and ${key} is there; right is a file beside the code`]
      : []),
  ];
}

function certificateProblems(settings, name, folder) {
  const file = settings[`${name}_FILE`];
  if (file === undefined) return [];
  const wrong = (what, right) => [`${name}_FILE: "${file}" ${what}; right is ${right}`];
  if (name in settings) return wrong(`is there, and so is ${name}`, 'one of them');
  try {
    const { validTo } = new X509Certificate(fs.readFileSync(path.join(folder, file)));
    return new Date(validTo) < new Date() ? wrong(`was valid until ${validTo}`, 'a new one') : [];
  } catch (error) {
    return wrong(
      error.code === 'ENOENT' ? `is not in ${folder}` : 'holds no certificate',
      'a PEM file beside the code, with certificates',
    );
  }
}

function sizeProblems(settings) {
  // What CloudFormation fills in comes on top: nobody knows here how much.
  const bytes = Buffer.byteLength(
    Object.entries(settings)
      .filter(([, value]) => !isFilledIn(value))
      .flat()
      .join(''),
  );
  return bytes > environmentBytes
    ? [`environment: has ${bytes} bytes, where Lambda takes ${environmentBytes}; right is certificates in files`]
    : [];
}

/** @returns {boolean} whether CloudFormation puts the value in the place of what stands here */
function isFilledIn(value) {
  return typeof value === 'object' || /\{\{resolve:secretsmanager:/.test(value);
}

function isTls(settings) {
  return Object.keys(settings).some((name) => /^BACKEND_(CA|CLIENT_)/.test(name));
}

function holdsKey(file) {
  return fs.readFileSync(file, 'utf8').includes('PRIVATE KEY-----');
}

module.exports = { problems, isFilledIn };
