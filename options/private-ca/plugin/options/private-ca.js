'use strict';

// A backend with a certificate from a private CA, or one that requires a client certificate.

const { X509Certificate } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { project } = require('../service');

const key = 'BACKEND_CLIENT_KEY'; // secrets.js checks its value.
const useSecret = `Use ${key}: "{{resolve:secretsmanager:<name or ARN of the secret>:SecretString}}".`;
const environmentBytes = 4096;

function problems({ custom, functions, provider }, { folder }) {
  const source = project(folder, 'src');
  const environments = Object.values(functions).map(({ environment }) => ({ ...provider.environment, ...environment }));
  const isPlain = /^http:/i.test(custom.proxy.url);
  const unencrypted =
    `url: "${custom.proxy.url}" is not encrypted, so its certificates are not used. ` +
    'Use https, or remove the BACKEND_CA and BACKEND_CLIENT_ settings.';
  return [
    ...new Set([
      ...fs
        .readdirSync(source)
        .filter((file) => file.endsWith('.pem') && hasKey(path.join(source, file)))
        .map(
          (file) => `${file}: contains a private key, which would be in the repository and the package. ${useSecret}`,
        ),
      ...environments.flatMap((each) => [
        ...keyProblems(each),
        ...['BACKEND_CA', 'BACKEND_CLIENT_CERTIFICATE'].flatMap((name) => certificateProblems(each, name, source)),
        ...sizeProblems(each),
        ...(isPlain && Object.keys(each).some((name) => /^BACKEND_(CA|CLIENT_)/.test(name)) ? [unencrypted] : []),
      ]),
    ]),
  ];
}

function keyProblems(environment) {
  const certificate = Object.keys(environment).find((name) => name.startsWith('BACKEND_CLIENT_CERTIFICATE'));
  const hasSetting = Object.hasOwn(environment, key);
  return [
    ...(Object.hasOwn(environment, `${key}_FILE`)
      ? [`${key}_FILE: a key must not be in the package. ${useSecret}`]
      : []),
    ...(certificate && !hasSetting ? [`${key}: is missing, but ${certificate} is set. ${useSecret}`] : []),
    ...(hasSetting && !certificate
      ? [`BACKEND_CLIENT_CERTIFICATE_FILE: is missing, but ${key} is set. Use a PEM file next to the code.`]
      : []),
  ];
}

function certificateProblems(environment, name, source) {
  if (!Object.hasOwn(environment, `${name}_FILE`)) return [];
  const file = environment[`${name}_FILE`];
  const problem = (what, fix) => [`${name}_FILE: "${file}" ${what}. ${fix}.`];
  if (Object.hasOwn(environment, name))
    return problem(`conflicts with ${name}, which is set too`, 'Remove one of them');
  try {
    const { validTo } = new X509Certificate(fs.readFileSync(path.join(source, file)));
    return new Date(validTo) < new Date() ? problem(`expired on ${validTo}`, 'Use a current certificate') : [];
  } catch (error) {
    const fix = 'Use a PEM file with certificates next to the code';
    return problem(error.code === 'ENOENT' ? `is not in ${source}` : 'contains no certificate', fix);
  }
}

function sizeProblems(environment) {
  // Values that CloudFormation inserts are extra: their size is unknown here.
  const known = Object.entries(environment).filter(
    ([, value]) => typeof value !== 'object' && !/\{\{resolve:/.test(value),
  );
  const bytes = Buffer.byteLength(known.flat().join(''));
  return bytes > environmentBytes
    ? [`environment: has ${bytes} bytes, and Lambda accepts ${environmentBytes}. Use files for certificates.`]
    : [];
}

/** Returns one line for each certificate or key that `sls local` lacks. */
function local(declared, environment) {
  return Object.keys(declared)
    .filter((name) => /^BACKEND_C/.test(name) && !environment[name])
    .map((name) => `${name}: is not set. Set it in the environment to its PEM: ${name}="$(cat <file>)" npm run local.`);
}

function hasKey(file) {
  return fs.readFileSync(file, 'utf8').includes('PRIVATE KEY-----');
}

module.exports = { secrets: [key], problems, local };
