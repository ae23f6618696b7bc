// Puts the corpus before other tools, Prism's proxy and Redocly's proxy with drift, and prints what each of them finds.
// Run by hand: `npm run peers`, or `npm run peers -- FOLDER` with a folder that both are installed in.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtinDocument } from '../../src/contract/openapi/load.ts';
import type { Ask } from './case.ts';
import type { Change } from './changes.ts';
import { families, good } from './corpus.ts';
import { goodAnswer } from './good-server.ts';
import { type Measured, measuredFile, type PeerCount } from './measured.ts';
import type { Peer, PeerAnswer, PeerOptions } from './peers/peer.ts';
import { startPrism } from './peers/prism.ts';
import { startRedocly } from './peers/redocly.ts';
import { renderCorpus } from './table.ts';
import { startServer } from './wire.ts';

const packages = ['@stoplight/prism-cli@5.16.0', '@redocly/cli@2.77.0'];

/** How long a client waits for an answer through a proxy. */
const patienceMs = 5000;

/** One server of the corpus as it is put before the peers. */
interface Trial {
  readonly group: string;
  readonly name: string;
  readonly change: Change;
  readonly ask: Ask;
}

const unchanged: Change = answer => answer;
const trials: readonly Trial[] = [
  ...families.flatMap(({ title, cases }) =>
    cases.flatMap(({ name, change, ask }) => (ask === undefined ? [] : [{ group: title, name, change, ask }])),
  ),
  ...good.map(({ name, change, ask }) => ({ group: 'good', name, change, ask })),
];
/** What a tool says of the good server too is not about the mistake. */
const baselines: ReadonlyMap<string, Trial> = new Map(
  trials.map(({ ask }) => [keyOf(ask), { group: 'baseline', name: keyOf(ask), change: unchanged, ask }]),
);
const everything = [...baselines.values(), ...trials];

const workFolder = mkdtempSync(path.join(tmpdir(), 'aps-userinfo-peers-'));
try {
  const folder = process.argv[2] ?? install();
  report(await Promise.all([startPrism, startRedocly].map(start => runWith(start, folder))));
} finally {
  rmSync(workFolder, { recursive: true, force: true });
}

function keyOf({ method, token }: Ask): string {
  return `${method} ${token}`;
}

function install(): string {
  const parameters = ['install', '--prefix', workFolder, '--no-audit', '--no-fund', ...packages];
  const env = { ...process.env, SCARF_ANALYTICS: 'false', DO_NOT_TRACK: '1' };
  const { status } = spawnSync('npm', parameters, { env, stdio: 'inherit' });
  if (status !== 0) throw new Error('npm could not install the peers.');
  return workFolder;
}

/** What a peer found, by trial. */
interface Result {
  readonly name: string;
  readonly said: ReadonlyMap<Trial, readonly string[]>;
  /** Trials that the peer did not survive. */
  readonly crashes: ReadonlySet<Trial>;
}

async function runWith(startPeer: (options: PeerOptions) => Promise<Peer>, folder: string): Promise<Result> {
  let change = unchanged;
  // Each trial is asked for the first time, whatever came before it.
  await using server = await startServer(asked => change(goodAnswer(asked), { ...asked, turn: 1 }));
  const start = () => startPeer({ folder, upstream: server.url, document: builtinDocument(), workFolder });
  const said = new Map<Trial, string[]>();
  const crashes = new Set<Trial>();
  const add = (number: number, complaints: readonly string[]): void => {
    const trial = everything[number] as Trial;
    said.set(trial, [...(said.get(trial) ?? []), ...complaints]);
  };
  const end = async (): Promise<void> =>
    (await peer.end()).forEach((complaints, number) => void add(number, complaints));
  let peer = await start();
  for (const [number, trial] of everything.entries()) {
    change = trial.change;
    const answer = await askThrough(peer, trial.ask, number);
    server.hangUp();
    add(number, peer.complaints(answer));
    // A tool that crashes takes a moment to be gone, and one that was held up, to be ready again.
    if (answer.status === undefined) await sleep(1000);
    process.stderr.write(`${peer.name}: ${number + 1} of ${everything.length}\r`);
    if (!peer.hasCrashed()) continue;
    crashes.add(trial);
    await end();
    peer = await start();
  }
  await end();
  return { name: peer.name, said: withoutBaseline(said), crashes };
}

function withoutBaseline(said: ReadonlyMap<Trial, readonly string[]>): ReadonlyMap<Trial, readonly string[]> {
  const usual = (ask: Ask): readonly string[] => said.get(baselines.get(keyOf(ask)) as Trial) ?? [];
  return new Map(
    [...said].map(([trial, complaints]) => {
      const isBaseline = trial.group === 'baseline';
      return [trial, isBaseline ? complaints : complaints.filter(text => !usual(trial.ask).includes(text))];
    }),
  );
}

function askThrough({ port }: Peer, { method, token }: Ask, number: number): Promise<PeerAnswer> {
  return new Promise(resolve => {
    const headers = {
      'User-Agent': `corpus/${number}`,
      Accept: 'application/json',
      'Accept-Encoding': 'gzip, br',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    };
    let [status, body]: [number | undefined, string] = [undefined, ''];
    let seen: http.IncomingHttpHeaders = {};
    const request = http.request(
      { host: '127.0.0.1', port, path: '/userinfo', method, headers, agent: false },
      response => {
        status = response.statusCode;
        seen = response.headers;
        response.on('data', chunk => {
          if (body.length < 100_000) body += String(chunk);
        });
        response.on('error', () => request.destroy());
        response.on('end', () => request.destroy());
      },
    );
    const timer = setTimeout(() => request.destroy(), patienceMs);
    request.on('error', () => request.destroy());
    request.on('close', () => {
      clearTimeout(timer);
      resolve({ status, headers: seen, body });
    });
    request.end();
  });
}

/** Keeps the numbers, which README shows, and prints everything that was said. */
function report(results: readonly Result[]): void {
  const measured: Measured = {
    tools: packages,
    groups: [...families, { title: 'good' }].map(({ title }) => {
      const own = trials.filter(trial => trial.group === title);
      return { title, asked: own.length, peers: results.map(result => countIn(result, own)) };
    }),
  };
  writeFileSync(measuredFile, `${JSON.stringify(measured, null, 2)}\n`);
  process.stdout.write(`${[renderCorpus(), ...results.flatMap(complaintsOf)].join('\n')}\n`);
}

function countIn({ said, crashes }: Result, own: readonly Trial[]): PeerCount {
  return {
    objections: own.filter(trial => (said.get(trial) ?? []).length > 0).length,
    crashes: own.filter(trial => crashes.has(trial)).length,
  };
}

function complaintsOf({ name, said, crashes }: Result): readonly string[] {
  const lines = [...said].map(([trial, texts]) => {
    const all = [...(crashes.has(trial) ? ['crashed'] : []), ...texts];
    return `- ${trial.group}: ${trial.name}: ${all.length === 0 ? 'nothing' : all.join('; ').slice(0, 200)}`;
  });
  return ['', `## ${name}`, '', ...lines];
}
