'use strict';

const net = require('node:net');

// Where no backend can be. The parser of URLs has brought other spellings (0x7f.1) to these; BlockList finds IPv4
// addresses that are written as IPv6 (::ffff:127.0.0.1), too.
const ownAddresses = new net.BlockList();
ownAddresses.addSubnet('0.0.0.0', 8);
ownAddresses.addSubnet('127.0.0.0', 8);
ownAddresses.addSubnet('169.254.0.0', 16);
// The unspecified address, ::1, and IPv4 addresses behind zeros.
ownAddresses.addSubnet('::', 96, 'ipv6');
ownAddresses.addSubnet('fe80::', 10, 'ipv6');

/** @returns {string[]} the values of a list that stands as one text, separated by commas */
function list(value) {
  return String(value ?? '')
    .split(',')
    .map((item) => item.trim());
}

/** @returns {boolean} whether a CIDR is one of IPv6 */
function isIpv6(cidr) {
  return cidr.includes(':');
}

/** @returns {string | undefined} what is wrong with a CIDR */
function checkCidr(cidr) {
  const [address, length, ...more] = cidr.split('/');
  const family = net.isIP(address);
  const bits = family === 6 ? 128 : 32;
  if (
    !family ||
    address.includes('%') ||
    more.length > 0 ||
    !/^(0|[1-9]\d{0,2})$/.test(length ?? '') ||
    Number(length) > bits
  )
    return 'is no CIDR';
  // AWS and .NET refuse what could mean two things: an address, or the range around it.
  if (toNumber(address, family) % 2n ** BigInt(bits - Number(length)) !== 0n) return 'has bits set behind its prefix';
}

/** Checks whether a URL's host is this machine or its link. It does not resolve names, because those of VPC Lattice
 * have link-local addresses. */
function isOwnAddress(host) {
  if (!net.isIP(host)) return /(^|\.)localhost\.?$/.test(host);
  return ownAddresses.check(host, isIpv6(host) ? 'ipv6' : 'ipv4');
}

function toNumber(address, family) {
  return family === 4 ? combine(address.split('.').map(Number), 8n) : combine(groups(address), 16n);
}

function combine(parts, bits) {
  return parts.reduce((number, part) => (number << bits) + BigInt(part), 0n);
}

function groups(address) {
  // The parser writes an embedded IPv4 address as two groups.
  const [head, tail] = new URL(`http://[${address}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((half) => (half ? half.split(':') : []));
  return [...head, ...(tail ? Array(8 - head.length - tail.length).fill('0') : []), ...(tail ?? [])].map((group) =>
    parseInt(group, 16),
  );
}

module.exports = { list, isIpv6, isOwnAddress, checkCidr };
