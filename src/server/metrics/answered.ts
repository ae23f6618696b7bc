// Receivers of each answered request: the log and, from their first scrape on, the metrics.

import type { JournalEntry } from '../sessions/journal-entry.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Metrics } from './metrics.ts';

export class Answered {
  /** Called for every request when its journal entry is closed; undefined without a receiver. */
  listener: ((entry: JournalEntry) => void) | undefined;
  readonly #sessions: Sessions;
  #metrics: Promise<Metrics> | undefined;

  constructor(sessions: Sessions, log: Answered['listener']) {
    this.#sessions = sessions;
    this.listener = log;
  }

  /** The metrics as text; the first call begins to count. @throws ERR_PACKAGE_NOT_INSTALLED */
  async metrics(): Promise<string> {
    this.#metrics ??= this.#start();
    return (await this.#metrics).text();
  }

  async #start(): Promise<Metrics> {
    const { startMetrics } = await import('./metrics.ts');
    const metrics = startMetrics(this.#sessions);
    const log = this.listener;
    this.listener = entry => {
      log?.(entry);
      metrics.note(entry);
    };
    return metrics;
  }
}
