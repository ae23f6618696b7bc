// `npm run fix` in a copy of the repository: it writes back what is stale of each kind, and changes nothing else.

import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../spec/docs.ts';
import { node } from '../docs/pages.ts';

const notCopied = new Set(['.git', 'node_modules', 'dist']);
const env = { PATH: process.env['PATH'], TMPDIR: tmpdir(), NODE_NO_WARNINGS: '1', VITEST_MAX_WORKERS: '1' };

describe('npm run fix', () => {
  it('lists and restores each stale file, and leaves the others, README too, as they are', () => {
    const copy = copyOfRepository();
    const stale = [
      'src/base/codes.gen.ts',
      'spec/config.schema.json',
      'test/cli/help.txt',
      'test/profiles/profiles.golden.txt',
    ];
    for (const path of stale) appendFileSync(join(copy, path), '\n\n');
    const page = join(copy, 'docs/reference.md');
    writeFileSync(page, readFileSync(page, 'utf8').replace('| `rateLimit` |', '| `speedLimit` |'));

    const output = execFileSync(node, ['spec/fix.ts'], { cwd: copy, env, encoding: 'utf8' });

    const listed = output.split('Changed:\n')[1]?.trim().split(/\s+/) ?? [];
    expect(listed.sort()).toEqual(['docs/reference.md', ...stale].sort());
    expect(git(copy, 'status', '--porcelain')).toBe('');
  });
});

/** The files of the repository, committed in a new one; the dependencies are those of this one. */
function copyOfRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'fix-'));
  cpSync(root, copy, { recursive: true, filter: path => !notCopied.has(relative(root, path)) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  git(copy, 'init', '-q');
  git(copy, 'add', '-A');
  git(copy, '-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '-q', '-m', 'copy');
  return copy;
}

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd, env, encoding: 'utf8' });
}
