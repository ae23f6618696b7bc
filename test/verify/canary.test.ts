import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finished, runCli } from '../cli/run-cli.ts';
import { verifyHere } from '../cli/verify-here.ts';
import { people } from './stand-in/people.ts';
import { type StandInAnswer, type StandInOptions, type StandInRequest, startStandIn } from './stand-in/stand-in.ts';

/** Every text and number that must never come out again has one of these in it. */
const marks = /canary|4242424242/iu;

const environment = {
  APS_TOKEN: 'canary.token.good',
  APS_EXPIRED_TOKEN: 'canary.token.expired',
  APS_TWO_LEGGED_TOKEN: 'canary.token.two-legged',
  APS_EXPECTED_SUB: 'CANARYSUB002',
  APS_USERINFO_LOG_LEVEL: 'debug',
};

const headers = {
  'X-Request-Id': 'canary-request',
  'Set-Cookie': 'session=canary-cookie',
  'WWW-Authenticate': 'Bearer realm="canary-realm" error="canary-error',
  'Retry-After': 'canary-later',
  Location: 'https://canary.example/?token=canary',
  'Access-Control-Allow-Origin': 'https://canary.example',
  Allow: 'CANARY',
};

/** The same shape, with a mark in every text and number. */
function marked(value: unknown, name = 'value'): unknown {
  if (typeof value === 'string') return `canary ${name}`;
  if (typeof value === 'number') return 4242424242;
  if (Array.isArray(value)) return value.map(item => marked(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, marked(member, key)]));
}

const profile = { ...(marked(people.second) as object), sub: 'CANARYSUB001', eidm_guid: 'CANARYSUB001' };
const error = { developerMessage: 'canary message', moreInfo: 'canary info', errorCode: 'CANARY-001' };

const answers: Readonly<Record<string, Partial<StandInAnswer>>> = {
  'a profile with every kind of fault in it': { status: 200, body: JSON.stringify(profile) },
  'claims of other types': {
    status: 200,
    body: JSON.stringify({ ...profile, sub: 4242424242, updated_at: 'canary', address: 'canary', email: ['canary'] }),
  },
  'an error': { status: 401, body: JSON.stringify(error) },
  'an undocumented status': { status: 418, body: JSON.stringify({ canary: 'canary' }.canary) },
  'a redirect': { status: 302, body: 'canary' },
  'a web page': { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>canary</h1>' },
  'JSON that ends too early': { status: 200, body: '{"sub":"CANARYSUB001","name":"canary' },
  'JSON with a name twice': { status: 200, body: '{"sub":"CANARYSUB001","sub":"CANARYSUB002"}' },
  'names that are data': {
    status: 200,
    body: `{"sub":"CANARYSUB001","thumbnails":{"canary@example.com":5,"canaryTok3nAbc1Def2":"zz"},"c":{"canary.a":1,"canary.a":99999999999999999999}}`,
  },
  'a number without an end': { status: 200, body: '{"sub":"CANARYSUB001","updated_at":1e400}' },
  'a charset and a coding that are data': {
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=canary', 'Content-Encoding': 'canary' },
  },
  'a media type that is data': { status: 200, headers: { 'Content-Type': 'text/canary' } },
  'a 429 for ever': { status: 429, body: '{"developerMessage":"canary"}' },
};

function standInWith(answer: Partial<StandInAnswer>): StandInOptions {
  const type = { 'Content-Type': 'application/json; charset=utf-8' };
  return {
    change: (original, { token }) =>
      token === undefined ? original : { ...original, ...answer, headers: { ...type, ...headers, ...answer.headers } },
  };
}

function breaks(request: StandInRequest, response: ServerResponse): boolean {
  if (request.token === undefined) return false;
  response.socket?.end('HTTP/1.1 200 canary reason\r\ncanary header without colon\r\n\r\ncanary');
  return true;
}

interface Traces {
  readonly exitCode: number | null;
  /** What came out, by the name of the stream or file. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Runs the command with everything that it can write. */
async function tracesOf(
  standIn: StandInOptions,
  flags: readonly string[] = [],
  run: Run = args => verifyHere(args, environment),
): Promise<Traces> {
  await using server = await startStandIn(standIn);
  const folder = mkdtempSync(join(tmpdir(), 'traces-'));
  const reports = ['json', 'junit', 'sarif', 'github'].flatMap(name => ['--report', `${name}=${join(folder, name)}`]);
  const left = ['--record', join(folder, 'shapes'), '--coverage', join(folder, 'coverage.json')];
  const { exitCode, stdout, stderr } = await run([server.url, '--report', 'text', ...reports, ...left, ...flags]);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    statSync(join(folder, name)).isFile(),
  );
  const read = files.map(name => [name, readFileSync(join(folder, name), 'utf8')] as const);
  return { exitCode, texts: new Map([['stdout', stdout], ['stderr', stderr], ...read]) };
}

type Run = (args: readonly string[]) => Promise<Finished>;

const inOwnProcess: Run = args => runCli(['verify', ...args], { env: environment });

function leaks({ texts }: Traces): readonly string[] {
  return [...texts].flatMap(([name, text]) =>
    text
      .split('\n')
      .filter(line => marks.test(line))
      .map(line => `${name}: ${line}`),
  );
}

describe('no token and no value of a person comes out', () => {
  it.each(Object.entries(answers))('when the answer is %s', async (_, answer) => {
    const traces = await tracesOf(standInWith(answer));
    expect(leaks(traces)).toEqual([]);
    expect([...traces.texts.keys()]).toEqual(
      expect.arrayContaining(['json', 'junit', 'sarif', 'github', 'coverage.json']),
    );
    expect([1, 3]).toContain(traces.exitCode);
  });

  it('from a separate process that logs everything', async () => {
    const traces = await tracesOf(standInWith(answers['claims of other types'] ?? {}), [], inOwnProcess);
    expect(leaks(traces)).toEqual([]);
    expect(traces.exitCode).toBe(1);
  });

  it('when the response is not HTTP', async () => {
    const traces = await tracesOf({ hijack: breaks });
    expect(leaks(traces)).toEqual([]);
    expect(traces.texts.get('stdout')).toContain('check/no-answer');
  });

  it('when the first request already fails', async () => {
    const traces = await tracesOf({ hijack: (_, response) => !!response.destroy() });
    expect(leaks(traces)).toEqual([]);
    expect(traces.exitCode).toBe(4);
  });

  it('when a plan is shown', async () => {
    const traces = await tracesOf({}, ['--dry-run']);
    expect(leaks(traces)).toEqual([]);
    expect(traces.texts.get('stdout')).toContain('APS_TOKEN');
  });
});
