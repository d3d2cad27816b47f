'use strict';

// npm run update-from-template: merges what the template changed since this proxy was generated, with git.
// A branch contains what the template generates: this proxy's version, then the new one. Merging the first with the
// strategy "ours" changes no file. From then on, a normal merge brings only what differs between the two.
// Exit code 0: merged, or nothing to merge. 1: conflicts. 2: rejected, and the repository is unchanged.
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const proxy = path.join(__dirname, '..', '..');
const answersFile = '.serverless-proxy.json';
const patterns = {
  package: /^\w[\w.-]*$/,
  template: /^[a-z][a-z-]*$/,
  version: /^\d+\.\d+\.\d+([-+][\w.+-]+)?$/,
  name: /./su,
};
const unfinished = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'];
const interruption = new AbortController();

async function main(args) {
  const { version, from, base, ...chosen } = parse(args);
  const repository = await inspect();
  const { recorded, gitFolder } = repository;
  const separator = Number.parseInt(await run('dotnet', ['--version']), 10) < 10 ? '::' : '@';
  const named = (wanted) => `${recorded.package}${separator}${wanted}`;
  const temporary = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'serverless-proxy-'));
  try {
    const [before, after] = ['before', 'after'].map((name) => path.join(temporary, name));
    const known = await install(from ?? (version ? named(version) : recorded.package), recorded, after);
    const kept = Object.entries(recorded.options).filter(([option]) => known.has(option));
    await generate(after, recorded, { ...Object.fromEntries(kept), ...chosen });
    const updated = readAnswers(fs.readFileSync(path.join(after, answersFile), 'utf8'));
    if (!from && !version && isOlder(updated.version, recorded.version))
      throw new Error(
        `version: "${updated.version}" is the newest, and older than ${recorded.version}. Use --version.`,
      );
    let { branch, tip, first } = await templateBranch(repository);
    if (base || !first) {
      if (!base && recorded.version === '0.0.0-source')
        throw new Error(
          '--base: is missing. Set it to the folder or .nupkg of the template that generated this proxy.',
        );
      await install(base ?? named(recorded.version), recorded, before);
      await generate(before, recorded, recorded.options);
      // Both sides of the merge then start from the same file, and the new version's replaces it.
      fs.writeFileSync(path.join(before, answersFile), repository.answers);
      first = await commit(gitFolder, before, tip, `Generate ${recorded.package} ${recorded.version}`);
    }
    const next = await commit(gitFolder, after, first, `Generate ${updated.package} ${updated.version}`);
    const changed = (await git(['diff-tree', '-r', '--name-only', '-z', first, next])).split('\0').filter(Boolean);
    if (changed.length === 0) return console.log(`Nothing to merge: the template's version is ${updated.version}.`);
    const tracked = (await git(['ls-files', '-z'])).split('\0');
    const hidden = changed.find((file) => !tracked.includes(file) && fs.existsSync(path.join(proxy, file)));
    if (hidden) throw new Error(`${hidden}: the template changes this file, and git ignores yours. Move or commit it.`);

    const message = `Update from ${recorded.package} ${recorded.version} to ${updated.version}`;
    await merge(repository, { branch, tip, first, next, message });
    const gone = Object.keys(recorded.options).filter((option) => !known.has(option));
    if (gone.length > 0) console.log(`The new version does not have these options: --${gone.join(', --')}`);
    const merged = `merged. Run npm install and npm test. To undo it: git reset --merge ${repository.head}`;
    const conflicts = 'resolve the conflicts, git add and git commit; or take the merge back: git merge --abort';
    console.log(`${message}: ${process.exitCode ? conflicts : merged}`);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** Reads the command line: `--option value`, `--option=value`, or `--option` for `true`. */
function parse(args) {
  const options = {};
  for (let index = 0; index < args.length; index++) {
    const [, name, value] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(args[index]) ?? [];
    if (!name) throw new Error(`arguments: "${args[index]}" is not an option. Use --<option> <value>.`);
    const given = value ?? (args[index + 1]?.startsWith('--') === false ? args[++index] : 'true');
    // npm runs a script in the folder of package.json, wherever the user called it.
    options[name] = ['from', 'base'].includes(name) ? path.resolve(process.env.INIT_CWD ?? '.', given) : given;
  }
  return options;
}

/** Reads the repository's state. Rejects one in which a merge would mix with other work. */
async function inspect() {
  const found = await git(['rev-parse', '--absolute-git-dir', '--show-prefix', 'HEAD', '--symbolic-full-name', 'HEAD']);
  const [gitFolder, prefix, head, current] = found.split(/\r?\n/);
  const answers = await git(['show', `HEAD:./${answersFile}`]);
  const isOurs = (line) => line && (!line.startsWith('?? ') || line.startsWith(`?? ${prefix}`));
  const changes = (await git(['status', '--porcelain', '--untracked-files=normal'])).split('\n').filter(isOurs);
  if (changes.length > 0)
    throw new Error(`git status: there are uncommitted changes. Commit or stash them.\n${changes.join('\n')}`);
  const state = unfinished.find((file) => fs.existsSync(path.join(gitFolder, file)));
  if (state) throw new Error(`${state}: a merge, cherry-pick, revert or rebase is in progress. Finish it first.`);
  return { gitFolder, prefix: prefix.replace(/\/$/, ''), head, current, answers, recorded: readAnswers(answers) };
}

function readAnswers(text) {
  try {
    const { options, ...answers } = JSON.parse(text) ?? {};
    const values = options?.constructor === Object ? Object.entries(options) : [['options', options, /(?!)/]];
    values.unshift(...Object.entries(patterns).map(([key, pattern]) => [key, answers[key], pattern]));
    const wrong = values.find(([, value, pattern = /^/]) => typeof value !== 'string' || !pattern.test(value));
    if (wrong) throw new Error(`"${wrong[0]}" is ${JSON.stringify(wrong[1]) ?? 'missing'}`);
    return { ...answers, options };
  } catch (error) {
    throw new Error(`${answersFile}: ${error.message}. Restore the generated file.`, { cause: error });
  }
}

/** Finds the template's branch. Its tip is the first side of the merge if this proxy was generated from it. */
async function templateBranch({ prefix, current, recorded }) {
  const branch = `refs/heads/template/${(prefix || recorded.name).replace(/[^\p{L}\p{N}/_-]+/gu, '-')}`;
  if (current === branch) throw new Error(`${branch}: is the template's branch. Switch to your own branch.`);
  const tip = (await git(['for-each-ref', '--format=%(objectname)', branch])).trim();
  if (!tip) return { branch };
  const isMerged = (await git(['rev-list', '--max-count=1', tip, '--not', 'HEAD'])) === '';
  const [ours, theirs] = (await git(['rev-parse', `HEAD:./${answersFile}`, `${tip}:${answersFile}`])).split('\n');
  return { branch, tip, first: isMerged && ours === theirs ? tip : undefined };
}

/** Installs a template into its own hive, and returns the names of its options. */
async function install(source, { template }, folder) {
  await run('dotnet', ['new', 'install', source, '--debug:custom-hive', `${folder}.hive`]);
  const help = await run('dotnet', ['new', template, '--help', '--debug:custom-hive', `${folder}.hive`]);
  return new Set([...help.matchAll(/^ +(?:-\w, )?--([a-z][a-z0-9-]*)/gm)].map(([, option]) => option));
}

async function generate(folder, { template, name }, options) {
  // A value joined to its option can begin with - or @, but an empty one must be a separate word.
  const words = ([option, value]) => (value ? `--${option}=${value}` : [`--${option}`, '']);
  const output = [`--name=${name}`, `--output=${folder}`, '--no-update-check', '--debug:custom-hive', `${folder}.hive`];
  await run('dotnet', ['new', template, ...output, ...Object.entries(options).flatMap(words)]);
  const eol = (await git(['ls-files', '--eol', '-z'])).split('\0').filter((line) => line.startsWith('i/crlf'));
  for (const file of eol.map((line) => path.join(folder, line.slice(line.indexOf('\t') + 1))).filter(fs.existsSync))
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/\r?\n/g, '\r\n'));
}

