// A session: one isolated world per test, with its own queue, limits, journal, personas, settings and clock.

import { type Clock, createClock } from '../../base/clock.ts';
import type { Persona } from '../../profiles/persona.ts';
import type { Behaviour, Scenario } from '../scenarios/scenario.ts';
import { BoundedJournal } from './journal.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { Settings } from './settings.ts';

/** What a session starts with, and goes back to at `reset`. */
export interface SessionDefaults {
  readonly settings: Settings;
  readonly journalSize: number;
  readonly personas: ReadonlyMap<string, Persona>;
}

/** Scenarios that remember, per token, how far they have come. Bounded: the oldest token starts afresh. */
const maximumPositions = 10_000;

interface Position {
  /** Of the next step. */
  readonly index: number;
  /** The token that met a step that stays for it. */
  readonly token?: string;
}

/** One isolated world. */
export class Session {
  readonly id: string;
  readonly clock: Clock;
  readonly limiter: RateLimiter = new RateLimiter();
  readonly journal: BoundedJournal;
  settings: Settings;
  /** Personas by name; replaced as a whole when one changes, so that what was made from them can tell. */
  personas: ReadonlyMap<string, Persona>;
  /** Scenario of every request, until reset. */
  active: Scenario | undefined;
  #queue: Scenario[] = [];
  readonly #positions = new Map<string, Position>();
  /** A scenario said in place has no name of its own, so positions go by the scenario itself. */
  readonly #numbers = new WeakMap<Scenario, number>();
  readonly #resetActions: (() => void)[] = [];
  #scenarios = 0;
  #defaults: SessionDefaults;

  /**
   * @param now the time that the clock shows until it is moved
   * @param spend hears of the bytes of each entry of the journal
   */
  constructor(id: string, defaults: SessionDefaults, now?: () => number, spend?: (bytes: number) => void) {
    this.id = id;
    this.clock = createClock(now);
    this.#defaults = defaults;
    this.journal = new BoundedJournal(defaults.journalSize, spend);
    this.settings = defaults.settings;
    this.personas = defaults.personas;
  }

  /** Makes this the scenario of every request that asks for nothing itself. */
  use(scenario: Scenario | undefined): void {
    this.active = scenario;
    this.#positions.clear();
  }

  /** Queues a scenario for the next request that asks for nothing itself; several queue up in order. */
  once(scenario: Scenario): void {
    this.#queue.push(scenario);
  }

  /** Takes the next queued scenario. */
  takeQueued(): Scenario | undefined {
    return this.#queue.length === 0 ? undefined : this.#queue.shift();
  }

  /** Scenarios queued and not yet used, next first. */
  get queued(): readonly Scenario[] {
    return this.#queue;
  }

  /** The step of a scenario that is next for this caller, who comes with this token; the last one stays. */
  nextStep(scenario: Scenario, caller: string, token: string): Behaviour {
    const { steps } = scenario;
    if (steps.length === 1) return steps[0];
    const key = `${this.#numberOf(scenario)} ${caller}`;
    const known = this.#positions.get(key) ?? { index: 0 };
    const index = known.token === undefined || known.token === token ? known.index : known.index + 1;
    const step = steps[Math.min(index, steps.length - 1)] ?? steps[0];
    this.#remember(key, step.untilNewToken === true ? { index, token } : { index: index + 1 });
    return step;
  }

  /** Takes other defaults: what was not changed in this session follows them. */
  rebase(defaults: SessionDefaults): void {
    if (this.personas === this.#defaults.personas) this.personas = defaults.personas;
    if (this.settings === this.#defaults.settings) this.settings = defaults.settings;
    this.#defaults = defaults;
  }

  /** Forgets queue, active scenario, limits, journal, changed personas and settings, and sets the clock right. */
  reset(): void {
    this.resetScenarios();
    this.limiter.reset();
    this.journal.clear();
    this.settings = this.#defaults.settings;
    this.personas = this.#defaults.personas;
    this.clock.reset();
    for (const action of this.#resetActions.splice(0)) action();
  }

  /** Runs this at the next reset, once: what others keep for the session goes with the rest. */
  onReset(action: () => void): void {
    this.#resetActions.push(action);
  }

  /** Forgets the queue, the active scenario and how far scenarios have come. */
  resetScenarios(): void {
    this.active = undefined;
    this.#queue = [];
    this.#positions.clear();
  }

  #numberOf(scenario: Scenario): number {
    const number = this.#numbers.get(scenario) ?? this.#scenarios++;
    this.#numbers.set(scenario, number);
    return number;
  }

  #remember(key: string, position: Position): void {
    this.#positions.delete(key);
    this.#positions.set(key, position);
    if (this.#positions.size <= maximumPositions) return;
    const oldest = this.#positions.keys().next().value;
    if (oldest !== undefined) this.#positions.delete(oldest);
  }
}
