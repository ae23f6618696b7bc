import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Log } from '../../src/base/log.ts';
import { openerFor, openPage } from '../../src/cli/open-page.ts';
import { resolveConfig } from '../../src/config/config.ts';

const url = 'http://127.0.0.1:4010';

function logInto(lines: string[]): Log {
  const note = (message: string): void => void lines.push(message);
  return { error: note, warn: note, info: note, debug: note };
}

describe('mock --open', () => {
  it('opens the page with the program of the platform, without a shell', () => {
    expect([openerFor('darwin')[0], openerFor('win32')[0], openerFor('linux')[0]]).toEqual([
      'open',
      'rundll32.exe',
      'xdg-open',
    ]);
  });

  it('passes the address on as it is', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'open-')), 'address');
    const script = join(file, '../script.cjs');
    writeFileSync(script, `require('fs').writeFileSync(process.argv[2], process.argv[3])`);
    const lines: string[] = [];
    await openPage({ url, config: resolveConfig() }, logInto(lines), [process.execPath, script, file]);
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toBe(`${url}/__admin/ui`);
    expect(lines).toEqual([]);
  });

  it('goes on without a browser, and says so', async () => {
    const lines: string[] = [];
    await openPage({ url, config: resolveConfig() }, logInto(lines), ['/no/such/program']);
    await openPage({ url, config: resolveConfig({ host: '0.0.0.0' }) }, logInto(lines), ['/no/such/program']);
    expect(lines).toEqual([
      'no browser could be opened; open the address yourself',
      'the page is off with the admin API, so --open opens nothing',
    ]);
  });
});