/** Commits a generated proxy as the whole tree. No branch, index or file of the repository changes. */
async function commit(gitFolder, folder, parent, message) {
  const env = { GIT_DIR: gitFolder, GIT_WORK_TREE: folder, GIT_INDEX_FILE: `${folder}.index` };
  const here = { cwd: folder, env: { ...process.env, ...env } };
  const fixed = ['core.autocrlf=false', 'core.fileMode=false', 'user.name=template', 'user.email=template@localhost'];
  await git(['add', '--all', '--force', '.'], here, fixed);
  const tree = (await git(['write-tree'], here)).trim();
  const parents = parent ? ['-p', parent] : [];
  return (await git(['commit-tree', tree, '-m', message, ...parents], here, fixed)).trim();
}

/** Moves the template's branch and merges it. Signals do not stop this: it takes a second. */
async function merge({ gitFolder, prefix, head }, { branch, tip, first, next, message }) {
  const whole = { signal: undefined, detached: true };
  const options = ['--quiet', '--no-ff', '--commit', '--no-squash', '--no-verify-signatures', '-m', message];
  await git(['update-ref', branch, next, tip ?? ''], whole);
  try {
    await git(['merge', ...options, '--strategy=ours', '--allow-unrelated-histories', first], whole);
    await git(['merge', ...options, ...(prefix ? ['-X', `subtree=${prefix}`] : []), next], whole).catch((error) => {
      if (!fs.existsSync(path.join(gitFolder, 'MERGE_HEAD'))) throw error;
      process.exitCode = 1;
      console.log(error.output.trim());
    });
  } catch (error) {
    await git(['reset', '--quiet', '--merge', head], whole);
    await git(['update-ref', ...(tip ? [branch, tip] : ['-d', branch])], whole);
    throw error;
  }
}

