// Starts the verifier's process with an environment that it cannot be led astray by, and waits for its results.

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trackingVariable } from './no-tracking.ts';
import type { VerifierOutcome, VerifierTask } from './verifier-process.ts';

export interface VerifierLimits {
  /** After so long it is ended, in milliseconds. */
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface VerifierEnd {
  /** An outcome for each run; undefined where the process ended before. */
  readonly outcomes: readonly VerifierOutcome[] | undefined;
  readonly failure: string;
  /** Whether results could not be published. Pact says so in its log, and nowhere else. */
  readonly notPublished: boolean;
}

export function runVerifier(task: VerifierTask, limits: VerifierLimits): Promise<VerifierEnd> {
  // Native code is looked for in the working directory first.
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
    // What it prints has whole bodies in it, so that nothing of it is kept.
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
      const end = isLate ? `it had none after ${limits.timeoutMs} ms` : `its process ended with ${signal ?? code}`;
      resolve({ outcomes, failure: end, notPublished });
    });
    child.send(task, error => {
      if (error !== null) child.kill();
    });
  });
}

/** Beside this file, before and after it is bundled. */
function processFile(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./verifier-process.${ending}`, import.meta.url));
}

/**
 * Without the variables that change silently what Pact verifies (`PACT_DESCRIPTION` leaves interactions out) and where
 * requests go (the verifier sends them to a proxy even on loopback).
 */
function environment(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => !/^PACT_|^NODE_OPTIONS$|^APS_|_proxy$/i.test(name));
  return { ...Object.fromEntries(kept), [trackingVariable]: 'true' };
}
