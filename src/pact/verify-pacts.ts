// `pact verify`: verifies contracts against a provider with Pact's verifier; an interaction without a result fails.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { createFinding } from '../contract/findings/catalog.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { Report } from '../contract/findings/report.ts';
import type { ApiDocument } from '../contract/openapi/document.ts';
import { conclude, createObserver, type Demands, readPolicy } from '../verify/outcome.ts';
import type { Target } from '../verify/target.ts';
import { type BrokerSource, brokerEnvironment, brokerOptions } from './broker.ts';
import { type ContractPlan, planPacts } from './contract-plan.ts';
import { findPactCore } from './core-pact.ts';
import type { PactFile } from './pact-file.ts';
import { type Relay, startRelay } from './relay.ts';
import { readOutcome, runVerifier, type VerifierEnd } from './run-verifier.ts';
import { findStates, type TargetStates } from './target-states.ts';
import { type Results, verificationReport } from './verification-report.ts';

export interface VerifyPactsOptions extends Demands {
  readonly document: ApiDocument;
  readonly target: Target;
  readonly pacts: readonly PactFile[];
  /** Broker with further contracts. */
  readonly broker: BrokerSource | undefined;
  /** Replaces the placeholder in contracts. */
  readonly token: string | undefined;
  /** Handler of provider states; undefined for the mock's own. */
  readonly states: Target | undefined;
  readonly adminToken: string | undefined;
  readonly timeoutMs: number;
  /** Maximum number of requests to a non-local service. */
  readonly budget: number;
  /** File for the coverage of the document. */
  readonly coverage: string | undefined;
}

/**
 * Verifies contracts. The report has neither bodies nor tokens.
 *
 * @throws ERR_PACT_NOT_INSTALLED, ERR_TARGET_UNREACHABLE, ERR_CLI_USAGE, ERR_COVERAGE_UNREADABLE
 */
export async function verifyPacts(options: VerifyPactsOptions): Promise<Report> {
  // pact-js itself takes long to load, and puts another proxy before the relay.
  const core = findPactCore('This command');
  const { document, target, timeoutMs, coverage } = options;
  const policy = readPolicy(options);
  const observer = createObserver(document, { ...(coverage !== undefined && { coverage }) }, 'pact');
  const states = await findStates({ ...options, handler: options.states });
  const situation = { ...options, hasStates: states !== undefined, hasToken: options.token !== undefined };
  const plans = planPacts(options.pacts, situation);
  const relay = await startRelay({
    target,
    prefix: states?.prefix ?? '',
    token: options.token,
    timeoutMs,
    changeState: stateChanger(states),
  });
  try {
    const results = await runAll(core, plans, options, relay);
    for (const exchange of relay.exchanges) observer.see(exchange, undefined);
    observer.write();
    const report = verificationReport(options, plans, relay, results);
    // The check of the answers themselves is not an interaction.
    const extra = relay.exchanges.length > 0 ? 1 : 0;
    return conclude(report, policy, { requireChecks: (options.requireChecks ?? 1) + extra });
  } finally {
    await relay.close();
    await states?.end();
  }
}

/** Without states, only interactions without one run. A state whose setup failed halfway is torn down at once. */
function stateChanger(states: TargetStates | undefined): TargetStates['change'] {
  return async (state, action) => {
    try {
      await states?.change(state, action);
    } catch (error) {
      if (action === 'setup') await states?.change(state, 'teardown').catch(() => undefined);
      throw error;
    }
  };
}

/** One run for each contract, so that results stay separate, and one for the broker. */
async function runAll(
  core: string,
  plans: readonly ContractPlan[],
  options: VerifyPactsOptions,
  relay: Relay,
): Promise<Results> {
  const { broker, timeoutMs } = options;
  const folder = mkdtempSync(join(tmpdir(), 'aps-userinfo-pacts-'));
  const common = commonOptions(relay, timeoutMs);
  const running = plans.filter(({ verified }) => verified.length > 0);
  const filed = running.map((plan, index) => ({
    ...common,
    provider: plan.pact.provider,
    pactUrls: [writePlanned(folder, index, plan)],
  }));
  const runs = [...filed, ...(broker === undefined ? [] : [{ ...common, ...brokerOptions(broker) }])];
  try {
    if (runs.length === 0) return { filed: new Map(), fetched: undefined, findings: [] };
    const env = broker === undefined ? oneCertificate(folder) : brokerEnvironment(broker);
    const limits = { timeoutMs: limitOf(plans, timeoutMs), env };
    return resultsOf(running, await runVerifier({ core, runs }, limits));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commonOptions(relay: Relay, timeoutMs: number): object {
  return {
    ...relay.addresses,
    // The relay times out first, and knows the reason.
    timeout: timeoutMs + 5000,
    logLevel: 'error',
  };
}

function resultsOf(running: readonly ContractPlan[], { outcomes = [], failure, notPublished }: VerifierEnd): Results {
  const results = outcomes.map(readOutcome);
  const reasons = outcomes.length === 0 ? [failure] : results.flatMap(({ errors }) => errors);
  return {
    filed: new Map(running.flatMap((plan, index) => (results[index] === undefined ? [] : [[plan, results[index]]]))),
    fetched: results[running.length],
    findings: [...reasons.map(verifierFailed), ...(notPublished ? [unpublished()] : [])],
  };
}

const verifier = '@pact-foundation/pact';

function verifierFailed(reason: string): Finding {
  const message = `Pact's verifier has no result: ${withoutAddresses(reason)}.`;
  return createFinding('pact/verifier-failed', { message, where: verifier });
}

function unpublished(): Finding {
  return createFinding('pact/not-published', { message: 'The broker rejected the results.', where: verifier });
}

/** URLs may contain credentials. */
function withoutAddresses(text: string): string {
  return text.replace(/\bhttps?:\/\/\S+/g, '(address)').replace(/\.$/, '');
}

const longestStartMs = 60_000;

/** Each interaction may take its whole time, with its states; a broker's are unknown before. */
function limitOf(plans: readonly ContractPlan[], timeoutMs: number): number {
  const interactions = plans.reduce((count, { verified }) => count + verified.length, 100);
  return longestStartMs + interactions * timeoutMs;
}

/**
 * Pact's core reads all certificates of the system again for each interaction, although the relay speaks plain HTTP. With an
 * empty file, version 17 does not start.
 */
function oneCertificate(folder: string): NodeJS.ProcessEnv {
  const [certificate] = rootCertificates;
  if (certificate === undefined) return {};
  const file = join(folder, 'certificate.pem');
  writeFileSync(file, certificate);
  return { SSL_CERT_FILE: file, SSL_CERT_DIR: undefined };
}

function writePlanned(folder: string, index: number, { pact, verified }: ContractPlan): string {
  const file = join(folder, `${index}.json`);
  const pointers = new Set(verified.map(({ pointer }) => pointer));
  const all = Array.isArray(pact.value['interactions']) ? pact.value['interactions'] : [];
  const interactions = all.filter((_, at) => pointers.has(`/interactions/${at}`));
  const { messages: _messages, ...rest } = pact.value;
  writeFileSync(file, JSON.stringify({ ...rest, interactions }));
  return file;
}
