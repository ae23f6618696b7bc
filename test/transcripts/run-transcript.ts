// Plays a transcript against a mock of its own, over the wire.

import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Options } from '../../src/config/config.ts';
import type { MockSession } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { differences, type Memory, type Received } from './compare.ts';
import { type Message, parseTranscript } from './parse-transcript.ts';

/** Plays a transcript. @returns every difference, with its line; empty where all is as written */
export async function runTranscript(source: string): Promise<string[]> {
  const { options, events } = parseTranscript(source);
  await using mock = await startMock(options as Options);
  const found: string[] = [];
  const memory: Memory = new Map();
  for (const event of events) {
    if (event.kind === 'happening') {
      happen(event.text, mock, id => mock.session(id));
      continue;
    }
    const received = await send(mock.port, event.request);
    found.push(
      ...differences(event.answer, received, memory).map(text => `line ${event.line}, ${event.request.start}: ${text}`),
    );
  }
  return found;
}

/** What can happen between two requests, in the words of the transcripts. */
const happenings: readonly (readonly [RegExp, (session: MockSession, ...words: string[]) => void])[] = [
  [/^the clock moves on by (\d+) seconds$/, (session, seconds) => session.clock.advance(Number(seconds) * 1000)],
  [/^the clock stands at (\S+)$/, (session, date) => session.clock.set(Date.parse(date ?? ''))],
  [/^use (\S+)$/, (session, name) => session.use(name ?? '')],
  [/^use (\{.*\})$/, (session, behaviour) => session.use(JSON.parse(behaviour ?? ''))],
  [/^once (\S+)$/, (session, name) => session.once(name ?? '')],
  [/^reset$/, session => session.reset()],
];

function happen(text: string, mock: MockSession, sessionOf: (id: string) => MockSession): void {
  const [, id, what = text] = /^in session (\S+): (.*)$/.exec(text) ?? [];
  for (const [pattern, act] of happenings) {
    const words = pattern.exec(what);
    if (words === null) continue;
    act(id === undefined ? mock : sessionOf(id), ...words.slice(1));
    return;
  }
  throw new Error(`"${text}": nothing of the kind can happen`);
}

function send(port: number, { start, headers, body }: Message): Promise<Received> {
  const [method = '', path = ''] = start.split(' ');
  return new Promise(resolve => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, agent: false });
    for (const [name, value] of headers) request.setHeader(name, withJwt(value));
    request.once('response', response => resolve(read(response)));
    request.once('error', (error: NodeJS.ErrnoException) => resolve(broken(error)));
    request.end(body);
  });
}

async function read(response: IncomingMessage): Promise<Received> {
  const start = `${response.statusCode} ${response.statusMessage}`;
  let body = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { start, headers: response.headers, body };
  } catch {
    return { start: `${start} (cut short)`, headers: response.headers, body };
  }
}

function broken({ message, code }: NodeJS.ErrnoException): Received {
  const start = message === 'socket hang up' ? '(closed)' : code?.startsWith('HPE_') ? '(not HTTP)' : '(reset)';
  return { start, headers: {}, body: '' };
}

/** `jwt{"userid":"ABCDEFGH1234"}` stands for a token with these claims; nobody signed it. */
function withJwt(value: string): string {
  return value.replace(/jwt(\{.*\})/, (_, claims: string) => {
    const encode = (json: string): string => Buffer.from(json).toString('base64url');
    return `${encode('{"alg":"RS256","kid":"transcript"}')}.${encode(claims)}.c2lnbmF0dXJl`;
  });
}
