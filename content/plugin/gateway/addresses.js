'use strict';

// Address ranges: those that callers come from, and those that the function connects to.

const net = require('node:net');

/** Returns the values of a setting that is one text, separated by commas. */
function list(value) {
  return String(value ?? '')
    .split(',')
    .map((item) => item.trim());
}

/** Checks whether a CIDR is an IPv6 range. */
function isIpv6(cidr) {
  return cidr.includes(':');
}

/** Returns what is wrong with a CIDR; undefined if nothing is. */
function checkCidr(cidr) {
  const [address, length, ...more] = cidr.split('/');
  const family = net.isIP(address);
  const bits = family === 6 ? 128 : 32;
  const isLength = /^(0|[1-9]\d{0,2})$/.test(length ?? '') && Number(length) <= bits;
  if (!family || address.includes('%') || more.length > 0 || !isLength) return 'is not a CIDR';
  // AWS and .NET reject what could mean two things: an address, or the range around it.
  if (toNumber(address, family) % 2n ** BigInt(bits - Number(length)) !== 0n) return 'has bits set after its prefix';
}

function toNumber(address, family) {
  const combine = (parts, bits) => parts.reduce((number, part) => (number << bits) + BigInt(part), 0n);
  return family === 4 ? combine(address.split('.').map(Number), 8n) : combine(groups(address), 16n);
}

function groups(address) {
  // The URL parser writes an embedded IPv4 address as two groups.
  const [head, tail] = new URL(`http://[${address}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((half) => (half ? half.split(':') : []));
  const zeros = tail ? Array(8 - head.length - tail.length).fill('0') : [];
  return [...head, ...zeros, ...(tail ?? [])].map((group) => parseInt(group, 16));
}

// No backend can have one of these addresses. The URL parser has already normalized other spellings (0x7f.1), and
// BlockList also finds IPv4 addresses that are written as IPv6 (::ffff:127.0.0.1).
const ownAddresses = new net.BlockList();
ownAddresses.addSubnet('0.0.0.0', 8);
ownAddresses.addSubnet('127.0.0.0', 8);
ownAddresses.addSubnet('169.254.0.0', 16);
ownAddresses.addSubnet('::', 96, 'ipv6');
ownAddresses.addSubnet('fe80::', 10, 'ipv6');

/**
 * Checks whether a URL's host is this machine or its link. A name that only resolves to such an address is allowed,
 * because VPC Lattice uses them.
 */
function isOwnAddress(host) {
  if (!net.isIP(host)) return /(^|\.)localhost\.?$/i.test(host);
  return ownAddresses.check(host, isIpv6(host) ? 'ipv6' : 'ipv4');
}

/** Checks whether CIDRs, separated by commas, contain an address. */
function contains(cidrs, address) {
  const ranges = new net.BlockList();
  for (const [network, length] of list(cidrs).map((cidr) => cidr.split('/'))) {
    ranges.addSubnet(network, Number(length), isIpv6(network) ? 'ipv6' : 'ipv4');
  }
  return ranges.check(address, isIpv6(address) ? 'ipv6' : 'ipv4');
}

/** Returns the ranges that callers must come from; none if every address may call. */
function callerRanges(allowedCidrs) {
  const all = list(allowedCidrs);
  return all.includes('0.0.0.0/0') && all.includes('::/0') ? [] : [...new Set(all)];
}

/**
 * Returns the statements of a REST API's resource policy; none if every address may call.
 * @param {string} auth who may call
 * @param {string} allowedCidrs where callers must come from, separated by commas
 */
function resourcePolicy(auth, allowedCidrs) {
  const cidrs = callerRanges(allowedCidrs);
  if (cidrs.length === 0) return [];
  const invoke = { Principal: '*', Action: ['execute-api:Invoke'], Resource: 'execute-api:/*' };
  return auth === 'iam'
    ? // An Allow would replace the caller's own permission, for everyone in this account.
      [{ Effect: 'Deny', ...invoke, Condition: { NotIpAddress: { 'aws:SourceIp': cidrs } } }]
    : [{ Effect: 'Allow', ...invoke, Condition: { IpAddress: { 'aws:SourceIp': cidrs } } }];
}

/** Returns the security group rules that allow connections to one port of these ranges. */
function egress(cidrs, port) {
  return list(cidrs).map((cidr) => ({
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    [isIpv6(cidr) ? 'CidrIpv6' : 'CidrIp']: cidr,
    Description: 'The backend',
  }));
}

module.exports = { list, isIpv6, checkCidr, isOwnAddress, contains, callerRanges, resourcePolicy, egress };
