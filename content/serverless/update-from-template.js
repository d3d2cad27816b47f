'use strict';

// npm run update-from-template: merges what has changed in the template since this proxy was made from it. Exit code 0: merged; 1: merged,
// with conflicts; 2: nothing has changed.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { answersFile, anySource, isOlder, readAnswers } = require('./update/answers');
const { Repository } = require('./update/repository');
const template = require('./update/template');

const proxy = path.join(__dirname, '..');

async function main(arguments_) {
  const { version, from, base } = read(arguments_);
  const recorded = readAnswers(proxy);
  if (recorded.version === anySource && !base)
    throw new Error(
      `this proxy was made from a clone of the template's sources; say from which by --base <its folder, or a .nupkg of it>`,
    );
  const repository = await Repository.of(proxy);
  const separator = await template.versionSeparator(proxy);
  const named = (wanted) => `${recorded.package}${separator}${wanted}`;

  const temporary = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'serverless-proxy-'));
  try {
    const [before, after] = ['before', 'after'].map((name) => new Side(path.join(temporary, name), repository.prefix));
    await template.install(from ?? (version ? named(version) : recorded.package), after.hive, proxy);
    const offered = await after.defaults(recorded.name);
    if (!from && !base && offered.version === recorded.version)
      return console.log(`This proxy is of ${recorded.package} ${recorded.version}, as wanted: nothing to do.`);
    if (!from && !version && isOlder(offered.version, recorded.version))
      throw new Error(`the newest version to be had is ${offered.version}, and this proxy is of ${recorded.version}`);
    await template.install(base ?? named(recorded.version), before.hive, proxy);

    const options = Object.fromEntries(
      Object.entries(recorded.options).filter(([option]) => option in offered.options),
    );
    await before.make(recorded.name, recorded.options);
    await after.make(recorded.name, options);
    // What is recorded here is what the template had recorded, whoever has written it since.
    fs.copyFileSync(path.join(proxy, answersFile), path.join(before.proxy, answersFile));

    const ignored = await repository.adapt([before.proxy, after.proxy]);
    const message = `Update from ${recorded.package} ${recorded.version} to ${offered.version}`;
    const first = await repository.commit(before.workTree, message);
    const { conflicts, deleted } = await repository.merge(await repository.commit(after.workTree, message, first));
    report({
      message,
      added: Object.entries(readAnswers(after.proxy).options).filter(([option]) => !(option in recorded.options)),
      gone: Object.keys(recorded.options).filter((option) => !(option in offered.options)),
      ignored,
      deleted,
      conflicts,
    });
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** A version of the template, and the proxy that it makes. */
class Side {
  constructor(folder, prefix) {
    this.hive = path.join(folder, 'hive');
    this.workTree = path.join(folder, 'work');
    this.proxy = path.join(this.workTree, prefix);
    this.unanswered = path.join(folder, 'defaults');
  }

  /** What it records if nothing is answered: every option that it has, and its default. */
  async defaults(name) {
    await template.make(this.hive, name, {}, this.unanswered, proxy);
    return readAnswers(this.unanswered);
  }

  async make(name, options) {
    await template.make(this.hive, name, options, this.proxy, proxy);
  }
}

function read(arguments_) {
  const { values } = parseArgs({
    args: arguments_,
    options: { version: { type: 'string' }, from: { type: 'string' }, base: { type: 'string' } },
  });
  if (values.version && values.from) throw new Error('--version and --from both say what to update to: one is enough');
  // npm runs a script in the folder of package.json, wherever it was called.
  const resolved = (file) => file && path.resolve(process.env.INIT_CWD ?? '.', file);
  return { version: values.version, from: resolved(values.from), base: resolved(values.base) };
}

function report({ message, added, gone, ignored, deleted, conflicts }) {
  console.log(message);
  added.forEach(([option, value]) => console.log(`  new option: --${option}, here ${JSON.stringify(value)}`));
  gone.forEach((option) => console.log(`  no option any more: --${option}`));
  ignored.forEach((file) => console.log(`  not touched, since it is not in git here: ${file}`));
  deleted.forEach((file) => console.log(`  stays deleted here, and has changed in the template: ${file}`));
  if (conflicts.length === 0) {
    console.log(
      'It is staged: look at it (git diff --cached), npm install, npm test, git commit. All back: git reset --merge',
    );
    return;
  }
  console.error(['Conflicts:', ...conflicts.map((file) => `  ${file}`)].join('\n'));
  console.error(
    'Resolve them in these files and git add each; then npm install, npm test, git commit. All back: git reset --merge',
  );
  process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`Nothing has changed: ${error.message}`);
  process.exitCode = 2;
});
