// Headers and bodies of the latest exchanges of all sessions, for whoever looks into one. The journal keeps what a test
// needs; this is bounded far more tightly, since bodies are large.

import type { IncomingHttpHeaders } from 'node:http';

export interface RecentExchange {
  /** Id of its journal entry. */
  readonly id: string;
  /** As received, tokens too: mask them before you show them. */
  readonly request: IncomingHttpHeaders;
  /** Names and values alternating. */
  readonly response: readonly string[];
  readonly body: string;
}

const mostExchanges = 500;

/** In characters of the bodies together; profiles that are sent again share one text. */
const mostCharacters = 4 * 1024 * 1024;

export class RecentExchanges {
  readonly #ring: (RecentExchange | undefined)[] = new Array<undefined>(mostExchanges).fill(undefined);
  #next = 0;
  #characters = 0;

  keep(exchange: RecentExchange): void {
    if (exchange.body.length > mostCharacters / 4) return;
    this.#characters += exchange.body.length - (this.#ring[this.#next]?.body.length ?? 0);
    this.#ring[this.#next] = exchange;
    this.#next = (this.#next + 1) % mostExchanges;
    for (let index = this.#next; this.#characters > mostCharacters; index = (index + 1) % mostExchanges) {
      this.#characters -= this.#ring[index]?.body.length ?? 0;
      this.#ring[index] = undefined;
    }
  }

  get(id: string): RecentExchange | undefined {
    return this.#ring.find(exchange => exchange?.id === id);
  }
}
