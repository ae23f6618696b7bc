// The report of a verification: a check for each interaction, and one for what contracts do not cover.

import { createFinding } from '../contract/findings/catalog.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { CheckResult, Report } from '../contract/findings/report.ts';
import type { ApiDocument } from '../contract/openapi/document.ts';
import { createValidators } from '../contract/openapi/validators.ts';
import { checkResponse } from '../contract/responses/check-response.ts';
import type { Target } from '../verify/target.ts';
import type { BrokerSource } from './broker.ts';
import type { ContractPlan } from './contract-plan.ts';
import { mismatchFindings } from './mismatch-findings.ts';
import type { FiledInteraction, PactFile } from './pact-file.ts';
import type { Relay } from './relay.ts';
import type { InteractionResult, VerificationResult } from './run-verifier.ts';

export interface Verified {
  readonly document: ApiDocument;
  readonly target: Target;
  readonly pacts: readonly PactFile[];
  readonly broker: BrokerSource | undefined;
}

export interface Results {
  readonly filed: ReadonlyMap<ContractPlan, VerificationResult>;
  readonly fetched: VerificationResult | undefined;
  /** Findings about the run. */
  readonly findings: readonly Finding[];
}

export function verificationReport(
  options: Verified,
  plans: readonly ContractPlan[],
  relay: Relay,
  results: Results,
): Omit<Report, 'exitCode'> {
  const { document, target } = options;
  const filed = plans.flatMap(plan => planChecks(plan, results.filed.get(plan), relay));
  const fetched = results.fetched?.interactions.map(result => resultCheck(result, undefined, relay, 'broker')) ?? [];
  const interactions = [...filed, ...fetched];
  const checks = [...interactions, ...conformity(options, relay)];
  return {
    command: 'pact verify',
    target: target.url,
    document: { title: document.title, version: document.version, file: document.file },
    checks,
    findings: results.findings,
    notes: notesOf(options, interactions),
  };
}

function planChecks(
  { pact, verified, left }: ContractPlan,
  result: VerificationResult | undefined,
  relay: Relay,
): CheckResult[] {
  const results = [...(result?.interactions ?? [])];
  const checked = verified.map(interaction => {
    const at = results.findIndex(({ description }) => description === interaction.description);
    const [found] = at < 0 ? [] : results.splice(at, 1);
    return found === undefined
      ? lost(pact.consumer, interaction, result !== undefined)
      : resultCheck(found, interaction, relay, pact.consumer);
  });
  return [...checked, ...left.map(({ interaction, reason }) => notChecked(pact.consumer, interaction, reason))];
}

function resultCheck(
  result: InteractionResult,
  interaction: FiledInteraction | undefined,
  relay: Relay,
  consumer: string,
): CheckResult {
  const named = nameOf(result.consumer ?? consumer, result.description, interaction);
  const findings = result.passed ? [] : mismatchFindings(result, interaction, relay, named.id);
  const common = { ...named, requests: 1, ...(result.durationMs !== undefined && { durationMs: result.durationMs }) };
  if (!result.pending || result.passed) return { ...common, status: result.passed ? 'passed' : 'failed', findings };
  const reason = 'it is pending: it may fail';
  return { ...common, status: 'skipped', reason, findings: [pending(named.id)] };
}

/** A completed run without this interaction must not pass; an aborted run has its own finding. */
function lost(consumer: string, interaction: FiledInteraction, wentThrough: boolean): CheckResult {
  const left = notChecked(consumer, interaction, 'the verifier has no result for it');
  if (!wentThrough) return left;
  const finding = createFinding('pact/verifier-failed', {
    message: 'The verifier has no result for this interaction.',
    where: left.id,
  });
  return { ...left, status: 'failed', findings: [finding] };
}

function notChecked(consumer: string, interaction: FiledInteraction, reason: string): CheckResult {
  const named = nameOf(consumer, interaction.description, interaction);
  return { ...named, status: 'not-checked', reason, requests: 0, findings: [] };
}

function nameOf(
  consumer: string,
  description: string,
  interaction: FiledInteraction | undefined,
): Pick<CheckResult, 'id' | 'title'> {
  const states = interaction?.states.map(({ name }) => name).join(', ') ?? '';
  return {
    id: `${consumer}/${description}`,
    title: `The answer matches the contract${states === '' ? '' : `, given ${states}`}`,
  };
}

function pending(where: string): Finding {
  return createFinding('pact/pending', { message: 'The pending interaction fails.', where });
}

/** What Pact does not check: undocumented members, and the rest of the document. */
function conformity({ document }: Verified, relay: Relay): readonly CheckResult[] {
  if (relay.exchanges.length === 0) return [];
  const validators = createValidators(document);
  const findings = relay.exchanges.flatMap(exchange => checkResponse(exchange, { document, validators }));
  const distinct = new Map(
    findings.map(finding => [JSON.stringify([finding.code, finding.instancePath, finding.schemaPath]), finding]),
  );
  return [
    {
      id: 'as-documented',
      title: 'Every answer matches the document, beyond the contracts',
      status: findings.some(({ severity }) => severity === 'error') ? 'failed' : 'passed',
      requests: 0,
      findings: [...distinct.values()],
    },
  ];
}

function notesOf({ pacts, broker, target }: Verified, interactions: readonly CheckResult[]): readonly string[] {
  const files = pacts.map(({ consumer, provider, file }) => `contract: ${consumer} with ${provider}, ${file}`);
  if (interactions.length === 0) return [...files, 'the contracts have no interactions'];
  const isPart = broker !== undefined && !target.isLoopback;
  return [...files, ...(isPart ? ["the broker's interactions with a state were skipped"] : [])];
}
