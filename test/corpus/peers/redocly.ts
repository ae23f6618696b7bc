// Redocly CLI: `proxy` records traffic as HAR, `drift` compares that with the document. All its rules are switched on.
// @see https://github.com/Redocly/redocly-cli

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, hasEnded, type Peer, type PeerAnswer, type PeerOptions, startTool, stopTool } from './peer.ts';

const rules = 'undocumented-endpoint,schema-consistency,security-baseline,owasp-api-top10';

interface Har {
  readonly log: { readonly entries: readonly { readonly request: { readonly headers: readonly HarHeader[] } }[] };
}

interface HarHeader {
  readonly name: string;
  readonly value: string;
}

/** SARIF and CSV list every occurrence; JSON has the first of each kind only. */
interface Sarif {
  readonly runs: readonly { readonly results: readonly SarifResult[] }[];
}

interface SarifResult {
  readonly ruleId: string;
  readonly message: { readonly text: string };
  readonly properties: { readonly exchangeIndex: number };
}

export async function startRedocly({ folder, upstream, document, workFolder }: PeerOptions): Promise<Peer> {
  const port = await freePort();
  const command = path.join(folder, 'node_modules/.bin/redocly');
  const own = mkdtempSync(path.join(workFolder, 'redocly-'));
  const har = path.join(own, 'traffic.har');
  const tool = await startTool(
    command,
    ['proxy', '--target', upstream, '--port', String(port), '--har', har],
    /listening on/u,
  );
  return {
    name: 'Redocly',
    port,
    hasCrashed: () => hasEnded(tool),
    complaints: ownError,
    async end() {
      await stopTool(tool, 'SIGINT');
      if (!existsSync(har)) return new Map();
      return readDrift(command, { har, document, report: path.join(own, 'drift.sarif') });
    },
  };
}

function ownError({ body }: PeerAnswer): readonly string[] {
  return body.startsWith('Proxy error') ? [body] : [];
}

interface DriftFiles {
  readonly har: string;
  readonly document: string;
  readonly report: string;
}

function readDrift(command: string, { har, document, report }: DriftFiles): ReadonlyMap<number, readonly string[]> {
  const parameters = [
    '--api',
    document,
    '--match-mode',
    'basepath',
    '--rules',
    rules,
    '--format',
    'sarif',
    '-o',
    report,
  ];
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off' };
  spawnSync(command, ['drift', har, ...parameters], { env, encoding: 'utf8' });
  const { runs } = JSON.parse(readFileSync(report, 'utf8')) as Sarif;
  const results = runs.flatMap(run => run.results);
  const { log } = JSON.parse(readFileSync(har, 'utf8')) as Har;
  const said = new Map<number, string[]>();
  log.entries.forEach(({ request }, index) => {
    const own = results.filter(({ properties }) => properties.exchangeIndex === index);
    said.set(
      numberOf(request.headers),
      own.map(({ ruleId, message }) => `${ruleId}: ${message.text}`),
    );
  });
  return said;
}

function numberOf(headers: readonly HarHeader[]): number {
  return Number(headers.find(({ name }) => name.toLowerCase() === 'user-agent')?.value.split('/')[1]);
}
