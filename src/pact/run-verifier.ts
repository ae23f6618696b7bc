// Starts the verifier's process with a clean environment, and waits for its results.

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '../base/json.ts';
import { trackingVariable } from './no-tracking.ts';
import type { VerifierOutcome, VerifierTask } from './verifier-process.ts';

export interface VerifierLimits {
  /** Maximum duration, in milliseconds. */
  readonly timeoutMs: number;
  /** Variables to add; undefined removes one. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface VerifierEnd {
  /** An outcome for each run; undefined if the process ended before. */
  readonly outcomes: readonly VerifierOutcome[] | undefined;
  readonly failure: string;
  /** Whether publishing the results failed. Pact reports it only in its log. */
  readonly notPublished: boolean;
}

export function runVerifier(task: VerifierTask, limits: VerifierLimits): Promise<VerifierEnd> {
  // Native code is searched for in the working directory first.
  const folder = mkdtempSync(join(tmpdir(), 'aps-userinfo-pact-'));
  const child = fork(processFile(), [], {
    cwd: folder,
    env: { ...environment(process.env), ...limits.env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return new Promise(resolve => {
    let outcomes: readonly VerifierOutcome[] | undefined;
    let isLate = false;
    let notPublished = false;
    // The output contains whole bodies, so it is not kept.
    const look = (chunk: Buffer): void => {
      notPublished ||= chunk.includes('Publishing of verification results failed');
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, limits.timeoutMs);
    child.on('message', message => {
      outcomes = message as readonly VerifierOutcome[];
    });
    child.on('error', () => {});
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
      const end = isLate ? `it did not end within ${limits.timeoutMs} ms` : `its process ended with ${signal ?? code}`;
      resolve({ outcomes, failure: end, notPublished });
    });
    child.send(task, error => {
      if (error !== null) child.kill();
    });
  });
}

/** Beside this file, bundled or not. */
function processFile(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./verifier-process.${ending}`, import.meta.url));
}

/**
 * Without variables that silently change what Pact verifies (`PACT_DESCRIPTION` filters interactions) and where requests go
 * (the verifier uses a proxy even for loopback).
 */
function environment(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => !/^PACT_|^NODE_OPTIONS$|^APS_|_proxy$/i.test(name));
  return { ...Object.fromEntries(kept), [trackingVariable]: 'true' };
}

// Parses the results of Pact's verifier, whose JSON grows from version to version.

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
