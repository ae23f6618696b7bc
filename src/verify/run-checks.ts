// Runs the checks of a plan, one after the other, and keeps the outcome of each.

import { setTimeout as sleep } from 'node:timers/promises';
import { counted } from '../base/counted.ts';
import { createFinding } from '../contract/findings/catalog.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { CheckResult } from '../contract/findings/report.ts';
import type { Operation } from '../contract/openapi/document.ts';
import { withoutVerdict } from '../contract/openapi/validators.ts';
import { checkResponse } from '../contract/responses/check-response.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { seenBody } from '../contract/responses/read-body.ts';
import { pathInFile } from '../contract/responses/response-context.ts';
import { type CheckContext, type CheckRequest, NotChecked, type SharedAnswer, Throttled } from './check.ts';
import { unknownToken } from './credentials.ts';
import { explainNoAnswer, NoAnswer } from './no-answer.ts';
import type { Plan, PlannedCheck } from './plan.ts';
import { Requester } from './requester.ts';
import type { VerifyOptions } from './verify-options.ts';

export interface Outcome {
  readonly checks: readonly CheckResult[];
  readonly notes: readonly string[];
}

const [defaultTimeoutMs, defaultRunTimeoutMs] = [10_000, 600_000];

/** @throws ERR_TARGET_UNREACHABLE when the first request gets no answer */
export async function runChecks(plan: Plan, options: VerifyOptions): Promise<Outcome> {
  const run = new Run(plan, options);
  const results: CheckResult[] = [];
  for (const planned of plan.checks) results.push(await run.make(planned));
  return { checks: results, notes: [...run.notes, ...run.latency()] };
}

class Run {
  readonly notes: string[] = [];
  readonly #plan: Plan;
  readonly #requester: Requester;
  readonly #shared = new Map<SharedAnswer, SeenExchange | NoAnswer>();
  readonly #judge: CheckContext['conformity'];
  readonly #bodyOf = oncePerExchange<unknown>(({ response }) => seenBody(response).value);

  constructor(
    plan: Plan,
    {
      timeoutMs = defaultTimeoutMs,
      runTimeoutMs = defaultRunTimeoutMs,
      onExchange,
      wait = sleep,
      showValues = false,
    }: VerifyOptions,
  ) {
    const { document, validators, target, call, budget } = plan;
    this.#plan = plan;
    this.#judge = oncePerExchange((exchange, called) =>
      checkResponse(exchange, { document, validators, operation: called, showValues }),
    );
    this.#requester = new Requester({
      ...{ target, call, budget, timeoutMs, runTimeoutMs, wait },
      onExchange: onExchange ?? (() => {}),
    });
  }

  async make({ check, decision, reason, requests: most }: PlannedCheck): Promise<CheckResult> {
    const { id, title } = check;
    if (decision !== 'run')
      return { id, title, status: decision, ...(reason !== undefined && { reason }), requests: 0, findings: [] };
    const [startedAt, sentBefore] = [performance.now(), this.#requester.sent];
    const findings: Finding[] = [];
    let stopped: string | undefined;
    try {
      if (check.ownBudget !== true && this.#requester.left < most)
        throw new NotChecked(`needs up to ${most} requests, and the budget has ${this.#requester.left} left`);
      for await (const finding of check.run(this.#contextOf(id, check.ownBudget === true))) findings.push(finding);
    } catch (error) {
      if (error instanceof NoAnswer) findings.push(noAnswer(error));
      else stopped = error instanceof NotChecked ? error.message : withoutVerdict(error);
      if (stopped === undefined && !(error instanceof NoAnswer)) throw error;
      // A 429 must match the document, too.
      if (error instanceof Throttled) findings.push(...this.#judge(error.exchange, this.#plan.operation));
    }
    const hasError = findings.some(({ severity }) => severity === 'error');
    return {
      ...{ id, title, findings },
      status: hasError ? 'failed' : stopped === undefined ? 'passed' : 'not-checked',
      ...(stopped !== undefined && { reason: stopped }),
      requests: this.#requester.sent - sentBefore,
      durationMs: performance.now() - startedAt,
    };
  }

  /** Informational: the document does not limit latency. */
  latency(): readonly string[] {
    const sorted = this.#requester.durationsMs.toSorted((a, b) => a - b);
    if (sorted.length === 0) return [];
    const [median = 0, slowest = 0] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
    const answered = counted(sorted.length, 'answer');
    return [`latency: median ${Math.round(median)} ms, slowest ${Math.round(slowest)} ms, of ${answered}`];
  }

  #contextOf(id: string, free: boolean): CheckContext {
    const send = (request: CheckRequest): Promise<SeenExchange> => this.#requester.send(id, request, free);
    const { document, operation, call, credentials, rateLimitCap } = this.#plan;
    return {
      ...{ document, operation, call, credentials, rateLimitCap, send },
      shared: answer => this.#share(answer),
      conformity: this.#judge,
      finding: (code, { where }, { schemaPath = '', ...details }) =>
        createFinding(code, { ...details, where, schemaPath: pathInFile(document, schemaPath) }),
      bodyOf: this.#bodyOf,
      note: text => this.notes.push(text),
    };
  }

  async #share(answer: SharedAnswer): Promise<SeenExchange> {
    const known = this.#shared.get(answer);
    // The missing answer is a finding of the first check that uses it, and of no other.
    if (known instanceof NoAnswer) throw new NotChecked(`${answers[answer]} got no answer`);
    if (known !== undefined) return known;
    try {
      const exchange = await this.#requester.send(owners[answer], this.#requestFor(answer), false);
      this.#shared.set(answer, exchange);
      return exchange;
    } catch (error) {
      if (error instanceof NoAnswer) this.#shared.set(answer, error);
      throw error;
    }
  }

  #requestFor(answer: SharedAnswer): CheckRequest {
    const { token, unknownToken: unknown = unknownToken } = this.#plan.credentials;
    return answer === 'no-token' ? {} : { token: answer === 'profile' ? token : unknown };
  }
}

/** Several checks look at one answer, which may be a megabyte. */
function oncePerExchange<T>(
  look: (exchange: SeenExchange, operation?: Operation) => T,
): (exchange: SeenExchange, operation?: Operation) => T {
  const seen = new WeakMap<SeenExchange, Map<Operation | undefined, T>>();
  return (exchange, operation) => {
    const results = seen.get(exchange) ?? new Map<Operation | undefined, T>();
    seen.set(exchange, results);
    if (!results.has(operation)) results.set(operation, look(exchange, operation));
    return results.get(operation) as T;
  };
}

/** The checks that answers are named after, in whatever order they run. */
const owners: Readonly<Record<SharedAnswer, string>> = {
  profile: 'valid-token',
  'no-token': 'no-token',
  'unknown-token': 'unknown-token',
};

const answers: Readonly<Record<SharedAnswer, string>> = {
  profile: 'GET with the token',
  'no-token': 'GET without a token',
  'unknown-token': 'GET with an unknown token',
};

function noAnswer(error: NoAnswer): Finding {
  const { what, hint } = explainNoAnswer(error);
  const message = `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
  return createFinding('check/no-answer', { message, where: error.where, hint });
}
