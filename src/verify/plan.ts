// The plan of a run: its target, its checks and their number of requests. Planning sends nothing.

import { KitError } from '../base/errors.ts';
import type { ApiDocument, Operation } from '../contract/openapi/document.ts';
import { requireProfileOperation } from '../contract/openapi/serve.ts';
import type { Validators } from '../contract/openapi/validators.ts';
import { loadRules } from '../contract/responses/load-rules.ts';
import { callOf } from '../profiles/call.ts';
import { generatorFor } from '../profiles/generator-for.ts';
import type { Check, CheckSituation, SharedAnswer } from './check.ts';
import { checks } from './checks.ts';
import { credentialVariables, mockCredentials, requireSendable } from './credentials.ts';
import { parseTarget, type Target } from './target.ts';
import { requireSound, type VerifyOptions } from './verify-options.ts';

export interface Plan extends CheckSituation {
  readonly validators: Validators;
  readonly target: Target;
  readonly checks: readonly PlannedCheck[];
  /** Maximum number of requests of the budget, without retries. */
  readonly requests: number;
  readonly budget: number;
}

export interface PlannedCheck {
  readonly check: Check;
  readonly decision: 'run' | 'not-checked' | 'skipped';
  readonly reason: string | undefined;
  /** Maximum number of requests that it adds; shared answers count for the first check that uses them. */
  readonly requests: number;
}

/** Default of `budget`. */
const defaultBudget = 30;

/** Default of `rateLimitCap` without x-rate-limit. */
const capWithoutLimit = 100;

/** @throws ERR_CONFIG_INVALID, ERR_TARGET_NOT_ALLOWED, ERR_DOCUMENT_*, ERR_OPERATION_* */
export async function planRun(options: VerifyOptions): Promise<Plan> {
  requireSound(options);
  const { live = false, allowHttp = false, budget = defaultBudget } = options;
  const target = parseTarget(options.baseUrl, { live, allowHttp, hint: '--dry-run shows what would be sent.' });
  requireOwnMock(options, target);
  requireSendable(options.credentials ?? {});
  const { document, validators } = await loadRules(options.document);
  const operation = requireOperation(document, options.operation);
  const situation = {
    ...situationOf(options, document, operation),
    call: callOf({ document, validators, generate: await generatorFor(operation) }, operation, options),
  };
  requireBaseOnly(target, operation);
  const planned = planChecks(options, situation);
  const counted = planned.filter(({ check }) => check.ownBudget !== true);
  const requests = counted.reduce((sum, check) => sum + check.requests, 0);
  return { ...situation, validators, target, checks: planned, requests, budget };
}

function situationOf(
  options: VerifyOptions,
  document: ApiDocument,
  operation: Operation,
): Omit<CheckSituation, 'call'> {
  const limit = operation.rateLimit?.limit;
  return {
    document,
    operation,
    credentials: options.mockTokens === true ? mockCredentials(operation) : (options.credentials ?? {}),
    rateLimitCap: options.rateLimitCap ?? (limit === undefined ? capWithoutLimit : limit + Math.ceil(limit / 20)),
  };
}

/** Options for the user's own mock must not affect other services. */
function requireOwnMock({ mockTokens, showValues }: VerifyOptions, { hostname, isLoopback }: Target): void {
  if (isLoopback) return;
  const hint = 'Set the tokens in the environment, such as APS_TOKEN=mock.alice.';
  if (mockTokens === true)
    throw new KitError('ERR_TARGET_NOT_ALLOWED', `Mock tokens are for local targets, not for "${hostname}".`, {
      hint,
    });
  if (showValues === true)
    throw new KitError('ERR_TARGET_NOT_ALLOWED', `Values of "${hostname}" may be personal data and are not shown.`, {
      hint: 'Omit --show-values.',
    });
}

function requireOperation(document: ApiDocument, wanted: string | undefined): Operation {
  const operation = requireProfileOperation(document, wanted);
  if (operation.method === 'GET') return operation;
  throw new KitError('ERR_DOCUMENT_UNSUPPORTED', `"${document.file}" has no GET operation to verify.`, {
    hint: 'Name one with --operation, such as GET:/userinfo.',
  });
}

function requireBaseOnly({ basePath }: Target, { path }: Operation): void {
  if (basePath.endsWith(path))
    throw new KitError('ERR_CONFIG_INVALID', `The base URL ends with ${path}, which the document adds.`, {
      hint: 'Omit this path.',
    });
}

function planChecks(options: VerifyOptions, situation: CheckSituation): readonly PlannedCheck[] {
  const { only = [] } = options;
  const paid = new Set<SharedAnswer>();
  const chosen = [...checks.values()].filter(({ id }) => only.length === 0 || only.includes(id));
  return chosen.map(check => {
    const { decision, reason } = decisionOf(check, options, situation);
    const requests = decision === 'run' ? costOf(check, situation, paid) : 0;
    return { check, decision, reason, requests };
  });
}

function costOf(check: Check, situation: CheckSituation, paid: Set<SharedAnswer>): number {
  const unpaid = (check.shares ?? []).filter(answer => !paid.has(answer));
  for (const answer of unpaid) paid.add(answer);
  return unpaid.length + (typeof check.requests === 'number' ? check.requests : check.requests(situation));
}

type Decision = Pick<PlannedCheck, 'decision' | 'reason'>;

const permissions = { allowPost: '--allow-post', allowRateLimit: '--allow-rate-limit' } as const;

function decisionOf(
  { id, optIn, needs = [] }: Check,
  options: VerifyOptions,
  { credentials }: CheckSituation,
): Decision {
  const { only = [], skip = [] } = options;
  if (skip.includes(id)) return { decision: 'skipped', reason: 'skipped by --skip' };
  if (optIn !== undefined && options[optIn] !== true)
    return { decision: only.includes(id) ? 'not-checked' : 'skipped', reason: `requires ${permissions[optIn]}` };
  const missing = needs.filter(name => credentials[name] === undefined).map(name => credentialVariables[name]);
  if (missing.length > 0) return { decision: 'not-checked', reason: `${missing.join(', ')} is not set` };
  return { decision: 'run', reason: undefined };
}
