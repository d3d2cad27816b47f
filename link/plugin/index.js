'use strict';

// The Serverless plugin of this proxy: registers its hooks and commands. Each calls one function.

const check = require('./check');
const deployed = require('./deploy/verify');
const { finish } = require('./deploy/api');
const smoke = require('./operate/smoke');
const { variableSource } = require('./settings');

class ServerlessProxy {
  constructor(serverless, commandOptions) {
    Object.assign(this, { serverless, options: commandOptions });

    this.hooks = {
      'before:package:initialize': () => this.checkConfiguration(),
      'after:aws:package:finalize:mergeCustomProviderResources': () => finish(this.template()),
      // After every other plugin, and before the template is stored for a deployment.
      'before:aws:package:finalize:saveServiceState': () => this.checkTemplate(),
      'after:package:finalize': () => this.checkTemplate(),
      // `sls deploy --package` takes settings and template from an earlier packaging.
      'before:deploy:deploy': () => this.checkConfiguration(),
      'before:aws:deploy:deploy:createStack': () => this.checkTemplate(),
      // The last hook of a deployment.
      'after:deploy:finalize': () => this.verify(),
      'smoke:check': () => this.smoke(),
    };
    this.commands = {
      smoke: {
        usage: 'Check the deployed proxy with a few requests of each kind of caller',
        lifecycleEvents: ['check'],
        options: smoke.options,
      },
    };
    this.configurationVariablesSources = { proxy: variableSource(serverless.classes.Error) };
  }

  template() {
    return this.serverless.service.provider.compiledCloudFormationTemplate;
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
      'Somebody changed it outside CloudFormation. Undo that, or deploy again after another change of serverless.yml.',
    );
  }

  async smoke() {
    const proxy = await smoke.proxyOf(this.serverless, this.options, process.env);
    this.reject('The proxy cannot be checked:', proxy.problems ?? [], 'npx sls smoke --help lists the options.');
    const passed = await smoke.check(proxy, (line) => console.log(line));
    if (!passed) this.fail(`smoke: ${proxy.url} failed the test. Correct what FAIL lists above.`);
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
