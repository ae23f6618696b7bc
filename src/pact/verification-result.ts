// Parses the results of Pact's verifier, whose JSON grows from version to version.

import { isObject } from '../base/json.ts';
import type { VerifierOutcome } from './verifier-process.ts';

export interface InteractionResult {
  readonly description: string;
  /** Undefined if this version of Pact does not report it. */
  readonly consumer: string | undefined;
  readonly passed: boolean;
  readonly pending: boolean;
  readonly durationMs: number | undefined;
  readonly mismatches: readonly Mismatch[];
  /** Error if nothing could be compared. */
  readonly error: string | undefined;
}

/** One difference between contract and answer, without values. */
export interface Mismatch {
  readonly type: string;
  /** Contains values: must not be shown. */
  readonly text: string;
  /** Path into the body: `$.a[0]`. */
  readonly path: string | undefined;
  readonly key: string | undefined;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface VerificationResult {
  readonly interactions: readonly InteractionResult[];
  /** Failures without an interaction. */
  readonly errors: readonly string[];
}

export function readOutcome(outcome: VerifierOutcome): VerificationResult {
  if ('error' in outcome) return { interactions: [], errors: [firstLine(outcome.error)] };
  const value = parse(outcome.json);
  const failures = [...failuresOf(value['errors'], false), ...failuresOf(value['pendingErrors'], true)];
  const interactions = listOf(value['interactionResults']).map(result => toResult(result, failures));
  // The remaining failures have no interaction.
  return { interactions, errors: failures.map(({ name, mismatch }) => firstLine(errorOf(mismatch) ?? name)) };
}

type Members = Readonly<Record<string, unknown>>;

interface Failure {
  /** `Verifying a pact between A and B Given state - description`. */
  readonly name: string;
  readonly mismatch: Members;
  readonly pending: boolean;
}

function parse(json: string): Members {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function listOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function failuresOf(list: unknown, pending: boolean): Failure[] {
  return listOf(list).map(({ interaction, mismatch }) => ({
    name: String(interaction ?? ''),
    mismatch: isObject(mismatch) ? mismatch : {},
    pending,
  }));
}

/** Removes the failure of this interaction from the list: the first one that ends in its description. */
function toResult(result: Members, failures: Failure[]): InteractionResult {
  const description = String(result['description'] ?? '');
  const passed = result['result'] === 'OK';
  const index = passed ? -1 : failures.findIndex(({ name }) => name.endsWith(` - ${description}`));
  const [failure] = index < 0 ? [] : failures.splice(index, 1);
  const mismatch = failure?.mismatch ?? (isObject(result['mismatch']) ? result['mismatch'] : {});
  return {
    description,
    consumer: typeof result['consumer'] === 'string' ? result['consumer'] : undefined,
    passed,
    pending: failure?.pending === true || result['pending'] === true,
    durationMs: millisecondsOf(result['duration']),
    mismatches: listOf(mismatch['mismatches']).map(toMismatch),
    error: errorOf(mismatch),
  };
}

function toMismatch({ type, mismatch, path, key, expected, actual }: Members): Mismatch {
  return {
    type: String(type ?? ''),
    text: String(mismatch ?? ''),
    path: typeof path === 'string' ? path : undefined,
    key: typeof key === 'string' ? key : undefined,
    expected,
    actual,
  };
}

function errorOf({ type, message }: Members): string | undefined {
  return type === 'mismatches' || message === undefined ? undefined : firstLine(String(message));
}

/** `1.5s`, `23ms`; undefined for other formats. */
function millisecondsOf(duration: unknown): number | undefined {
  const [, number = '', unit] = /^([\d.]+)(ms|s)$/.exec(String(duration)) ?? [];
  if (unit === undefined) return undefined;
  return Number(number) * (unit === 's' ? 1000 : 1);
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.trim() ?? '';
}
