// The server's events on stdout: one JSON line each for programs, in pino's fields, a short line for a person at a
// terminal. Five fields a line need no library.

import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';

/** pino's numbers of the levels. @see https://getpino.io/#/docs/api?id=logger-level */
const levels = { debug: 20, info: 30, warn: 40, error: 50 } as const;

type Level = keyof typeof levels;
type Fields = Readonly<Record<string, unknown>>;

/** How and where to log. */
export interface LogOptions {
  readonly level: Config['logLevel'];
  /** Lines for a person instead of JSON. */
  readonly forPeople: boolean;
  readonly write: (line: string) => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** A log that writes what is at least as important as the level. */
export function createLog({ level, forPeople, write, now }: LogOptions): Log {
  const least = level === 'silent' ? Number.POSITIVE_INFINITY : levels[level];
  const line = forPeople ? lineForPeople : jsonLine;
  const at =
    (of: Level) =>
    (message: string, fields: Fields = {}) => {
      if (levels[of] >= least) write(`${line(of, now(), message, fields)}\n`);
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

function jsonLine(level: Level, time: number, msg: string, fields: Fields): string {
  return JSON.stringify({ level: levels[level], time, pid: process.pid, ...fields, msg });
}

function lineForPeople(level: Level, time: number, message: string, fields: Fields): string {
  const clock = new Date(time).toTimeString().slice(0, 8);
  return `${clock} ${level.padEnd(5)} ${message === 'request' ? requestForPeople(fields) : [message, ...shown(fields)].join('  ')}`;
}

/** As an access log tells it; the journal entry has more. */
function requestForPeople({ method, url, status, outcome, durationMs }: Fields): string {
  return `${method} ${url} ${status ?? 'no answer'}  ${outcome ?? ''}  ${durationMs} ms`;
}

function shown(fields: Fields): readonly string[] {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && !isEmptyList(value));
  return present.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
