// Sends the requests of the checks: counts them against the budget, waits once after a 429, and stops when the target
// no longer answers.

import type { Header, SeenExchange } from '../contract/responses/exchange.ts';
import { headerValue } from '../contract/responses/headers.ts';
import type { Call } from '../profiles/call.ts';
import { type CheckRequest, NotChecked, Throttled } from './check.ts';
import { type Answer, type Sending, sendRequest } from './http-client.ts';
import { NoAnswer, unreachable } from './no-answer.ts';
import type { Target } from './target.ts';

/** Maximum Retry-After, in seconds; longer ones end the run. */
const longestWaitSeconds = 10;

/** After this many requests in a row without an answer, no more are sent. */
const longestSilence = 3;

export interface RequesterOptions {
  readonly target: Target;
  /** The call of the operation under test. */
  readonly call: Call;
  readonly budget: number;
  readonly timeoutMs: number;
  /** Time for the whole run, in milliseconds: requests, waits and the checks of answers. */
  readonly runTimeoutMs: number;
  /** Called with every exchange. */
  readonly onExchange: (exchange: SeenExchange, checkId: string) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export class Requester {
  readonly durationsMs: number[] = [];
  readonly #options: RequesterOptions;
  readonly #deadline: number;
  #spent = 0;
  #sent = 0;
  #answered = false;
  #silence = 0;
  #throttled: Throttled | undefined;

  constructor(options: RequesterOptions) {
    this.#options = options;
    this.#deadline = performance.now() + options.runTimeoutMs;
  }

  /** Requests sent, with retries and those outside of the budget. */
  get sent(): number {
    return this.#sent;
  }

  get left(): number {
    return this.#options.budget - this.#spent;
  }

  /**
   * Sends a request of a check; after a 429 with a short wait, sends it once more.
   *
   * @param free not counted against the budget
   * @throws Throttled when the target asks for too long a wait, or is not content with the one it asked for
   * @throws NotChecked when budget or time are spent, or the target has fallen silent or was throttling before
   * @throws NoAnswer when this request gets no answer
   * @throws ERR_TARGET_UNREACHABLE when the first request of all gets none
   */
  async send(checkId: string, request: CheckRequest, free: boolean): Promise<SeenExchange> {
    if (this.#throttled) throw new NotChecked(this.#throttled.message);
    const first = await this.#sendOnce(checkId, request, free);
    if (first.response.status !== 429 || request.expects429 === true) return first;
    const seconds = waitSeconds(first.response.headers);
    if (seconds === undefined) throw this.#throttle(first, 'has no Retry-After');
    if (seconds > longestWaitSeconds) throw this.#throttle(first, `requires a wait of ${Math.ceil(seconds)} s`);
    await this.#options.wait(seconds * 1000);
    const second = await this.#sendOnce(checkId, request, free);
    if (second.response.status === 429) throw this.#throttle(second, 'repeats it after the required wait');
    return second;
  }

  #throttle(exchange: SeenExchange, how: string): Throttled {
    this.#throttled = new Throttled(exchange, how);
    return this.#throttled;
  }

  async #sendOnce(checkId: string, request: CheckRequest, free: boolean): Promise<SeenExchange> {
    if (!free && this.left <= 0) throw new NotChecked(`the budget of ${this.#options.budget} requests is exhausted`);
    if (this.#silence >= longestSilence)
      throw new NotChecked(`the target left ${longestSilence} requests in a row without an answer`);
    const leftMs = Math.floor(this.#deadline - performance.now());
    if (leftMs <= 0) throw new NotChecked(`the run has taken its ${this.#options.runTimeoutMs} ms`);
    if (!free) this.#spent += 1;
    this.#sent += 1;
    const sending = this.#sendingOf(request, Math.min(leftMs, this.#options.timeoutMs));
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
      throw new NoAnswer(error.code, error.timeoutMs, error.refusal, where);
    }
  }

  #sendingOf({ method = 'GET', path, query, headers = [], ...authority }: CheckRequest, timeoutMs: number): Sending {
    const { target, call } = this.#options;
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
 * Seconds to wait: the number in Retry-After, or the time from the server's own Date to its date; undefined if unreadable.
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
