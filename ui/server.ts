// The admin API as the page calls it: JSON with problems as errors, and the journal as a stream of events.

import type { Step } from './journal.ts';
import { type Place, sessionPath } from './place.ts';

/** An error of the server, or of the way to it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  readonly problems: readonly { readonly pointer?: string; readonly text?: string }[];

  constructor(status: number, body: Partial<Record<string, unknown>>) {
    super(typeof body['detail'] === 'string' ? body['detail'] : `The server answers ${status}.`);
    this.status = status;
    this.code = String(body['code'] ?? '');
    this.hint = typeof body['hint'] === 'string' ? body['hint'] : undefined;
    this.problems = Array.isArray(body['problems']) ? body['problems'] : [];
  }
}

const tokenKey = 'aps-userinfo admin token';

export class Server {
  /** Path of the session's API, without a slash at the end. */
  readonly path: string;

  constructor(place: Place) {
    this.path = sessionPath(place);
  }

  /** What a client in this session calls. */
  get url(): string {
    return `${location.origin}${this.path}`;
  }

  get token(): string | undefined {
    return sessionStorage.getItem(tokenKey) ?? undefined;
  }

  set token(token: string | undefined) {
    if (token === undefined) sessionStorage.removeItem(tokenKey);
    else sessionStorage.setItem(tokenKey, token);
  }

  get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
    return this.call('GET', path, undefined, signal);
  }

  /** @param path below `/__admin` @throws Problem */
  async call<Answer>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
    const response = await this.#fetch(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(signal && { signal }),
    });
    return (await response.json()) as Answer;
  }

  async #fetch(path: string, { headers, ...init }: RequestInit): Promise<Response> {
    const { token } = this;
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${this.path}/__admin${path}`, {
      ...init,
      cache: 'no-store',
      credentials: 'omit',
      headers: { ...(headers as Record<string, string>), ...authorization },
    });
    if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
    return response;
  }

  /** Passes each step of the journal on, until the signal or the connection ends. @throws Problem, TypeError */
  async follow(onStep: (step: Step) => void, signal: AbortSignal): Promise<void> {
    const { body } = await this.#fetch('/requests/events', { signal });
    if (body === null) return;
    let rest = '';
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const { steps, rest: next } = readEvents(rest + part.value);
      rest = next;
      for (const step of steps) onStep(step);
    }
  }
}

/** The complete events of a text, and what follows them. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function readEvents(text: string): { readonly steps: readonly Step[]; readonly rest: string } {
  const events = text.split('\n\n');
  const rest = events.pop() ?? '';
  const data = events.flatMap(event => /^data: (.*)$/m.exec(event)?.[1] ?? []);
  return { steps: data.map(line => JSON.parse(line) as Step), rest };
}
