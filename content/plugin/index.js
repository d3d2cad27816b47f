'use strict';

// The Serverless plugin of this proxy: registers its hooks and commands. Each calls one function.

const { publish } = require('./build/publish');
const check = require('./check');
const deployed = require('./deploy/verify');
const { serve } = require('./operate/local');
const smoke = require('./operate/smoke');
const options = require('./options');
const { variableSource } = require('./settings');

class ServerlessProxy {
  constructor(serverless, commandOptions, { log }) {
    Object.assign(this, { serverless, options: commandOptions, log });

    this.hooks = {
      'before:package:initialize': () => this.build(),
      // After every other plugin, and before the template is stored for a deployment.
      'before:aws:package:finalize:saveServiceState': () => this.checkTemplate(),
      'after:package:finalize': () => this.checkTemplate(),
      'before:deploy:function:initialize': () =>
        this.fail(
          'sls deploy function: is disabled, because it bypasses CloudFormation and the checks. Run sls deploy.',
        ),
      // `sls deploy --package` takes settings and template from an earlier packaging.
      'before:deploy:deploy': () => this.checkConfiguration(),
      'before:aws:deploy:deploy:createStack': () => this.checkTemplate(),
      'before:aws:deploy:deploy:updateStack': () => deployed.prepare(serverless),
      // The last hook of a deployment. The other plugins run in earlier ones.
      'after:deploy:finalize': () => this.verify(),
      'local:serve': () => this.serve(),
      'smoke:check': () => this.smoke(),
    };
    this.commands = {
      local: {
        usage: 'Serve the proxy on http://127.0.0.1:<port>/<path> until Ctrl-C',
        lifecycleEvents: ['serve'],
        options: {
          port: { usage: 'The port to listen on (default: 3000)', type: 'string' },
          json: { usage: 'Print the JSON log lines that CloudWatch receives', type: 'boolean' },
        },
      },
      smoke: {
        usage: 'Check the deployed proxy with a few requests of each kind of caller',
        lifecycleEvents: ['check'],
        options: smoke.options,
      },
    };
    Object.assign(this.hooks, ...options.exported('hooks').map((hooks) => hooks(this)));
    Object.assign(this.commands, ...options.exported('commands'));
    this.configurationVariablesSources = { proxy: variableSource(serverless.classes.Error) };
  }

  async build() {
    const { service, serviceDir } = this.serverless;
    this.checkConfiguration();
    check.warnings(service).forEach((warning) => this.log.warning(warning));
    options.collect('prepare', service, this.options);
    await this.attempt(() => publish(serviceDir, service));
  }

  checkConfiguration() {
    this.reject(
      `serverless.yml cannot be deployed to stage "${this.serverless.service.provider.stage}":`,
      check.configurationProblems(this.serverless),
      'The settings are under params in serverless.yml. To set one on the command line: --param "vpcId=vpc-…".',
    );
  }

  checkTemplate() {
    this.reject(
      `The compiled template of stage "${this.serverless.service.provider.stage}" does not match serverless.yml:`,
      check.templateProblems(this.serverless),
      'Look under resources and resources.extensions in serverless.yml, and at other plugins.',
    );
  }

  async verify() {
    this.reject(
      `Stage "${this.serverless.service.provider.stage}" is deployed, but it is not protected as serverless.yml says:`,
      await deployed.missing(this.serverless),
      'The output of the plugins above may explain why. Deploy again, with --force if nothing else has changed.',
    );
  }

  async serve() {
    this.reject(
      'The proxy cannot run on this machine:',
      await this.attempt(() => serve(this.serverless, this.options)),
      'To forward to a backend on this machine: npm run local -- --param "url=http://127.0.0.1:9000".',
    );
  }

  async smoke() {
    const proxy = await smoke.proxyOf(this.serverless, this.options, process.env);
    this.reject('The proxy cannot be checked:', proxy.problems ?? [], 'npx sls smoke --help lists the options.');
    const passed = await smoke.check(proxy, (line) => console.log(line));
    if (!passed) this.fail(`smoke: ${proxy.url} failed the test. Correct what FAIL lists above.`);
  }

  async attempt(action) {
    try {
      return await action();
    } catch (error) {
      return this.fail(error.message);
    }
  }

  reject(first, problems, last) {
    if (problems.length > 0) this.fail([first, ...problems.map((problem) => `  ${problem}`), last].join('\n'));
  }

  /** Throws an error of the framework, which prints it without a stack trace. */
  fail(message) {
    throw new this.serverless.classes.Error(message);
  }
}

module.exports = ServerlessProxy;
