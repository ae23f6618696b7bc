// Selects the interactions of a contract to verify against a target, and explains the others.

import { needsSetup, placeholderToken } from '../server/scenarios/provider-states.ts';
import type { Target } from '../verify/target.ts';
import type { FiledInteraction, PactFile } from './pact-file.ts';

export interface PlanSituation {
  readonly target: Target;
  readonly hasStates: boolean;
  readonly hasToken: boolean;
  /** Maximum number of requests to a non-local service. */
  readonly budget: number;
}

export interface ContractPlan {
  readonly pact: PactFile;
  readonly verified: readonly FiledInteraction[];
  readonly left: readonly LeftOut[];
}

export interface LeftOut {
  readonly interaction: FiledInteraction;
  readonly reason: string;
}

/** The budget is for all contracts together. */
export function planPacts(pacts: readonly PactFile[], situation: PlanSituation): readonly ContractPlan[] {
  let budget = situation.target.isLoopback ? Number.POSITIVE_INFINITY : situation.budget;
  return pacts.map(pact => {
    const verified: FiledInteraction[] = [];
    const left: LeftOut[] = [];
    for (const interaction of pact.interactions) {
      const reason =
        obstacle(interaction, situation) ?? (budget > 0 ? undefined : 'the budget of requests is exhausted');
      if (reason !== undefined) left.push({ interaction, reason });
      else verified.push(interaction);
      if (reason === undefined) budget--;
    }
    return { pact, verified, left };
  });
}

function obstacle({ http, states }: FiledInteraction, situation: PlanSituation): string | undefined {
  const { target, hasStates, hasToken } = situation;
  if (http === undefined) return 'messages do not use HTTP';
  const state = states.find(needsSetup);
  if (state !== undefined && !hasStates) return `it needs the state "${state.name}", ${withoutStates(target)}`;
  if (target.isLoopback) return undefined;
  if (!['GET', 'HEAD'].includes(http.method)) return 'only GET and HEAD are sent to a live service';
  const sendsToken = http.requestHeaders.get('authorization')?.includes(placeholderToken) === true;
  return sendsToken && !hasToken ? 'it sends a token; set APS_TOKEN' : undefined;
}

function withoutStates({ isLoopback }: Target): string {
  return isLoopback
    ? 'and the target has no state handler: set one with --states, or enable the admin API of the mock'
    : 'which cannot be set up on a live service';
}
