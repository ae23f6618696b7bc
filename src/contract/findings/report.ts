// A report: what a run checked, what it could not check, and what it found. Every renderer starts from it.

import type { Finding } from './finding.ts';

/** What became of a check. Only `passed` and `failed` count as checked. */
export type CheckStatus = 'passed' | 'failed' | 'not-checked' | 'skipped';

/** One check of a run. */
export interface CheckResult {
  /** Stable name, such as `valid-token`. */
  readonly id: string;
  /** What holds when it passes, as a sentence. */
  readonly title: string;
  readonly status: CheckStatus;
  /** Why it was not checked or was skipped, and what would change that. */
  readonly reason?: string;
  /** Requests sent for it; 0 for captured traffic. */
  readonly requests: number;
  readonly durationMs?: number;
  readonly findings: readonly Finding[];
}

/** A run of `verify`, `diff`, `pact verify` or `pact compare`. */
export interface Report {
  /** Which command made it, such as `verify`. */
  readonly command: string;
  /** What was checked: a base URL without credentials, or files. */
  readonly target: string;
  readonly document: { readonly title: string; readonly version: string; readonly file: string };
  readonly checks: readonly CheckResult[];
  /** Findings that belong to no single check, such as an ignore that matched nothing. */
  readonly findings: readonly Finding[];
  /** Facts worth telling that are not judged, such as latency: `latency: median 12 ms`. */
  readonly notes: readonly string[];
  /** What the run amounts to; also the exit code of the command: 0 held, 1 findings, 3 nothing or too little checked, 4 not reachable. */
  readonly exitCode: 0 | 1 | 3 | 4;
}
