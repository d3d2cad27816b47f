'use strict';

const { publish, serve } = require('./dotnet');
const parameters = require('./parameters');

/** Checks the parameters and builds the code, before anything is packaged or sent. Serves the proxy locally. */
class ServerlessProxy {
  constructor(serverless, options) {
    this.serverless = serverless;
    this.options = options;

    const prepare = () => {
      this.check();
      this.orFail(() => publish(serverless.serviceDir, serverless.service.package.artifact));
    };
    this.hooks = {
      'before:package:initialize': prepare,
      'before:deploy:function:initialize': prepare,
      'local:serve': () => this.local(),
    };

    this.commands = {
      local: {
        usage: 'Serve the proxy on http://127.0.0.1:<port>/<path> until Ctrl-C',
        lifecycleEvents: ['serve'],
        options: { port: { usage: 'The port to listen on (default: 3000)', type: 'string' } },
      },
    };

    // ${proxy:…}: what follows from the parameters.
    this.configurationVariablesSources = {
      proxy: {
        resolve: async ({ address, resolveVariable }) => {
          const cidrs = parameters.list(await resolveVariable('param:backendCidrs'));
          switch (address) {
            case 'subnetIds':
              // An empty item would end in an error of osls's own, before check() tells of it.
              return { value: parameters.list(await resolveVariable('param:subnetIds')).filter(Boolean) };
            case 'ipv6':
              return { value: cidrs.some(parameters.isIpv6) };
            case 'egress':
              return { value: egress(cidrs, parameters.port(await resolveVariable('param:url'))) };
            default:
              throw new serverless.classes.Error(`\${proxy:${address}} is none of \${proxy:subnetIds}, \${proxy:ipv6}, \${proxy:egress}.`);
          }
        },
      },
    };
  }

  check({ local = false } = {}) {
    const { service, custom, provider } = this.serverless.service;
    const { stage, region } = provider;
    const values = { ...custom.proxy, 'service and stage': `${service}-${stage}-${region}-lambdaRole` };
    const problems = parameters.problems(values, local);
    if (problems.length > 0) {
      throw new this.serverless.classes.Error(
        [
          `serverless.yml cannot be used for stage "${stage}" as it is:`,
          ...problems.map((problem) => `  ${problem}`),
          'Write the right values under params in serverless.yml, or pass them: --param "vpcId=vpc-…".',
        ].join('\n'),
      );
    }
  }

  async local() {
    this.check({ local: true });
    const { provider, functions } = this.serverless.service;
    const environment = { ...provider.environment, ...functions.forward.environment };
    const args = ['--path', environment.ROUTE_PREFIX, '--timeout', String(provider.timeout), '--port', this.options.port ?? '3000'];
    try {
      await serve(this.serverless.serviceDir, args, environment);
    } catch (error) {
      throw new this.serverless.classes.Error(error.message);
    }
  }

  orFail(action) {
    try {
      action();
    } catch (error) {
      throw new this.serverless.classes.Error(error.message);
    }
  }
}

function egress(cidrs, port) {
  return cidrs.map((cidr) => ({
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    [parameters.isIpv6(cidr) ? 'CidrIpv6' : 'CidrIp']: cidr,
    Description: 'The backend',
  }));
}

module.exports = ServerlessProxy;
