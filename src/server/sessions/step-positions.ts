// Where each caller is in each scenario, and what the seed draws for a step: delays, and whether a request is affected.

import { type Random, randomOf } from '../../profiles/random.ts';
import type { Behaviour, Delay, Scenario, Step } from '../scenarios/scenario.ts';
import { forMs, untilCalls } from '../scenarios/scenario-keys.ts';
import { endOf, hasFailed, type JournalEntry } from './journal-entry.ts';

/** Positions kept; the oldest is dropped beyond it. */
const maximumPositions = 10_000;

/** A runtime repeats a request on a broken connection at once; a client that pauses comes later than this. */
const sameCallMs = 250;

/** Who asks, and when. */
export interface StepRequest {
  /** Callers with their own positions, or an empty string for a session's own scenario. */
  readonly caller: string;
  /** Short hash of the token. */
  readonly token: string;
  readonly entry: JournalEntry;
}

/** Where a caller is in a scenario, as plain data but for `last`, which later steps complete. */
export interface Position {
  readonly index: number;
  /** Requests that met the step. */
  readonly calls: number;
  /** Arrival of the first of them, and the token that it came with. */
  readonly since: number;
  readonly token: string;
  /** The latest one, for a step that counts calls. */
  readonly last: Pick<JournalEntry, 'method' | 'url' | 'tokenHash' | 'at' | 'status' | 'durationMs'>;
}

export class StepPositions {
  readonly #positions = new Map<string, Position>();
  /** An inline scenario has no unique name, so positions use the scenario itself. */
  readonly #numbers = new WeakMap<Scenario, number>();
  readonly #seed: string;
  #draws = new WeakMap<Step, Random>();
  #scenarios = 0;

  /** @param seed the same seed draws the same */
  constructor(seed: string) {
    this.#seed = seed;
  }

  /** What the next step of a scenario does with this request; the last step stays. */
  next(scenario: Scenario, request: StepRequest): Behaviour {
    const step = this.#stepFor(scenario, request);
    return isDrawn(step) ? this.#drawn(scenario, step) : (step as Behaviour);
  }

  get(scenario: Scenario, caller: string): Position | undefined {
    return this.#positions.get(this.#keyOf(scenario, caller));
  }

  /** Puts a caller where another replica has it; undefined puts it before the first step. */
  set(scenario: Scenario, caller: string, position: Position | undefined): void {
    if (position === undefined) this.#positions.delete(this.#keyOf(scenario, caller));
    else this.#remember(this.#keyOf(scenario, caller), position);
  }

  clear(): void {
    this.#positions.clear();
    this.#draws = new WeakMap();
  }

  #stepFor(scenario: Scenario, request: StepRequest): Step {
    const { steps } = scenario;
    if (steps.length === 1) return steps[0];
    const key = this.#keyOf(scenario, request.caller);
    const { token, entry } = request;
    const known = this.#positions.get(key);
    const stays = known !== undefined && isWithin(steps[known.index] ?? steps[0], known, request);
    const next = known === undefined ? 0 : Math.min(known.index + 1, steps.length - 1);
    const position: Position = stays
      ? { ...known, calls: known.calls + 1, last: entry }
      : { index: next, calls: 1, since: entry.at, token, last: entry };
    this.#remember(key, position);
    return steps[position.index] ?? steps[0];
  }

  #drawn(scenario: Scenario, step: Step): Behaviour {
    const { probability, delayMs, ...rest } = step;
    const random =
      this.#draws.get(step) ?? randomOf(`${this.#seed}\u0000${scenario.name}\u0000${scenario.steps.indexOf(step)}`);
    this.#draws.set(step, random);
    const isSpared = probability !== undefined && !random.chance(probability);
    const drawn = delayMs === undefined ? undefined : delayOf(delayMs, random);
    return isSpared ? {} : { ...rest, ...(drawn !== undefined && { delayMs: drawn }) };
  }

  #keyOf(scenario: Scenario, caller: string): string {
    const number = this.#numbers.get(scenario) ?? this.#scenarios++;
    this.#numbers.set(scenario, number);
    return `${number} ${caller}`;
  }

  #remember(key: string, position: Position): void {
    this.#positions.delete(key);
    this.#positions.set(key, position);
    if (this.#positions.size <= maximumPositions) return;
    const oldest = this.#positions.keys().next().value;
    if (oldest !== undefined) this.#positions.delete(oldest);
  }
}

/** Whether a step has this request, too. */
function isWithin(step: Step, { calls, since, token, last }: Position, request: StepRequest): boolean {
  const { entry } = request;
  if (step.per === 'call' && isSameCall(last, entry)) return true;
  if (step.untilNewToken === true) return token === request.token;
  if (step.until !== undefined) return calls < Number(untilCalls(step.until));
  return step.for !== undefined && entry.at - since < Number(forMs(step.for));
}

/** A first reading of what belongs to one call; `verdicts/calls.ts` has the one that judges. */
function isSameCall(last: Position['last'], { method, url, tokenHash, at }: JournalEntry): boolean {
  const isSame = last.method === method && last.url === url && last.tokenHash === tokenHash;
  return isSame && hasFailed(last) && at - endOf(last) <= sameCallMs;
}

function isDrawn({ probability, delayMs }: Step): boolean {
  return probability !== undefined || typeof delayMs === 'object';
}

/** The 99th percentile of a standard normal distribution. */
const z99 = 2.326;
const longestDelayMs = 600_000;

function delayOf(delay: Delay, random: Random): number {
  if (typeof delay === 'number') return delay;
  if ('median' in delay) {
    const { median, p99 = median * 10 } = delay;
    const sigma = Math.log(p99 / median) / z99;
    return Math.min(longestDelayMs, Math.round(median * Math.exp(sigma * normal(random))));
  }
  return random.between(...delay);
}

/** Box-Muller. @see https://doi.org/10.1214/aoms/1177706645 */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}
