'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { answersFile } = require('./answers');
const { run } = require('./program');

// What is set for the team's own work has no part in this: hooks, and daemons that would watch temporary folders.
const settings = { 'core.hooksPath': '/dev/null', 'core.fsmonitor': 'false', 'core.splitIndex': 'false' };

// The commits of the two versions: nobody's work, and no part of the history that remains.
const identity = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, 'template'],
    [`GIT_${who}_EMAIL`, 'template@localhost'],
  ]),
);

/** The git repository that holds a proxy. */
class Repository {
  constructor(folder, top, gitFolder, prefix) {
    Object.assign(this, { folder, top, gitFolder, prefix });
  }

  /**
   * Finds the repository, which must be as its last commit: whatever comes after can be taken back to that.
   * @param {string} folder the proxy's
   */
  static async of(folder) {
    const found = await attempt(['rev-parse', '--show-toplevel', '--absolute-git-dir', '--show-prefix'], {
      cwd: folder,
    });
    if (found.status !== 0) throw new Error(`the proxy is in no git repository: ${found.errors.trim()}`);
    const repository = new Repository(folder, ...found.output.split(/\r?\n/));
    await repository.refuseUncommitted();
    return repository;
  }

  async refuseUncommitted() {
    if ((await attempt(['cat-file', '-e', `HEAD:./${answersFile}`], { cwd: this.folder })).status !== 0) {
      throw new Error(`${answersFile} is in no commit: commit the proxy first, as the template made it`);
    }
    // A file that is not in git counts only where an update could want its place.
    const status = [
      ...(await this.lines(['status', '--porcelain', '--untracked-files=no'])),
      ...(await this.lines(['status', '--porcelain', '--untracked-files=normal', '--', '.'])),
    ];
    if (status.length > 0)
      throw new Error(
        ['not everything is committed; git commit or git stash --include-untracked first:', ...new Set(status)].join(
          '\n',
        ),
      );
    const unfinished = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'].find((file) =>
      fs.existsSync(path.join(this.gitFolder, file)),
    );
    if (unfinished)
      throw new Error(`a merge, cherry-pick, revert or rebase is in progress here (${unfinished}); end it first`);
  }

  /**
   * Makes of generated proxies what git would have of them, were they committed here.
   * @param {string[]} folders the proxies'
   * @returns {Promise<string[]>} the files of theirs that stand here without being in git: they are left out
   */
  async adapt(folders) {
    const known = new Map(
      (await this.git(['ls-files', '--eol', '-z', '--', '.']))
        .split('\0')
        .map((line) => [line.slice(line.indexOf('\t') + 1), line.split(' ')[0]]),
    );
    const ours = new Set();
    for (const folder of folders) {
      for (const file of files(folder)) {
        if (!known.has(file) && fs.existsSync(path.join(this.folder, file))) {
          ours.add(file);
          fs.rmSync(path.join(folder, file));
        } else if (known.get(file) === 'i/crlf') {
          fs.writeFileSync(
            path.join(folder, file),
            fs.readFileSync(path.join(folder, file), 'utf8').replace(/\r?\n/g, '\r\n'),
          );
        }
      }
    }
    return [...ours];
  }

  /**
   * Makes a commit that differs from HEAD in the proxy alone. No branch, index or file of the repository changes.
   * @param {string} workTree a folder with the generated proxy where the repository has its own
   * @param {string} message
   * @param {string[]} parents
   * @returns {Promise<string>} the commit
   */
  async commit(workTree, message, ...parents) {
    // The mode of what is there stays, whatever temporary folders make of modes.
    const env = { GIT_DIR: this.gitFolder, GIT_WORK_TREE: workTree, GIT_INDEX_FILE: `${workTree}.index`, ...identity };
    const git = (args) => this.git(args, { cwd: path.join(workTree, this.prefix), env });
    await git(['read-tree', 'HEAD']);
    await git(['-c', 'core.fileMode=false', '-c', 'core.safecrlf=false', 'add', '--all', '--force', '.']);
    const tree = (await git(['write-tree'])).trim();
    return (await git(['commit-tree', tree, '-m', message, ...parents.flatMap((parent) => ['-p', parent])])).trim();
  }

  /**
   * Merges what a commit changes into index and work tree, without a commit.
   * @param {string} commit
   * @returns {Promise<{ conflicts: string[], deleted: string[] }>} the files that git could not merge, and those that stay deleted although they have changed
   */
  async merge(commit) {
    const here = { cwd: this.top, shielded: true };
    const { status, errors } = await attempt(['cherry-pick', '--no-commit', commit], here);
    if (status > 1) throw new Error(errors.trim());
    const stages = new Map();
    for (const line of (await this.git(['ls-files', '--unmerged', '-z'], here)).split('\0').filter(Boolean)) {
      const [, stage, file] = /^\S+ \S+ (\d)\t(.*)$/s.exec(line);
      stages.set(file, (stages.get(file) ?? '') + stage);
    }
    const deleted = [...stages.keys()].filter((file) => stages.get(file) === '13');
    if (deleted.length > 0) await this.git(['rm', '--quiet', '--', ...deleted], here);
    return { conflicts: [...stages.keys()].filter((file) => !deleted.includes(file)), deleted };
  }

  async lines(args) {
    return (await this.git(args)).split('\n').filter(Boolean);
  }

  async git(args, options) {
    const { status, output, errors } = await attempt(args, { cwd: this.folder, ...options });
    if (status !== 0) throw new Error(`git ${args.join(' ')} failed with exit code ${status}: ${errors.trim()}`);
    return output;
  }
}

function attempt(args, options) {
  const configuration = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  return run('git', ['--literal-pathspecs', ...configuration, ...args], options);
}

/** @returns {string[]} the files below a folder, relative to it, with forward slashes */
function files(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .filter((file) => fs.statSync(path.join(folder, file)).isFile())
    .map((file) => file.split(path.sep).join('/'));
}

module.exports = { Repository };
