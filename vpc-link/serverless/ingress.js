'use strict';

const { madeBy } = require('./link');

// What lets the link into the load balancer's security group, which is not this stack's: there only where loadBalancerSecurityGroupId names that group.
const rule = 'LoadBalancerIngress';

/**
 * @param {object} service the Serverless Framework's: `custom`, `resources`
 * @returns {string[]} one line if the parameter would have no effect; empty if all is right
 */
function problems({ custom: { proxy }, resources }) {
  return isAskedFor(proxy) && madeBy(proxy) === 'v2' && !resources?.Resources?.[rule]
    ? [
        `loadBalancerSecurityGroupId: would do nothing without ${rule}; right is as resources/vpc-link-v2.yml has it, or nothing`,
      ]
    : [];
}

/** Takes it out of a service that does not ask for it. */
function leaveOut({ custom: { proxy }, resources }) {
  if (!isAskedFor(proxy)) delete resources?.Resources?.[rule];
}

function isAskedFor({ loadBalancerSecurityGroupId }) {
  return String(loadBalancerSecurityGroupId ?? '') !== '';
}

module.exports = { problems, leaveOut };
