// Compares what came with what a transcript expects. `…` stands for what may differ: any text within a text, any JSON
// value, further members of an object, further items of a list. `<id>` in place of a JSON value is any value the first
// time, and the same one from then on.

import type { Message } from './parse-transcript.ts';

/** What came over the wire. */
export interface Received {
  /** `200 OK`, or what happened to the connection in brackets: `(reset)`. */
  readonly start: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The values that names such as `<id>` stand for, as they were first seen. */
export type Memory = Map<string, unknown>;

/** Every difference, in words; empty where the answer is as expected. */
export function differences(expected: Message, received: Received, memory: Memory): string[] {
  const start = matchesText(expected.start, received.start)
    ? []
    : [`expected ${expected.start}, but got ${received.start} ${received.body}`];
  const headers = expected.headers.flatMap(([name, value]) => headerDifference(name, value, received));
  return [...start, ...headers, ...bodyDifferences(expected.body, received.body, memory)];
}

function headerDifference(name: string, expected: string, { headers }: Received): string[] {
  const value = headers[name.toLowerCase()];
  const text = Array.isArray(value) ? value.join(', ') : value;
  if (expected === '(absent)') return text === undefined ? [] : [`expected no ${name}, but got ${name}: ${text}`];
  if (text === undefined) return [`expected ${name}: ${expected}, but there is no ${name}`];
  return matchesText(expected, text) ? [] : [`expected ${name}: ${expected}, but got ${name}: ${text}`];
}

function bodyDifferences(expected: string | undefined, body: string, memory: Memory): string[] {
  if (expected === undefined) return [];
  if (expected === '(empty)') return body === '' ? [] : [`expected no body, but got ${body}`];
  if (!/^[[{]/.test(expected))
    return matchesText(expected, body) ? [] : [`expected the body ${expected}, but got ${body}`];
  return jsonDifferences(JSON.parse(withoutEllipses(expected)), parseJson(body), '', memory);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return `(not JSON) ${body}`;
  }
}

const anything = '…';

function jsonDifferences(named: unknown, value: unknown, pointer: string, memory: Memory): string[] {
  const expected = remembered(named, value, memory);
  if (expected === anything) return [];
  if (typeof expected === 'string' && typeof value === 'string' && matchesText(expected, value)) return [];
  if (Array.isArray(expected) && Array.isArray(value)) return listDifferences(expected, value, pointer, memory);
  if (isRecord(expected) && isRecord(value)) return memberDifferences(expected, value, pointer, memory);
  if (expected === value) return [];
  return [`${pointer || 'body'}: expected ${JSON.stringify(expected)}, but got ${JSON.stringify(value)}`];
}

function remembered(expected: unknown, value: unknown, memory: Memory): unknown {
  if (typeof expected !== 'string' || !/^<\w+>$/.test(expected)) return expected;
  if (!memory.has(expected)) memory.set(expected, value);
  return memory.get(expected);
}

function listDifferences(
  expected: readonly unknown[],
  value: readonly unknown[],
  pointer: string,
  memory: Memory,
): string[] {
  const open = expected.at(-1) === anything;
  const items = open ? expected.slice(0, -1) : expected;
  if (open ? value.length < items.length : value.length !== items.length) {
    return [`${pointer || 'body'}: expected ${items.length} items, but got ${JSON.stringify(value)}`];
  }
  return items.flatMap((item, index) => jsonDifferences(item, value[index], `${pointer}/${index}`, memory));
}

function memberDifferences(
  expected: Record<string, unknown>,
  value: Record<string, unknown>,
  pointer: string,
  memory: Memory,
): string[] {
  const { [anything]: open, ...members } = expected;
  const missing = Object.keys(members).filter(name => !Object.hasOwn(value, name));
  const surplus = open === undefined ? Object.keys(value).filter(name => !Object.hasOwn(members, name)) : [];
  return [
    ...missing.map(name => `${pointer}/${name} is missing`),
    ...surplus.map(name => `${pointer}/${name} is not expected: ${JSON.stringify(value[name])}`),
    ...Object.entries(members)
      .filter(([name]) => Object.hasOwn(value, name))
      .flatMap(([name, member]) => jsonDifferences(member, value[name], `${pointer}/${name}`, memory)),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matchesText(expected: string, text: string): boolean {
  const parts = expected.split(anything).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

/** Turns the bare `…` of a transcript into JSON: a member named `…` where a member is due, else the text `…`. */
function withoutEllipses(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|([{,]\s*)…(?=\s*})|…/g, (found, before: string | undefined) => {
    if (found.startsWith('"')) return found;
    return before === undefined ? '"…"' : `${before}"…": true`;
  });
}
