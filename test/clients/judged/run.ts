// `npm run clients [DRIVER...]`: judges clients, by default all, and keeps what they did in judged.json; then `npm run
// generate` writes docs/clients.md. Clients that are no dependencies are installed into a temporary folder each.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JudgedClient, judgedClients, scenarios } from './clients.ts';
import { importDriver, judgeDriver } from './judge-driver.ts';
import { type Judged, judgedFile, readJudged } from './table.ts';

const wanted = process.argv.slice(2);
const known = readJudged();
const rows: Judged[] = [];
for (const client of judgedClients) {
  const before = known.find(({ driver }) => driver === client.driver);
  if (wanted.length > 0 && !wanted.includes(client.driver)) {
    if (before !== undefined) rows.push(before);
    continue;
  }
  process.stderr.write(`${client.driver}\n`);
  rows.push(await judge(client));
}
writeFileSync(judgedFile, `${JSON.stringify(rows, null, 2)}\n`);
// A driver that waits for ever would keep the process.
process.exit(0);

async function judge({ driver, package: name, packages }: JudgedClient): Promise<Judged> {
  const here = fileURLToPath(new URL('drivers/', import.meta.url));
  if (packages === undefined) return { driver, ...(await run(join(here, `${driver}.mjs`), name)) };
  const folder = mkdtempSync(join(tmpdir(), 'judged-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    execFileSync('npm', ['install', '--prefix', folder, ...options, ...packages], { stdio: 'inherit' });
    cpSync(here, folder, { recursive: true });
    return { driver, ...(await run(join(folder, `${driver}.mjs`), name)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function run(file: string, name: string | undefined): Promise<Omit<Judged, 'driver'>> {
  const { drive, version } = await importDriver(file, name);
  const cells = await judgeDriver(drive, scenarios);
  return { ...(version !== undefined && { version }), cells };
}
