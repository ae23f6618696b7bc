// Starts the verifier's process with a clean environment, and waits for its results.

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trackingVariable } from './no-tracking.ts';
import type { VerifierOutcome, VerifierTask } from './verifier-process.ts';

export interface VerifierLimits {
  /** Maximum duration, in milliseconds. */
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
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
