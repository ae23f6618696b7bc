// Headers and bodies of the latest exchanges of all sessions, for the page. The journal keeps what a test needs; this has
// far lower limits, since bodies are large.

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

/** Under load, keeping all of them takes a fifth of a short answer's time, mostly for the garbage collector. */
const mostPerSecond = 250;

/** In characters of the bodies together; profiles that are sent again share one text. */
const mostCharacters = 4 * 1024 * 1024;

export class RecentExchanges {
  readonly #ring: (RecentExchange | undefined)[] = new Array<undefined>(mostExchanges).fill(undefined);
  #next = 0;
  #characters = 0;
  #second = 0;
  #inSecond = 0;

  /** @param now milliseconds since the Unix epoch */
  keep(exchange: RecentExchange, now: number): void {
    const second = Math.floor(now / 1000);
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    if (this.#inSecond > mostPerSecond) return;
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
