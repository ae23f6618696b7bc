// What a case of the corpus is.

import type { FindingCode } from '../../src/contract/findings/finding.ts';
import type { Change } from './changes.ts';
import { tokens } from './good-server.ts';

/** A finding as a case expects it: its code and, where it is about a part of the body, the pointer to that. */
export type Expected = FindingCode | `${FindingCode} /${string}`;

/** A request whose answer alone shows the change: what a tool can be given that looks at one response at a time. */
export interface Ask {
  readonly method: string;
  readonly token: string | undefined;
}

/** A server with one mistake. */
export interface BadCase {
  /** What is wrong, as a sentence. */
  readonly name: string;
  readonly change: Change;
  /** Exactly what is found at the severity of a warning or above, by check. */
  readonly found: Readonly<Record<string, readonly Expected[]>>;
  /** Checks that run only where they are permitted. */
  readonly permit?: 'allowPost' | 'allowRateLimit';
  /** Undefined where it takes more than one answer, or knowledge of the token, to tell that something is wrong. */
  readonly ask: Ask | undefined;
}

/** Cases of one kind. */
export interface Family {
  readonly title: string;
  readonly cases: readonly BadCase[];
  /** How long to wait for an answer. Default: as long as the verifier does. */
  readonly timeoutMs?: number;
}

/** A server without a mistake. */
export interface GoodCase {
  /** What is unusual about it, as a sentence. */
  readonly name: string;
  readonly change: Change;
  /** Default: `allowPost`. */
  readonly permit?: 'allowRateLimit';
  readonly ask: Ask;
}

/** One row of a family: what is wrong, what makes it so, and what is found. */
export type Row = readonly [name: string, change: Change, ...found: readonly Expected[]];

/** The request for the profile. */
export const profileAsk: Ask = { method: 'GET', token: tokens.good };

/** A family of cases that one check finds, and that the answer to one request shows. */
export function family(title: string, check: string, ask: Ask | undefined, rows: readonly Row[]): Family {
  return { title, cases: rows.map(([name, change, ...found]) => ({ name, change, found: { [check]: found }, ask })) };
}

/** A good server that is unusual in what it answers to the good token, or in everything. */
export function ofProfile(name: string, change: Change): GoodCase {
  return { name, change, ask: profileAsk };
}
