// The process of Pact's verifier: native code that ends the process when it crashes, and prints bodies. Task and results
// go over the channel to its parent.

import { createRequire } from 'node:module';

export interface VerifierTask {
  /** The file of Pact's core. */
  readonly core: string;
  /** Options of its verifier, one run for each. */
  readonly runs: readonly Readonly<Record<string, unknown>>[];
}

/** How one run ended: with its JSON result, or an error without one. */
export type VerifierOutcome = { readonly json: string } | { readonly error: string };

interface PactCore {
  readonly default: { verifyPacts(options: object): Promise<unknown> };
}

process.once('message', (task: VerifierTask) => {
  work(task).then(
    outcomes => process.send?.(outcomes, () => process.exit(0)),
    () => process.exit(1),
  );
});

async function work({ core: file, runs }: VerifierTask): Promise<readonly VerifierOutcome[]> {
  const { default: core } = createRequire(file)(file) as PactCore;
  const outcomes: VerifierOutcome[] = [];
  for (const options of runs) outcomes.push(await outcomeOf(() => core.verifyPacts(options)));
  return outcomes;
}

/** For failed interactions, the result is the message of the error. */
async function outcomeOf(run: () => Promise<unknown>): Promise<VerifierOutcome> {
  try {
    return { json: String(await run()) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.startsWith('{') ? { json: text } : { error: text };
  }
}
