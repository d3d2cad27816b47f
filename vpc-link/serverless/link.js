'use strict';

// What API Gateway can be sent to, by its ARN.
const part = '[a-zA-Z0-9_-]+';
const kinds = {
  'Network Load Balancer': new RegExp(
    `^arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):\\d{12}:loadbalancer/net/${part}/[0-9a-f]+$`,
  ),
  'Application Load Balancer': new RegExp(
    `^arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):\\d{12}:loadbalancer/app/${part}/[0-9a-f]+$`,
  ),
  listener: new RegExp(
    `^arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):\\d{12}:listener/(?:app|net)/${part}/[0-9a-f]+/[0-9a-f]+$`,
  ),
  'Cloud Map service': new RegExp(`^arn:aws[a-z-]*:servicediscovery:([a-z0-9-]+):\\d{12}:service/srv-[a-z0-9]+$`),
};

/**
 * @param {string} arn
 * @returns {{ kind: string, region: string } | undefined} what it is the ARN of, and where that is; nothing if API Gateway can be sent to no such thing
 */
function targetOf(arn) {
  const found = Object.entries(kinds)
    .map(([kind, pattern]) => ({ kind, region: pattern.exec(arn)?.[1] }))
    .find(({ region }) => region);
  return found;
}

/** @returns {'v1' | 'v2'} the version of the link that reaches a target */
function versionOf(arn) {
  // Of a link V1 it is the link that names the load balancer, of V2 the integration.
  return targetOf(arn)?.kind === 'Network Load Balancer' ? 'v1' : 'v2';
}

/** @returns {'v1' | 'v2' | 'existing'} which of resources/vpc-link-….yml makes the link */
function madeBy({ loadBalancerArn, vpcLinkId }) {
  return vpcLinkId ? 'existing' : versionOf(loadBalancerArn);
}

/** @returns {string | { Ref: string }} the link's id, as CloudFormation takes it */
function connectionId(parameters) {
  const references = { existing: parameters.vpcLinkId, v1: { Ref: 'NetworkLoadBalancerLink' }, v2: { Ref: 'VpcLink' } };
  return references[madeBy(parameters)];
}

/** @returns {string | { Ref: string }} the load balancer that a REST API's integration names for a link V2; none for V1 */
function integrationTarget(arn) {
  // AWS's reference says "listener", and its guide, examples and CDK give the load balancer; the listener is the URL's port.
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
  return versionOf(arn) === 'v1'
    ? { Ref: 'AWS::NoValue' }
    : arn.replace(/:listener\/((?:[^/]+\/){2}[^/]+)\/[^/]+$/, ':loadbalancer/$1');
}

module.exports = { targetOf, madeBy, connectionId, integrationTarget };
