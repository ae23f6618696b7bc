// Logins per second, and the first login of a server, beside oauth2-mock-server, which has no authorize page of its own:
// its login is a token and a profile, ours the whole code flow with PKCE.

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installPeer } from './children.ts';
import { createRandom, shuffle } from './random.ts';
import { type Section, showSummary, type Verdict } from './report.ts';
import { type MeasureOptions, mockServer, type RunningServer, startServer } from './servers.ts';
import { ratios, summarize } from './statistics.ts';

const peer = 'oauth2-mock-server@9.3.0';
const reference = 'oauth2-mock-server';
const targets = { perSecond: 1, first: 1 };

/** Users that log in at the same time, each with a connection of its own. */
const users = 8;

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

type Login = (url: string, agent: Agent) => Promise<Answer>;

interface Variant {
  readonly name: string;
  readonly command: readonly string[];
  readonly login: Login;
  readonly perSecond: number[];
  /** Milliseconds from the start of the server until it listens, and of its first login. */
  readonly starts: number[];
  readonly firsts: number[];
}

/** Installs the peer into a temporary folder. @throws Error when a server does not start, or a login fails */
export async function measureLogin({ origin, against, quick, seed, say }: MeasureOptions): Promise<Section> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aps-userinfo-bench-'));
  try {
    const bin = installPeer(folder, peer, reference);
    const variant = (name: string, command: readonly string[], login: Login): Variant => {
      return { name, command, login, perSecond: [], starts: [], firsts: [] };
    };
    const flags = ['--auto-login', 'alice', '--rate-limit', '1000000000'];
    const variants = [
      variant(reference, [process.execPath, bin, '-a', '127.0.0.1', '-p', '0'], peerLogin),
      ...(against === undefined ? [] : [variant('the other build', mockServer(against, ...flags), codeFlow)]),
      variant('aps-userinfo mock', mockServer(origin, ...flags), codeFlow),
    ];
    const random = createRandom(seed);
    const cycles = quick ? 2 : 9;
    for (let cycle = 0; cycle <= cycles; cycle++) {
      say(`login: cycle ${cycle} of ${cycles}`);
      // Files are read from the disk the first time.
      for (const each of shuffle(variants, random)) await measure(each, cycle > 0, quick ? 300 : 5000);
    }
    return toSection(variants, cycles);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure({ command, login, starts, firsts, perSecond }: Variant, counts: boolean, warmUpMs: number) {
  const started = performance.now();
  const server = await startServer(command);
  const listening = performance.now();
  try {
    const agent = new Agent({ keepAlive: true });
    expectProfile(await login(server.url, agent));
    const first = performance.now() - listening;
    agent.destroy();
    await loginsIn(server, login, warmUpMs);
    const measured = await loginsIn(server, login, 1000);
    if (!counts) return;
    starts.push(listening - started);
    firsts.push(first);
    perSecond.push(measured);
  } finally {
    await server.stop();
  }
}

async function loginsIn({ url }: RunningServer, login: Login, ms: number): Promise<number> {
  const from = performance.now();
  const counts = Array.from({ length: users }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let count = 0;
    for (; performance.now() - from < ms; count++) expectProfile(await login(url, agent));
    agent.destroy();
    return count;
  });
  const all = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  return (all * 1000) / (performance.now() - from);
}

function expectProfile({ status, body }: Answer): void {
  const { sub } = status === 200 ? (JSON.parse(body) as { readonly sub?: unknown }) : {};
  if (typeof sub !== 'string') throw new Error(`login: /userinfo answers ${status}: ${body.slice(0, 200)}`);
}

async function peerLogin(url: string, agent: Agent): Promise<Answer> {
  const { body } = await send(agent, `${url}/token`, { grant_type: 'client_credentials', scope: 'openid' });
  return profileOf(agent, url, body);
}

const verifier = 'a-verifier-of-more-than-forty-three-characters-0123456789';
const application = { client_id: 'bench', redirect_uri: 'http://localhost:3000/callback' };
const authorize = new URLSearchParams({
  ...application,
  ...{ response_type: 'code', scope: 'openid', code_challenge_method: 'S256' },
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
});

async function codeFlow(url: string, agent: Agent): Promise<Answer> {
  const { location = '', body: page } = await send(agent, `${url}/authentication/v2/authorize?${authorize}`);
  const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : undefined;
  if (code == null) throw new Error(`login: no code: ${location} ${page.slice(0, 200)}`);
  const form = { ...application, grant_type: 'authorization_code', code, code_verifier: verifier };
  const { body } = await send(agent, `${url}/authentication/v2/token`, form);
  return profileOf(agent, url, body);
}

function profileOf(agent: Agent, url: string, tokens: string): Promise<Answer> {
  const { access_token: token } = JSON.parse(tokens) as { readonly access_token: string };
  return send(agent, `${url}/userinfo`, undefined, { authorization: `Bearer ${token}` });
}

function send(
  agent: Agent,
  url: string,
  form?: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = form && new URLSearchParams(form).toString();
  const options = {
    agent,
    method: form === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
    timeout: 10_000,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, body: text }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`${url} does not answer`)));
    sent.on('error', reject).end(body);
  });
}

function toSection(variants: readonly Variant[], cycles: number): Section {
  const [peers] = variants as readonly [Variant];
  const rows = variants.map(({ name, perSecond, firsts }) => ({
    name,
    perSecond: summarize(perSecond),
    ratio: summarize(ratios(perSecond, peers.perSecond)),
    first: summarize(firsts),
    overStart: summarize(ratios(firsts, peers.starts)),
  }));
  const ours = rows.at(-1)!;
  const verdict = (target: string, measured: string, isMet: boolean): Verdict => {
    return { target, measured, outcome: isMet ? 'met' : 'missed' };
  };
  return {
    title: 'Login: authorize, token and userinfo, beside token and userinfo of the peer',
    notes: [`${cycles} cycles in random order, ${users} users at a time, after a warm-up. The peer is ${peer}.`],
    columns: [
      { title: 'server' },
      { title: 'logins/s', right: true },
      { title: 'ratio (quartiles)', right: true },
      { title: 'first login, ms', right: true },
      { title: "over the peer's start", right: true },
    ],
    rows: rows.map(({ name, perSecond, ratio, first, overStart }) => [
      name,
      perSecond.median.toFixed(0),
      showSummary(ratio, 2),
      first.median.toFixed(0),
      showSummary(overStart, 2),
    ]),
    verdicts: [
      verdict(
        `login: at least ${targets.perSecond.toFixed(2)} of the peer's per second`,
        showSummary(ours.ratio, 2),
        ours.ratio.median >= targets.perSecond,
      ),
      verdict(
        `login: the first takes at most ${targets.first.toFixed(2)} of the peer's start`,
        showSummary(ours.overStart, 2),
        ours.overStart.median <= targets.first,
      ),
    ],
    data: { rows },
  };
}
