'use strict';

const apiKeys = require('./api-keys');
const backends = require('./backends');
const callers = require('./callers');
const certificates = require('./certificates');
const deployed = require('./deployed');
const { publish, project, serve } = require('./dotnet');
const local = require('./local');
const native = require('./native');
const optional = require('./optional');
const parameters = require('./parameters');
const protection = require('./protection');
//#if (UseQueue)
const deadLetters = require('./queue/dead-letters');
const removal = require('./queue/removal');
const queue = require('./queue/settings');
//#endif
const role = require('./role');
const { apiType } = require('./routes');
const secrets = require('./secrets');
const smoke = require('./smoke');
const snapStart = require('./snap-start');
const throttling = require('./throttling');
const { variables } = require('./variables');

// Each finds what of serverless.yml does not fit together.
const checked = [
  protection,
  throttling,
  apiKeys,
  role,
  snapStart,
  optional,
  //#if (UseQueue)
  queue,
  //#endif
];

/** Checks serverless.yml and builds the code before anything is packaged or sent; makes sure that what was deployed is
 * protected; serves the proxy locally; checks a live one. */
class ServerlessProxy {
  constructor(serverless, options, { log }) {
    this.serverless = serverless;
    this.options = options;
    this.log = log;

    this.hooks = {
      initialize: () => backends.add(serverless.service, serverless.getProvider('aws').getStage()),
      'before:package:initialize': () => this.prepare(),
      'before:deploy:function:initialize': () => this.refuseFunctionAlone(),
      // `sls deploy --package` takes what was packaged earlier.
      'before:deploy:deploy': () => this.check(),
      'before:aws:deploy:deploy:updateStack': () => deployed.prepare(serverless),
      // The last hook of a deploy: the plugins do their work in those before.
      'after:deploy:finalize': () => this.verify(),
      'local:serve': () => this.local(),
      'smoke:check': () => this.smoke(),
      //#if (UseQueue)
      'before:remove:remove': async () =>
        this.refuse(
          'The stack is not removed:',
          await removal.prepare(serverless, process.env),
          'Callers were told that these requests are accepted.',
        ),
      'dlq:list': () => deadLetters.listDead(serverless, (line) => console.log(line)),
      'redrive:start': () => deadLetters.redrive(serverless, (line) => console.log(line)),
      //#endif
    };

    this.commands = {
      local: {
        usage: 'Serve the proxy on http://127.0.0.1:<port>/<path> until Ctrl-C',
        lifecycleEvents: ['serve'],
        options: {
          port: { usage: 'The port to listen on (default: 3000)', type: 'string' },
          route: {
            usage: 'Which of custom.proxy.routes (default: the first route, custom.proxy.path)',
            type: 'string',
          },
        },
      },
      smoke: {
        usage: 'Check a live proxy from outside: what it rejects, what it answers, and its 404',
        lifecycleEvents: ['check'],
        options: smoke.options,
      },
      //#if (UseQueue)
      dlq: { usage: 'List what is in the dead-letter queue, without bodies', lifecycleEvents: ['list'] },
      redrive: { usage: 'Move what is in the dead-letter queue back into the queue', lifecycleEvents: ['start'] },
      //#endif
    };

    this.configurationVariablesSources = { proxy: variables(serverless.classes.Error) };
  }

  prepare() {
    this.check();
    optional.leaveOut(this.serverless.service);
    const {
      provider,
      custom,
      package: { artifact },
    } = this.serverless.service;
    if (this.options.force) secrets.readAnew(this.serverless.service, new Date());
    const { container } = custom.proxy;
    this.refuse(
      'This machine cannot build the function:',
      native.problems(provider, process, container),
      'A managed runtime (dotnet8, dotnet10) is built anywhere.',
    );
    const age = callers.ageOfGitHubRanges(new Date());
    if (age > 30)
      this.log.warning(
        `serverless/github-ranges.json is ${age} days old, and GitHub's addresses change; npm run refresh-github-ranges renews it.`,
      );
    try {
      publish(this.serverless.serviceDir, artifact, provider, container);
    } catch (error) {
      throw this.error(error.message);
    }
  }

  check() {
    const { service } = this.serverless;
    const { stage } = service.provider;
    const longest = Object.values(service.functions).reduce(
      (name, each) => (each.name.length > name.length ? each.name : name),
      '',
    );
    const region = this.serverless.getProvider('aws').getRegion();
    const values = {
      ...service.custom.proxy,
      apiType: apiType(service.functions),
      region,
      'service and stage': longest,
    };
    this.refuse(
      `serverless.yml cannot be used for stage "${stage}" as it is:`,
      [
        ...parameters.problems(values),
        ...backends.problems(service),
        ...checked.flatMap((each) => each.problems(service, stage)),
        ...certificates.problems(service, this.source()),
      ],
      'Parameters stand under params in serverless.yml, or are passed: --param "vpcId=vpc-…".',
    );
  }

  /** The folder of the function's project. */
  source() {
    try {
      return project(this.serverless.serviceDir, 'src');
    } catch (error) {
      throw this.error(error.message);
    }
  }

  /** It sets role, network and environment as serverless.yml has them, where CloudFormation has not been. */
  refuseFunctionAlone() {
    throw this.error(
      'sls deploy function would change more than the code, past CloudFormation and past what checks a deploy; right is sls deploy.',
    );
  }

  async verify() {
    this.refuse(
      `Stage "${this.serverless.service.provider.stage}" is deployed, but not protected as serverless.yml says:`,
      await deployed.missing(this.serverless),
      'What the plugins said above may tell why. Deploy again; with --force, if nothing else has changed.',
    );
  }

  async local() {
    const { provider, functions, custom } = this.serverless.service;
    const { route = 'forward' } = this.options;
    if (!Object.hasOwn(functions, route)) throw this.error(`--route: "${route}" is none of custom.proxy.routes`);
    const settings = {
      ...provider.environment,
      ...functions[route].environment,
      //#if (UseQueue)
      ...functions.deliver?.environment,
      //#endif
    };
    const environment = local.localEnvironment(settings, process.env);
    this.refuse(
      'The proxy cannot run on this machine:',
      [
        ...parameters.problems(custom.proxy, true),
        ...backends.problems(this.serverless.service, true),
        ...local.problems(settings, environment),
      ],
      'Parameters are passed like this: --param "url=http://127.0.0.1:9000".',
    );
    try {
      await serve(
        this.serverless.serviceDir,
        local.gatewayArguments(provider, custom, environment, this.options),
        environment,
      );
    } catch (error) {
      throw this.error(error.message);
    }
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
