// Logs the server's events to stdout: as JSON with pino's fields, or as short lines in a terminal. Five fields need no
// library.

import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { createPaint, type Paint, type Style } from '../contract/findings/color.ts';

/** pino's numbers of the levels. @see https://getpino.io/#/docs/api?id=logger-level */
const levels = { debug: 20, info: 30, warn: 40, error: 50 } as const;

type Level = keyof typeof levels;
type Fields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly level: Config['logLevel'];
  /** Text lines instead of JSON. */
  readonly forPeople: boolean;
  /** Whether to use colours. Default false. */
  readonly color?: boolean;
  /** Omits requests. Default false. */
  readonly quiet?: boolean;
  readonly write: (line: string) => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Logs events at or above the level, and requests: in a terminal all, otherwise failed ones. */
export function createLog({ level, forPeople, color = false, quiet = false, write, now }: LogOptions): Log {
  const least = level === 'silent' ? Number.POSITIVE_INFINITY : levels[level];
  const paint = createPaint(color);
  const at =
    (of: Level) =>
    (message: string, fields: Fields = {}) => {
      if (levels[of] < least) return;
      const line = forPeople ? lineForPeople(of, now(), message, fields, paint) : jsonLine(of, now(), message, fields);
      write(`${line}\n`);
    };
  const log = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
  if (quiet || least > levels.info) return log;
  const request = forPeople
    ? requestLines(write, now, paint)
    : (fields: Fields) => (hasFailed(fields) ? log.info : log.debug)('request', fields);
  return { ...log, request: entry => request(entry as Fields) };
}

function hasFailed({ status, aborted }: Fields): boolean {
  return status === undefined || Number(status) >= 400 || aborted === true;
}

/** Beyond this rate one line counts the requests: a load test must not flood the terminal. */
const mostLinesPerSecond = 20;

/** Writes a line for each request, and one that counts those beyond the most of a second. */
function requestLines(write: (line: string) => void, now: () => number, paint: Paint): (fields: Fields) => void {
  let second = 0;
  let lines = 0;
  const others = new Map<string, number>();
  const countOthers = (): void => {
    const counts = [...others].map(([status, count]) => `${count} × ${status}`).join(', ');
    if (counts !== '') write(`${clockOf(second * 1000)} and more requests: ${counts}\n`);
    others.clear();
  };
  return fields => {
    const time = now();
    if (Math.floor(time / 1000) !== second) {
      countOthers();
      second = Math.floor(time / 1000);
      lines = 0;
    }
    lines += 1;
    const status = String(fields['status'] ?? 'no answer');
    if (lines <= mostLinesPerSecond) return write(`${clockOf(time)} ${requestForPeople(fields, paint)}\n`);
    if (others.size === 0) setTimeout(countOthers, 1000).unref();
    others.set(status, (others.get(status) ?? 0) + 1);
  };
}

function jsonLine(level: Level, time: number, msg: string, fields: Fields): string {
  return JSON.stringify({ level: levels[level], time, pid: process.pid, ...fields, msg });
}

const levelStyles: Readonly<Record<Level, Style>> = { debug: 'dim', info: 'dim', warn: 'yellow', error: 'red' };

/** A list of problems takes a line for each. */
function lineForPeople(level: Level, time: number, message: string, fields: Fields, paint: Paint): string {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  const problems = present.flatMap(([, value]) => (Array.isArray(value) ? value : []));
  const others = present.filter(([, value]) => !Array.isArray(value)).map(shown);
  const first = `${clockOf(time)} ${paint(levelStyles[level], level.padEnd(5))} ${[message, ...others].join('  ')}`;
  return [first, ...problems.map(problem => `  ${problem}`)].join('\n');
}

function shown([name, value]: readonly [string, unknown]): string {
  return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

function clockOf(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

const longestUrl = 100;

/** Status, request, persona and scenario, the reason of the answer, duration; the journal entry has more. */
function requestForPeople(fields: Fields, paint: Paint): string {
  const { method, url, status, persona, scenario, scenarioFrom, outcome, durationMs, aborted } = fields;
  const path = String(url);
  const parts = [
    `${statusForPeople(status, paint)} ${method} ${path.length > longestUrl ? `${path.slice(0, longestUrl)}...` : path}`,
    ...(persona === undefined || String(outcome).includes(`persona=${persona}`) ? [] : [`persona=${persona}`]),
    ...(scenario === undefined ? [] : [`scenario=${scenario} (from ${scenarioFrom})`]),
    ...(outcome === '' || outcome === undefined ? [] : [isBroken(outcome) ? paint('bold', outcome) : String(outcome)]),
    ...(aborted === true ? ['the client disconnected'] : []),
    `${durationMs ?? '?'} ms`,
  ];
  return parts.join('  ');
}

/** Whether the document broke; that must stand out. */
function isBroken(outcome: unknown): outcome is string {
  return String(outcome).includes('breaks=');
}

/** Green for success, yellow for 3xx and 4xx, red for 5xx and for no answer. */
function statusForPeople(status: unknown, paint: Paint): string {
  const style = status === undefined || Number(status) >= 500 ? 'red' : Number(status) >= 300 ? 'yellow' : 'green';
  return paint(style, String(status ?? 'no answer'));
}
