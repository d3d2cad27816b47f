'use strict';

const api = require('./api');
const callers = require('./callers');
const deployed = require('./deployed');
const ingress = require('./ingress');
const parameters = require('./link-parameters');
const protection = require('./protection');
const smoke = require('./smoke');
const { variables } = require('./variables');

/** Checks serverless.yml before anything is packaged, and the template before it is sent; makes sure that what was deployed is protected; checks a live
 * proxy. */
class ServerlessProxy {
  constructor(serverless, options, { log }) {
    this.serverless = serverless;
    this.options = options;
    this.log = log;

    this.hooks = {
      'before:package:initialize': () => this.prepare(),
      'after:aws:package:finalize:mergeCustomProviderResources': () => api.finish(this.template()),
      // Before the template is written, and after plugins that come later.
      'before:aws:package:finalize:saveServiceState': () => this.check(this.template()),
      'after:package:finalize': () => this.check(this.template()),
      // `sls deploy --package` takes settings and template from serverless-state.json.
      'before:aws:deploy:deploy:createStack': () => this.check(this.template()),
      // The last hook of a deploy.
      'after:deploy:finalize': () => this.verify(),
      'smoke:check': () => this.smoke(),
    };

    this.commands = {
      smoke: {
        usage: 'Check a live proxy from outside: what it rejects, what it answers, and its 404',
        lifecycleEvents: ['check'],
        options: smoke.options,
      },
    };

    this.configurationVariablesSources = { proxy: variables(serverless.classes.Error) };
  }

  prepare() {
    this.check();
    this.refuse(
      'serverless.yml asks for what resources do not have:',
      ingress.problems(this.serverless.service),
      'See README.md.',
    );
    ingress.leaveOut(this.serverless.service);
    const age = callers.ageOfGitHubRanges(new Date());
    if (age > 30 && /\bgithub\b/.test(this.serverless.service.custom.proxy.allowedCidrs)) {
      this.log.warning(
        `serverless/github-ranges.json is ${age} days old, and GitHub's addresses change; npm run refresh-github-ranges renews it.`,
      );
    }
  }

  template() {
    return this.serverless.service.provider.compiledCloudFormationTemplate;
  }

  check(template) {
    const { service } = this.serverless;
    const { stage } = service.provider;
    const region = this.serverless.getProvider('aws').getRegion();
    this.refuse(
      `serverless.yml cannot be used for stage "${stage}" as it is:`,
      [
        ...parameters.problems({ ...service.custom.proxy, region }),
        ...protection.problems(service),
        ...(template ? protection.templateProblems(template, service, stage) : []),
      ],
      'Parameters stand under params in serverless.yml, or are passed: --param "vpcId=vpc-…".',
    );
  }

  async verify() {
    this.refuse(
      `Stage "${this.serverless.service.provider.stage}" is deployed, but not protected as serverless.yml says:`,
      await deployed.missing(this.serverless),
      'Somebody has changed it past CloudFormation: change it back, or deploy again after another change of serverless.yml.',
    );
  }

  async smoke() {
    const proxy = await smoke.proxyOf(this.serverless, this.options, process.env);
    this.refuse('The proxy cannot be checked:', proxy.problems ?? [], 'See npx sls smoke --help.');
    if (!(await smoke.check(proxy, (line) => console.log(line)))) {
      throw this.error(`The proxy at ${proxy.url} failed a check. See FAIL above.`);
    }
  }

  refuse(first, problems, last) {
    if (problems.length > 0) throw this.error([first, ...problems.map((problem) => `  ${problem}`), last].join('\n'));
  }

  error(message) {
    return new this.serverless.classes.Error(message);
  }
}

module.exports = ServerlessProxy;
