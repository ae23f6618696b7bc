// Memory of checking a HAR file by its size: `node test/bench/har-memory.ts [MB]`, 200 by default, against 2.
// Each size is read in a process of its own, so that the peaks are their own.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import { createValidators } from '../../src/contract/openapi/validators.ts';
import { checkHar } from '../../src/traffic/har/check-har.ts';
import { writeHar } from '../traffic/recordings/write-har.ts';

/** What reading one file took. */
export interface HarCost {
  readonly entries: number;
  readonly seconds: number;
  /** Peak of the resident set, in MiB. */
  readonly peakMiB: number;
}

/** Writes a HAR file of this size, and checks it in a process of its own. @param flags for Node.js */
export function measureHar(megabytes: number, flags: readonly string[] = []): HarCost {
  const folder = mkdtempSync(join(tmpdir(), 'har-'));
  try {
    const file = join(folder, 'traffic.har');
    writeHar(file, megabytes * 1_000_000);
    return measureHarFile(file, flags);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Checks a HAR file in a process of its own. @param flags for Node.js */
export function measureHarFile(file: string, flags: readonly string[] = []): HarCost {
  const args = [...flags, fileURLToPath(import.meta.url), '--check', file];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 300_000 });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as HarCost;
}

async function check(file: string): Promise<HarCost> {
  const document = await loadDocument(builtinDocument());
  const start = performance.now();
  const { counts } = await checkHar(file, { document, validators: createValidators(document) });
  const seconds = (performance.now() - start) / 1000;
  return { entries: counts.entries, seconds, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

if (import.meta.main) {
  const [first, file] = process.argv.slice(2);
  if (first === '--check' && file !== undefined) process.stdout.write(JSON.stringify(await check(file)));
  else {
    const [small, large] = [2, Number(first ?? 200)].map(size => ({ size, ...measureHar(size) }));
    const lines = [small, large].map(
      cost =>
        `${cost?.size} MB: ${cost?.entries} entries, ${cost?.seconds.toFixed(2)} s, peak ${cost?.peakMiB.toFixed(0)} MiB`,
    );
    const ratio = (large?.peakMiB ?? 0) / (small?.peakMiB ?? 1);
    process.stdout.write(`${[...lines, `ratio of the peaks: ${ratio.toFixed(2)}`].join('\n')}\n`);
  }
}
