'use strict';

// What of the service's URL goes where. API Gateway finds the way by the link; the URL says how the service is spoken to.

/** @returns {URL} the URL; any other than an absolute one, which is refused, as nobody's */
function parse(url) {
  return new URL(URL.canParse(url) ? url : 'http://nobody.invalid');
}

/** @returns {string} scheme, host and port */
function origin(url) {
  return parse(url).origin;
}

/** @returns {string} the path of the exact route, as it is written: a slash at its end counts */
function path(url) {
  return parse(url).pathname;
}

/** @returns {string} the path to which `/` and what is below the route are appended */
function base(url) {
  return path(url).replace(/\/+$/, '');
}

/** @returns {string} the host and, unless it is the scheme's own, the port: what the service gets as `Host` */
function host(url) {
  return parse(url).host;
}

/** @returns {{ ServerNameToVerify: string } | { Ref: string }} how an HTTP API speaks TLS; not at all with an http URL */
function tlsConfig(url) {
  const { protocol, hostname } = parse(url);
  return protocol === 'https:' ? { ServerNameToVerify: hostname } : { Ref: 'AWS::NoValue' };
}

module.exports = { origin, path, base, host, tlsConfig };
