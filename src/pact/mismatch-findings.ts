// Findings about a failed interaction: what differs and where, never the values.

import { createFinding } from '../contract/findings/catalog.ts';
import type { Finding, FindingCode } from '../contract/findings/finding.ts';
import { describeValue } from '../contract/findings/safe-text.ts';
import type { Json } from '../contract/openapi/document.ts';
import { type GivenState, isSameState } from '../server/scenarios/provider-states.ts';
import { type FiledInteraction, pointerOfPath, rulesAt } from './pact-file.ts';
import type { Relay, StateFailure } from './relay.ts';
import type { InteractionResult, Mismatch } from './run-verifier.ts';

/** @param where names the interaction */
export function mismatchFindings(
  result: InteractionResult,
  interaction: FiledInteraction | undefined,
  relay: Pick<Relay, 'stateFailures' | 'unanswered'>,
  where: string,
): readonly Finding[] {
  const failed = failedState(result, interaction, relay.stateFailures);
  if (failed !== undefined) return [stateFinding(failed, where)];
  const [unanswered] = relay.unanswered;
  if (unanswered !== undefined && result.mismatches.some(({ actual }) => actual === 502)) {
    return [createFinding('pact/no-answer', { message: `No answer: ${unanswered}.`, where })];
  }
  if (result.mismatches.length > 0) return result.mismatches.map(one => mismatchFinding(one, interaction, where));
  return [createFinding('pact/request', { message: result.error ?? 'The verifier gives no reason.', where })];
}

/** A broker's interactions have only a description: any failed state counts. */
function failedState(
  { error = '' }: InteractionResult,
  interaction: FiledInteraction | undefined,
  failures: readonly StateFailure[],
): StateFailure | undefined {
  if (interaction === undefined) return error.includes('state change') ? failures[0] : undefined;
  const states = interaction.states.length === 0 ? [noState] : interaction.states;
  return failures.find(({ state }) => states.some(given => isSameState(given, state)));
}

/** Pact's request for an interaction without a state. */
const noState: GivenState = { name: '', params: {} };

/** Every state there is, ready to paste. */
function stateFinding({ error }: StateFailure, where: string): Finding {
  const code: FindingCode = error.code === 'ERR_PACT_STATE_UNKNOWN' ? 'pact/state-unknown' : 'pact/state-failed';
  const hint = [error.hint, ...error.details].filter(text => text !== undefined).join(' ');
  return createFinding(code, { message: `${error.message}.`.replace('..', '.'), where, ...(hint !== '' && { hint }) });
}

function mismatchFinding(mismatch: Mismatch, interaction: FiledInteraction | undefined, where: string): Finding {
  const { type, key, path, expected, actual } = mismatch;
  switch (type) {
    case 'StatusMismatch':
      return createFinding('pact/status', {
        message: `The status is ${String(actual)}.`,
        where,
        expected: String(expected),
        actual: String(actual),
      });
    case 'HeaderMismatch':
      return createFinding('pact/header', {
        message: `The header ${key ?? ''} differs from the contract.`,
        where,
        expected: String(expected),
      });
    case 'BodyTypeMismatch':
      return createFinding('pact/content-type', {
        message: 'The body has another media type.',
        where,
        expected: String(expected),
        actual: String(actual),
      });
    default:
      return missingFinding(mismatch, where) ?? bodyFinding(path ?? '$', actual, interaction, where);
  }
}

/** For an object that lacks members, Pact reports the names of all expected and actual members. */
function missingFinding({ path = '$', text, expected, actual }: Mismatch, where: string): Finding | undefined {
  const [wanted, found] = [parsed(expected), parsed(actual)];
  if (!text.includes('missing the following key') || !Array.isArray(wanted) || !Array.isArray(found)) return undefined;
  const missing = wanted.filter(name => !found.includes(name));
  return createFinding('pact/body', {
    message: `The answer lacks ${missing.map(name => JSON.stringify(name)).join(', ')}.`,
    where,
    instancePath: pointerOfPath(path),
  });
}

function bodyFinding(path: string, actual: unknown, interaction: FiledInteraction | undefined, where: string): Finding {
  const instancePath = pointerOfPath(path);
  const rules = interaction?.http === undefined ? [] : rulesAt(interaction.http.bodyRules, path);
  return createFinding('pact/body', {
    message: `The value at "${instancePath}" differs from the contract.`,
    where,
    instancePath,
    expected: rules.length === 0 ? 'the value of the contract' : rules.map(ruleText).join(' and '),
    actual: describeValue(parsed(actual)),
  });
}

function ruleText({ match, regex, min }: Readonly<Record<string, Json>>): string {
  if (match === 'regex') return `a string that matches /${String(regex)}/`;
  return min === undefined ? `a value by the rule "${String(match)}"` : `a list of at least ${String(min)}`;
}

/** Values arrive as JSON text. */
function parsed(actual: unknown): unknown {
  if (typeof actual !== 'string') return actual;
  try {
    return JSON.parse(actual);
  } catch {
    return actual;
  }
}
