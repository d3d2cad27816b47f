'use strict';

// CloudFormation's intrinsic functions, as far as serverless.yml and osls need them here.

/** @returns {string | undefined} a value of a template as one text, with references as Fn::Sub writes them */
function text(value) {
  if (typeof value !== 'object') return value?.toString();
  const [[name, argument] = [], ...more] = Object.entries(value ?? {});
  if (more.length > 0) return undefined;
  if (name === 'Ref') return `\${${argument}}`;
  if (name === 'Fn::GetAtt') return `\${${[argument].flat().join('.')}}`;
  const [first, second = {}] = [argument].flat();
  if (name === 'Fn::Sub')
    return String(first).replace(/\$\{(\w+)\}/g, (all, key) =>
      Object.hasOwn(second, key) ? (text(second[key]) ?? all) : all,
    );
  const parts = name === 'Fn::Join' && Array.isArray(argument[1]) ? argument[1].map(text) : [undefined];
  return parts.includes(undefined) ? undefined : parts.join(argument[0]);
}

module.exports = { text };
