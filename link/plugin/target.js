'use strict';

// Where requests go: the VPC link and its target. The link and the load balancer's ARN determine where API Gateway
// connects, and the URL determines the request that it sends there.

const part = '[a-zA-Z0-9_-]+';
const balancing = 'arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):\\d{12}:';

/** What API Gateway can send requests to, by ARN. */
const kinds = {
  'Network Load Balancer': new RegExp(`^${balancing}loadbalancer/net/${part}/[0-9a-f]+$`),
  'Application Load Balancer': new RegExp(`^${balancing}loadbalancer/app/${part}/[0-9a-f]+$`),
  listener: new RegExp(`^${balancing}listener/(?:app|net)/${part}/[0-9a-f]+/[0-9a-f]+$`),
  'Cloud Map service': new RegExp(`^arn:aws[a-z-]*:servicediscovery:([a-z0-9-]+):\\d{12}:service/srv-[a-z0-9]+$`),
};

/** Returns the kind and the region of what an ARN names; undefined if API Gateway cannot send requests to it. */
function targetOf(arn) {
  return Object.entries(kinds)
    .map(([kind, pattern]) => ({ kind, region: pattern.exec(arn)?.[1] }))
    .find(({ region }) => region);
}

/** Returns the version of the VPC link that reaches a target: with V1, the link names the load balancer. */
function versionOf(arn) {
  return targetOf(arn)?.kind === 'Network Load Balancer' ? 'v1' : 'v2';
}

/** Returns which VPC link the stack creates: 'v1' or 'v2', or 'existing' if it creates none. */
function linkOf({ loadBalancerArn, vpcLinkId }) {
  return vpcLinkId ? 'existing' : versionOf(loadBalancerArn);
}

/** Returns the ID of the VPC link for CloudFormation. */
function connectionId(settings) {
  const ids = { existing: settings.vpcLinkId, v1: { Ref: 'NetworkLoadBalancerLink' }, v2: { Ref: 'VpcLink' } };
  return ids[linkOf(settings)];
}

/** Checks whether the stack adds a rule for its link to the load balancer's security group. */
function hasIngress({ loadBalancerSecurityGroupId, ...settings }) {
  return linkOf(settings) === 'v2' && String(loadBalancerSecurityGroupId ?? '') !== '';
}

/** Returns the load balancer that the integration of a REST API names with a link V2. With V1 it names none. */
function integrationTarget(arn) {
  // AWS's reference says "listener", and its guide, examples and CDK give the load balancer. The URL's port is the
  // listener. https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
  return versionOf(arn) === 'v1'
    ? { Ref: 'AWS::NoValue' }
    : arn.replace(/:listener\/((?:[^/]+\/){2}[^/]+)\/[^/]+$/, ':loadbalancer/$1');
}

/** Returns the parts of the service's URL: the unchanged path, and `base`, which has no slash at its end. */
function backendOf(value) {
  // The check rejects everything else, after the variables are resolved.
  const { origin, host, hostname, protocol, pathname: path } = new URL(URL.canParse(value) ? value : 'http://invalid');
  return { origin, host, hostname, isTls: protocol === 'https:', path, base: path.replace(/\/+$/, '') };
}

module.exports = { targetOf, linkOf, connectionId, hasIngress, integrationTarget, backendOf };
