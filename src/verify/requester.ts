// Sends the requests of the checks: counts them against the budget, waits out a 429 once, and notices when a target
// has fallen silent.

import type { Header, SeenExchange } from '../contract/responses/exchange.ts';
import { headerValue } from '../contract/responses/headers.ts';
import type { Call } from '../profiles/call.ts';
import { type CheckRequest, NotChecked, Throttled } from './check.ts';
import { type Answer, type Sending, sendRequest } from './http-client.ts';
import { NoAnswer, unreachable } from './no-answer.ts';
import type { Target } from './target.ts';

/** Longest wait that Retry-After may ask for, in seconds, before a request is given up. */
const longestWaitSeconds = 10;

/** So many requests without an answer in a row, and no more are sent. */
const longestSilence = 3;

/** What requests are sent with. */
export interface RequesterOptions {
  readonly target: Target;
  /** The call of the operation under test. */
  readonly call: Call;
  readonly budget: number;
  readonly timeoutMs: number;
  /** Hears of every exchange. */
  readonly onExchange: (exchange: SeenExchange, checkId: string) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Counts and sends. */
export class Requester {
  readonly durationsMs: number[] = [];
  readonly #options: RequesterOptions;
  #spent = 0;
  #sent = 0;
  #answered = false;
  #silence = 0;
  #throttled: Throttled | undefined;

  constructor(options: RequesterOptions) {
    this.#options = options;
  }

  /** Requests sent so far, retries and those outside of the budget included. */
  get sent(): number {
    return this.#sent;
  }

  /** Requests that the budget still has. */
  get left(): number {
    return this.#options.budget - this.#spent;
  }

  /**
   * Sends a request of a check and, after a 429 that asks for a short wait, sends it once more.
   *
   * @param free not counted against the budget
   * @throws Throttled when the target asks for too long a wait, or is not content with the one it asked for
   * @throws NotChecked when the budget is spent, or the target has fallen silent or was throttling before
   * @throws NoAnswer when this request gets no answer
   * @throws ERR_TARGET_UNREACHABLE when the first request of all gets none
   */
  async send(checkId: string, request: CheckRequest, free: boolean): Promise<SeenExchange> {
    if (this.#throttled) throw new NotChecked(this.#throttled.message);
    const first = await this.#sendOnce(checkId, request, free);
    if (first.response.status !== 429 || request.expects429 === true) return first;
    const seconds = waitSeconds(first.response.headers);
    if (seconds === undefined) throw this.#throttle(first, 'does not say for how long');
    if (seconds > longestWaitSeconds) throw this.#throttle(first, `asks for a wait of ${Math.ceil(seconds)} s`);
    await this.#options.wait(seconds * 1000);
    const second = await this.#sendOnce(checkId, request, free);
    if (second.response.status === 429) throw this.#throttle(second, 'does so after the wait it asked for, too');
    return second;
  }

  #throttle(exchange: SeenExchange, how: string): Throttled {
    this.#throttled = new Throttled(exchange, how);
    return this.#throttled;
  }

  async #sendOnce(checkId: string, request: CheckRequest, free: boolean): Promise<SeenExchange> {
    if (!free && this.left <= 0) throw new NotChecked(`the budget of ${this.#options.budget} requests is spent`);
    if (this.#silence >= longestSilence)
      throw new NotChecked(`the target left ${longestSilence} requests in a row without an answer`);
    if (!free) this.#spent += 1;
    this.#sent += 1;
    const sending = this.#sendingOf(request);
    const where = `${checkId}: ${sending.method} ${sending.path}`;
    const { response, durationMs } = await this.#answerTo(sending, where);
    this.durationsMs.push(durationMs);
    const { method, path, headers } = sending;
    const kept = headers.filter(([name]) => name !== 'Authorization');
    const exchange = { request: { method, path, headers: kept }, response, where, durationMs };
    this.#options.onExchange(exchange, checkId);
    return exchange;
  }

  async #answerTo(sending: Sending, where: string): Promise<Answer> {
    try {
      const answer = await sendRequest(sending);
      this.#answered = true;
      this.#silence = 0;
      return answer;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (!this.#answered) throw unreachable(this.#options.target.url, error);
      this.#silence += 1;
      throw new NoAnswer(error.code, error.timeoutMs, where);
    }
  }

  #sendingOf({ method = 'GET', path, query, headers = [], ...authority }: CheckRequest): Sending {
    const { target, timeoutMs, call } = this.#options;
    const queries = [call.query, query].filter(part => part !== undefined);
    return {
      target,
      timeoutMs,
      method,
      path: `${target.basePath}${path ?? call.path}${queries.length === 0 ? '' : `?${queries.join('&')}`}`,
      headers: [
        ['Accept', 'application/json'],
        ['User-Agent', 'aps-userinfo-verify'],
        ...call.headers,
        ...headers,
        ...authorization(authority),
        ['Connection', 'close'],
      ],
    };
  }
}

function authorization({ token, authorization: raw }: CheckRequest): readonly Header[] {
  const value = raw ?? (token === undefined ? undefined : `Bearer ${token}`);
  return value === undefined ? [] : [['Authorization', value]];
}

/**
 * Seconds to wait: the number that was given, or the time from the server's own Date to the date that was given;
 * undefined where neither can be read.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function waitSeconds(headers: readonly Header[]): number | undefined {
  const value = headerValue(headers, 'retry-after');
  if (value === undefined) return undefined;
  if (/^\d{1,10}$/u.test(value)) return Number(value);
  const until = Date.parse(value);
  const now = Date.parse(headerValue(headers, 'date') ?? '');
  return Number.isNaN(until) || Number.isNaN(now) ? undefined : Math.max(0, (until - now) / 1000);
}
