'use strict';

// What a stack has only where a parameter asks for it. A condition of CloudFormation's would not do: in a region without AWS Budgets, it refuses every
// template that names one.
const parts = {
  budgetEmail: { file: 'resources/budget.yml', resources: ['ProxyBudget'] },
  wafRequestsPer5Minutes: { file: 'resources/waf.yml', resources: ['ProxyWebAcl', 'ProxyWebAclAssociation'] },
};

/**
 * @param {object} service the Serverless Framework's: `custom`, `resources`
 * @returns {string[]} one line for each parameter that would have no effect; empty if there is none
 */
function problems({ custom, resources }) {
  return Object.entries(parts).flatMap(([parameter, part]) =>
    isAskedFor(custom, parameter) && part.resources.some((name) => !resources?.Resources?.[name])
      ? [
          `${parameter}: would do nothing without ${part.resources.join(' and ')}; right is ${part.file} below resources, or no ${parameter}`,
        ]
      : [],
  );
}

/** Takes out of a service what no parameter asks for. */
function leaveOut({ custom, resources }) {
  Object.entries(parts)
    .filter(([parameter]) => !isAskedFor(custom, parameter))
    .forEach(([, part]) => part.resources.forEach((name) => delete resources?.Resources?.[name]));
}

function isAskedFor({ proxy }, parameter) {
  return String(proxy[parameter] ?? '') !== '';
}

module.exports = { problems, leaveOut, isAskedFor };
