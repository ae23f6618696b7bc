// A session: isolated state of one test, with its own queue, limits, journal, personas, settings and clock.

import { type Clock, type ClockShift, createClock } from '../../base/clock.ts';
import type { Persona } from '../../profiles/personas.ts';
import type { Behaviour, Scenario } from '../scenarios/scenario.ts';
import { BoundedJournal } from './journal.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { Settings } from './settings.ts';
import { StepPositions, type StepRequest } from './step-positions.ts';

/** State of a new or reset session. */
export interface SessionDefaults {
  readonly settings: Settings;
  readonly journalSize: number;
  readonly personas: ReadonlyMap<string, Persona>;
  /** Draws delays and probabilities of scenarios. */
  readonly seed: string;
}

/** What the admin API sets in a session, as replicas pass it on. */
interface Control {
  /** Numbers of resets of each kind: a replica that has fewer makes up for it. */
  readonly resets: number;
  readonly restarts: number;
  readonly clears: number;
  readonly clock: ClockShift;
  /** Missing where it is the default. */
  readonly settings?: Settings;
  readonly personas?: readonly Persona[];
  readonly active?: Scenario;
}

/** Isolated state of one test. */
export class Session {
  readonly id: string;
  readonly clock: Clock;
  readonly limiter: RateLimiter = new RateLimiter();
  readonly journal: BoundedJournal;
  settings: Settings;
  /** By name; replaced as a whole on a change, so that caches can detect it. */
  personas: ReadonlyMap<string, Persona>;
  /** Scenario of every request, until reset. */
  active: Scenario | undefined;
  #queue: Scenario[] = [];
  #resets = 0;
  /** How often all scenarios began anew. */
  restarts = 0;
  #positions: StepPositions | undefined;
  readonly #resetActions: (() => void)[] = [];
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

  /** Sets the scenario of every request without its own. */
  use(scenario: Scenario | undefined): void {
    this.active = scenario;
    this.#restart();
  }

  /** Queues a scenario for the next request without its own; several queue up in order. */
  once(scenario: Scenario): void {
    this.#queue.push(scenario);
  }

  /** Replaces the queue. */
  arrange(scenarios: readonly Scenario[]): void {
    this.#queue = [...scenarios];
  }

  takeQueued(): Scenario | undefined {
    return this.#queue.length === 0 ? undefined : this.#queue.shift();
  }

  /** Queued scenarios, next first. */
  get queued(): readonly Scenario[] {
    return this.#queue;
  }

  /** Where each caller is in each scenario; made when first needed, for most sessions have no scenario with steps. */
  get positions(): StepPositions {
    this.#positions ??= new StepPositions(this.#defaults.seed);
    return this.#positions;
  }

  /** What the next step of a scenario does with a request; the last step stays. */
  nextStep(scenario: Scenario, request: StepRequest): Behaviour {
    return this.positions.next(scenario, request);
  }

  /** Sets other defaults; unchanged values of this session follow them. */
  rebase(defaults: SessionDefaults): void {
    if (this.personas === this.#defaults.personas) this.personas = defaults.personas;
    if (this.settings === this.#defaults.settings) this.settings = defaults.settings;
    this.#defaults = defaults;
  }

  /** Resets queue, active scenario, limits, journal, personas, settings and clock. */
  reset(): void {
    this.#resets++;
    this.resetScenarios();
    this.limiter.reset();
    this.journal.clear();
    this.settings = this.#defaults.settings;
    this.personas = this.#defaults.personas;
    this.clock.reset();
    for (const action of this.#resetActions.splice(0)) action();
  }

  /** Runs an action at the next reset, once. */
  onReset(action: () => void): void {
    this.#resetActions.push(action);
  }

  /** Removes the queue, the active scenario and the positions in scenarios. */
  resetScenarios(): void {
    this.active = undefined;
    this.#queue = [];
    this.#restart();
  }

  /** How often it was reset. */
  get resets(): number {
    return this.#resets;
  }

  /** What the admin API set, as JSON; equal where nothing changed. */
  get control(): string {
    const { settings, personas, active, clock, journal } = this;
    const control: Control = {
      resets: this.#resets,
      restarts: this.restarts,
      clears: journal.clears,
      clock: clock.shift,
      ...(settings !== this.#defaults.settings && { settings }),
      ...(personas !== this.#defaults.personas && { personas: [...personas.values()] }),
      ...(active !== undefined && { active }),
    };
    return JSON.stringify(control);
  }

  /** Takes over what the admin API set on another replica. */
  adopt(text: string): void {
    const { resets, restarts, clears, clock, settings, personas, active } = JSON.parse(text) as Control;
    if (resets !== this.#resets) this.reset();
    if (restarts !== this.restarts) this.use(active);
    if (clears !== this.journal.clears) this.journal.clear();
    this.journal.clears = clears;
    this.#resets = resets;
    this.restarts = restarts;
    this.clock.shift = clock;
    // JSON leaves out settings without a value.
    const none = Object.fromEntries(Object.keys(this.#defaults.settings).map(name => [name, undefined]));
    this.settings = settings === undefined ? this.#defaults.settings : { ...none, ...settings };
    this.personas =
      personas === undefined ? this.#defaults.personas : new Map(personas.map(persona => [persona.name, persona]));
  }

  #restart(): void {
    this.restarts++;
    this.#positions?.clear();
  }
}
