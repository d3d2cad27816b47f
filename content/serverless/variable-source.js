'use strict';

/**
 * Returns the variable source of `${proxy:…}`.
 * @param {Record<string, (setting: (name: string) => Promise<unknown>) => Promise<unknown>>} values what computes each
 * value, from the settings of `custom.proxy`
 * @param {new (message: string) => Error} ServerlessError the framework's class
 */
function variableSource(values, ServerlessError) {
  return {
    resolve: async ({ address, resolveConfigurationProperty }) => {
      if (!Object.hasOwn(values, address)) {
        const names = Object.keys(values).map((name) => `\${proxy:${name}}`);
        throw new ServerlessError(`\${proxy:${address}}: unknown variable. Use ${names.join(', ')}.`);
      }
      // Not ${self:…}, which resolves what looks like a variable in a setting's value again.
      const setting = async (name) => {
        const value = await resolveConfigurationProperty(['custom', 'proxy', name]);
        if (value === undefined) throw new ServerlessError(`custom.proxy.${name}: missing. Add it.`);
        return value;
      };
      return { value: literal(await values[address](setting)) };
    },
  };
}

/** Returns what the framework, which looks for variables in the result of a source, resolves to a value. */
function literal(value) {
  if (typeof value === 'string')
    return value.replace(/\\(?=\\*\$+\{)/g, '\\\\').replace(/\$(?=\$*\{)/g, () => "${opt:dollar, '$'}");
  if (Array.isArray(value)) return value.map(literal);
  if (value?.constructor === Object)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literal(each)]));
  return value;
}

module.exports = { variableSource };
