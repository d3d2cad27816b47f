'use strict';

const { isIpv6, list } = require('./cidrs');
const { checks, port, problemsOf } = require('./parameters');
const { routes } = require('./routes');
const { egress } = require('./variables');

// What a function has of its own, beside its log.
const kinds = ['AWS::EC2::SecurityGroup', 'AWS::IAM::Role', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard'];
const settings = ['path', 'url', 'backendCidrs'];

/**
 * Gives every backend of `custom.proxy.routes` a function of its own, which is as `forward` is: its settings, its events below the route's path, and
 * copies of its security group, role, alarms and dashboard, named after the route.
 * @param {object} service the Serverless Framework's, once its variables are resolved: what is new is added to `functions` and `resources`
 * @param {string} stage
 */
function add({ service, custom, functions, resources, provider }, stage) {
  if (!functions.forward) return;
  const { vpc = provider.vpc, role = provider.iam?.role, ...forward } = functions.forward;
  // One that only puts requests into a queue is in no VPC: queue/settings.js refuses routes beside it.
  if (!vpc) return;
  const own = ownResources(resources?.Resources ?? {}, forward.name, { vpc, role });
  const stack = `${service}-${stage}`;
  for (const [name, route] of Object.entries(custom.proxy.routes ?? {}).filter(
    ([key]) => isName(key) && !Object.hasOwn(functions, key),
  )) {
    const { path, url, backendCidrs } = route ?? {};
    const prefix = name[0].toUpperCase() + name.slice(1);
    const copy = copier({
      ForwardLambdaFunction: `${prefix}LambdaFunction`,
      [forward.name]: `${stack}-${name}`,
      ...Object.fromEntries(own.map(([id]) => [id, prefix + id])),
    });
    for (const [id, resource] of own) {
      const { Properties, ...others } = copy(resource);
      // Whatever begins with the stack's name is a name, which no other may have.
      const named = Object.entries(Properties).filter(
        ([, value]) => typeof value === 'string' && value.startsWith(stack),
      );
      for (const [property, value] of named) Properties[property] = `${stack}-${name}${value.slice(stack.length)}`;
      if (Properties.SecurityGroupEgress) Properties.SecurityGroupEgress = egress(list(backendCidrs), port(url));
      resources.Resources[prefix + id] = { ...others, Properties };
    }
    functions[name] = {
      ...copy({ ...forward, role }),
      name: `${stack}-${name}`,
      description: `Forwards /${path} to a service in ${custom.proxy.vpcId}`,
      vpc: { ...copy(vpc), ipv6AllowedForDualStack: list(backendCidrs).some(isIpv6) },
      environment: { ...forward.environment, BACKEND_URL: url, ROUTE_PREFIX: `/${path}` },
      events: forward.events.flatMap((event) => below(event, custom.proxy.path, path)),
    };
  }
}

/** What belongs to the function of this name alone: it names the function, or the function's settings name it. */
function ownResources(all, name, ofFunction) {
  const names = replacing(['ForwardLambdaFunction', name]);
  return Object.entries(all).filter(
    ([id, resource]) =>
      kinds.includes(resource.Type) &&
      (JSON.stringify(resource).search(names) >= 0 || JSON.stringify(ofFunction).includes(`"${id}"`)),
  );
}

/** Copies a value, with other names in the place of some. */
function copier(names) {
  return (value) => JSON.parse(JSON.stringify(value).replace(replacing(Object.keys(names)), (name) => names[name]));
}

/** Finds names, and no part of longer ones. */
function replacing(names) {
  return new RegExp(`(?<![\\w-])(${names.join('|')})(?![\\w-])`, 'g');
}

/**
 * @param {object} service the Serverless Framework's, with what `add` has added
 * @param {boolean} local whether the proxy runs on this machine, where only URLs and paths matter
 * @returns {string[]} one line for each backend that cannot be used, and for each function that forwards elsewhere than its route says; empty if there is none
 */
function problems({ custom, functions, provider }, local = false) {
  const { routes: backends = {}, ...first } = custom.proxy;
  if (typeof backends !== 'object' || Array.isArray(backends) || backends === null)
    return ['routes: is no map; right is a name for each, with its path, url and backendCidrs'];
  const paths = [first.path, ...Object.values(backends).map((route) => route?.path)];
  return [
    ...Object.entries(backends).flatMap(([name, route]) => [
      ...(isName(name)
        ? []
        : [`routes.${name}: cannot name a function; right are letters and digits, and not forward or proxy`]),
      ...Object.keys(route ?? {})
        .filter((key) => !settings.includes(key))
        .map((key) => `routes.${name}.${key}: is unknown; right are ${settings.join(', ')}`),
      ...problemsOf(checks, local ? ['url', 'path'] : settings, { ...route, local }).map(
        (problem) => `routes.${name}.${problem}`,
      ),
      ...(paths.filter((path) => path === route?.path).length > 1
        ? [`routes.${name}.path: "${route?.path}" is another route's too; right is one of its own`]
        : []),
    ]),
    ...Object.entries(functions)
      .filter(([, each]) => routes({ each }).length > 0)
      .flatMap(([name, { environment }]) =>
        elsewhere(
          name,
          { ...provider.environment, ...environment },
          name === 'forward' ? first : Object.hasOwn(backends, name) && backends[name],
        ),
      ),
  ];
}

/** What the security group lets out, and what is checked, is the route's. */
function elsewhere(name, environment, route) {
  if (!route)
    return [
      `functions.${name}: is no route, so that nothing says where it may forward to; right is a name below custom.proxy.routes`,
    ];
  return Object.entries({ BACKEND_URL: route.url, ROUTE_PREFIX: `/${route.path}` })
    .filter(([setting, value]) => environment[setting] !== value)
    .map(
      ([setting, value]) => `environment of functions.${name}: ${setting} is not that of its route; right is ${value}`,
    );
}

/** An event of API Gateway's, below another path. */
function below(event, from, to) {
  const moved = (path) => {
    const [, slash, rest] = /^(\/?)(.*)$/.exec(path);
    return rest === from || rest.startsWith(`${from}/`) ? slash + to + rest.slice(from.length) : path;
  };
  return ['http', 'httpApi']
    .filter((kind) => event[kind])
    .map((kind) => {
      const route = event[kind];
      return {
        [kind]:
          typeof route === 'string'
            ? route
                .split(' ')
                .map((word, index) => (index === 1 ? moved(word) : word))
                .join(' ')
            : { ...route, path: moved(route.path) },
      };
    });
}

/** Whether a route's name can begin the ids of its resources. */
function isName(name) {
  return /^[a-zA-Z][a-zA-Z0-9]*$/.test(name) && !['forward', 'proxy'].includes(name.toLowerCase());
}

module.exports = { add, problems };
