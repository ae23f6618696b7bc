// The globalSetup that removes contracts of the run before.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshPacts } from '../../src/pact/index.ts';
import { pactValue } from './hand-pact.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fresh-pacts-'));
  writeFileSync(join(dir, 'page.json'), JSON.stringify(pactValue([])));
  writeFileSync(join(dir, 'badge.json'), JSON.stringify(pactValue([], { consumer: { name: 'badge' } })));
  for (const [name, text] of [
    ['notes.txt', 'notes'],
    ['broken.json', '{'],
    ['package.json', '{"name":"app","consumer":{},"provider":{}}'],
  ] as const)
    writeFileSync(join(dir, name), text);
  mkdirSync(join(dir, 'folder.json'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const others = ['broken.json', 'folder.json', 'notes.txt', 'package.json'];

describe('freshPacts', () => {
  it('removes contracts, and nothing else', async () => {
    await freshPacts({ dir })();
    expect(readdirSync(dir).sort()).toEqual(others);
  });

  it('removes those of one consumer or provider where they are named', async () => {
    await freshPacts({ dir, provider: 'another' })();
    expect(readdirSync(dir)).toHaveLength(others.length + 2);
    await freshPacts({ dir, consumer: 'badge' })();
    expect(readdirSync(dir).sort()).toEqual([...others, 'page.json'].sort());
  });

  it('does not mind a folder that is not there yet', async () => {
    await freshPacts({ dir: join(dir, 'later') })();
  });

  it('says which pools of vitest do, where this one does not', async () => {
    const setup = freshPacts({ dir })({ config: { pool: 'vmThreads' } });
    await expect(setup).rejects.toMatchObject({
      code: 'ERR_PACT_UNSUPPORTED',
      hint: 'Use the pool "forks" or "threads".',
    });
    await freshPacts({ dir })({ config: { pool: 'threads' } });
  });
});
