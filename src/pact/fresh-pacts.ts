// The globalSetup of a suite that writes contracts: removes those of the previous run, whose interactions would stay
// forever, and disables Pact's telemetry for every process and thread of the run.

import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { readJsonFile } from '../base/read-file.ts';
import { trackingVariable } from './no-tracking.ts';

/** Contracts to remove. */
export interface FreshPactsOptions {
  /** Their folder, the `dir` of `new Pact`. Default: `pacts`. */
  readonly dir?: string;
  /** Only those of this consumer. Default: any. */
  readonly consumer?: string;
  /** Only those with this provider. Default: any. */
  readonly provider?: string;
}

/**
 * The function that vitest and jest call once, before any test file. Files that are not contracts stay. It rejects vitest's
 * pools `vmThreads` and `vmForks` (ERR_PACT_UNSUPPORTED), which cannot load Pact.
 *
 * @example
 * // pact.setup.js, the globalSetup in the configuration of vitest or jest
 * export default freshPacts({ dir: 'pacts' });
 */
export function freshPacts(options: FreshPactsOptions = {}): (runner?: unknown) => Promise<void> {
  return async runner => {
    refuseVirtualContexts(runner);
    process.env[trackingVariable] ??= 'true';
    const folder = resolve(options.dir ?? 'pacts');
    for (const name of jsonFiles(folder)) {
      const file = join(folder, name);
      if (isMeant(readPact(file), options)) rmSync(file);
    }
  };
}

/** Vitest passes its project; jest something else. */
function refuseVirtualContexts(runner: unknown): void {
  const config = isObject(runner) ? (runner as { readonly config?: unknown }).config : undefined;
  const pool = isObject(config) ? String(config['pool']) : '';
  if (!pool.startsWith('vm')) return;
  throw new KitError('ERR_PACT_UNSUPPORTED', `Pact cannot be loaded in the pool "${pool}" of vitest.`, {
    hint: 'Use the pool "forks" or "threads".',
  });
}

function jsonFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.json'));
  } catch {
    // The folder does not exist before the first run.
    return [];
  }
}

interface PactNames {
  readonly consumer: unknown;
  readonly provider: unknown;
}

/** Undefined for what is not a contract. */
function readPact(file: string): PactNames | undefined {
  const read = readJsonFile(file);
  if ('refused' in read || !isObject(read.value)) return undefined;
  const { consumer, provider, interactions, messages } = read.value;
  if (!isObject(consumer) || !isObject(provider) || !Array.isArray(interactions ?? messages)) return undefined;
  return { consumer: consumer['name'], provider: provider['name'] };
}

function isMeant(pact: PactNames | undefined, { consumer, provider }: FreshPactsOptions): boolean {
  if (pact === undefined) return false;
  return (consumer ?? pact.consumer) === pact.consumer && (provider ?? pact.provider) === pact.provider;
}