/** Runs git without hooks and signatures, which are for the team's own commits. */
function git(args, options, settings = []) {
  const all = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'commit.gpgSign=false', ...settings];
  return run('git', [...all.flatMap((setting) => ['-c', setting]), ...args], options, args);
}

/** Runs a program in the proxy's folder, and returns its standard output. */
function run(file, words, options, args = words) {
  const all = { cwd: proxy, maxBuffer: Infinity, windowsHide: true, signal: interruption.signal, ...options };
  return new Promise((resolve, reject) => {
    execFile(file, words, all, (error, output, errors) => {
      // dotnet new exits with 105 if the template warns that the proxy cannot be deployed unchanged.
      if (!error || error.code === 105) resolve(output);
      else if (all.signal?.aborted) reject(all.signal.reason);
      else if (error.code === 'ENOENT') reject(new Error(`${file}: is not on the PATH. Install it.`));
      else reject(Object.assign(new Error(`${file} ${args.join(' ')} failed:\n${output}${errors}`.trim()), { output }));
    });
  });
}

/** Compares two versions as Semantic Versioning does: a version without a label comes after those with one. */
function isOlder(version, other) {
  const [one, two] = [version, other].map((text) => text.replace(/\+.*/, '').replace(/^[^-]*$/, '$&~'));
  return one.localeCompare(two, 'en', { numeric: true }) < 0;
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(name, () => interruption.abort(new Error(`Interrupted by ${name}.`)));
module.exports = { isOlder };

if (require.main === module)
  main(process.argv.slice(2)).catch((error) => {
    console.error(`Nothing was changed. ${error.message}`);
    process.exitCode = 2;
  });
