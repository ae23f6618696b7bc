// A verdict: whether the client under test kept one rule of good behaviour, as far as the request journal shows.

import type { FindingCode } from '../../base/codes.gen.ts';
import type { JournalEntry } from '../sessions/journal-entry.ts';
import type { Call } from './calls.ts';

/** What counts as too much, too fast or too late. Every member has a default. */
export interface Thresholds {
  /** A retry may come this much earlier than `Retry-After` says, in milliseconds. Default 50. */
  readonly retryAfterToleranceMs: number;
  /** The shortest pause before a retry of a 5xx or of a broken connection, in milliseconds. Default 100. */
  readonly backoffMs: number;
  /** Attempts of one call, the first one included. Default 5. */
  readonly attempts: number;
  /** Profile requests with one token within one second. Default 20. */
  readonly requestsPerSecond: number;
  /** A stalled answer is abandoned within this time, in seconds. Default 30. */
  readonly stallSeconds: number;
  /** Successful profile requests with one token. Default 10. */
  readonly profilesPerToken: number;
}

export const defaultThresholds: Thresholds = {
  retryAfterToleranceMs: 50,
  backoffMs: 100,
  attempts: 5,
  requestsPerSecond: 20,
  stallSeconds: 30,
  profilesPerToken: 10,
};

/** What a rule looks at: closed entries of one session, oldest first. */
export interface Seen {
  readonly profiles: readonly JournalEntry[];
  /** The same, with the attempts of one call together. */
  readonly calls: readonly Call[];
  readonly pictures: readonly JournalEntry[];
  /** Requests to the login's paths. */
  readonly logins: readonly JournalEntry[];
  readonly thresholds: Thresholds;
}

/** One breach of a rule, and the requests that show it. */
export interface Breach {
  readonly message: string;
  readonly requests: readonly JournalEntry[];
}

/** One rule of good behaviour. What a good client does is the remedy of its finding. */
export interface Rule {
  readonly id: string;
  readonly code: FindingCode;
  /** What is true when it is kept, as a sentence. */
  readonly title: string;
  /** Why it matters to users and to the service. */
  readonly why: string;
  /** URL of the section of the RFC or specification. */
  readonly see: string;
  /** What must happen before there is anything to judge. */
  readonly needs: string;
  /** The breaches; undefined where there was nothing to judge. */
  judge(seen: Seen): readonly Breach[] | undefined;
}

/** What became of one rule. */
export interface Verdict {
  /** Stable name of the rule, such as `retry-after`. */
  readonly id: string;
  readonly code: FindingCode;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'not-exercised';
  /** What must happen before there is anything to judge; only where nothing did. */
  readonly needs?: string;
  /** Why the rule matters. */
  readonly why: string;
  /** What a good client does. */
  readonly remedy: string;
  /** URL of the section that says so. */
  readonly see: string;
  /** What was seen, with the `X-Request-Id` of each request that shows it. */
  readonly breaches: readonly { readonly message: string; readonly requests: readonly string[] }[];
}
