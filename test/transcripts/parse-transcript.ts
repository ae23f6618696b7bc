// Reads a transcript: prose, requests and the answers that are expected, one plain-text file per story.
//
//   title            the first line; every other line without a sign is prose
//   options: {...}   options of the server, as JSON
//   * use flaky      something that happens between two requests, see run-transcript.ts
//   > GET /userinfo  the request: request line, headers, then after an empty `>` the body
//   < 200 OK         the answer: status line, headers, then after an empty `<` the body
//   < (reset)        or what happens to the connection instead

/** One story. */
export interface Transcript {
  readonly title: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly events: readonly TranscriptEvent[];
}

/** What happens, in order. Lines count from 1. */
export type TranscriptEvent = Happening | TranscriptExchange;

export interface Happening {
  readonly kind: 'happening';
  readonly line: number;
  readonly text: string;
}

export interface TranscriptExchange {
  readonly kind: 'exchange';
  readonly line: number;
  readonly request: Message;
  readonly answer: Message;
}

/** A request or an answer: its first line, its headers as written, its body. */
export interface Message {
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
}

interface Line {
  readonly sign: string;
  readonly text: string;
  readonly number: number;
}

/** @throws Error with the line, for a request without an answer and an answer without a request */
export function parseTranscript(source: string): Transcript {
  const lines = source.split('\n').map(toLine);
  const title = lines[0]?.text.trim() ?? '';
  if (title === '' || lines[0]?.sign !== '') throw new Error('line 1: a transcript starts with its title');
  const options = lines.find(({ text, sign }) => sign === '' && text.startsWith('options: '));
  return {
    title,
    options: options ? JSON.parse(options.text.slice('options: '.length)) : {},
    events: [...readEvents(lines.filter(({ sign }) => sign !== ''))],
  };
}

function toLine(text: string, index: number): Line {
  const [, sign = '', rest = text] = /^([><*])(?: (.*))?$/.exec(text) ?? [];
  return { sign, text: sign === '' ? text : rest === text ? '' : rest, number: index + 1 };
}

function* readEvents(lines: readonly Line[]): Generator<TranscriptEvent> {
  let at = 0;
  const takeAll = (sign: string): Line[] => {
    const start = at;
    while (lines[at]?.sign === sign && (at === start || !startsAnew(lines[at]))) at++;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const { sign, text, number: line } = lines[at] as Line;
    if (sign === '*') {
      at++;
      yield { kind: 'happening', line, text };
      continue;
    }
    const request = takeAll('>');
    const answer = takeAll('<');
    if (request.length === 0) throw new Error(`line ${line}: an answer without a request`);
    if (answer.length === 0) throw new Error(`line ${line}: a request without an answer`);
    yield { kind: 'exchange', line, request: toMessage(request), answer: toMessage(answer) };
  }
}

/** A request line or a status line in the middle of a block would be read as a header, and is a mistake. */
function startsAnew(line: Line | undefined): boolean {
  return line !== undefined && /^([A-Z]+ \/|\d{3} )/.test(line.text);
}

function toMessage(lines: readonly Line[]): Message {
  const texts = lines.map(({ text }) => text);
  const end = texts.indexOf('');
  const [start = '', ...headers] = end < 0 ? texts : texts.slice(0, end);
  return { start, headers: headers.map(toHeader), body: end < 0 ? undefined : texts.slice(end + 1).join('\n') };
}

function toHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1) throw new Error(`"${line}" is not a header`);
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
