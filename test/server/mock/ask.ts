// Asks a mock over HTTP, and tells what came.

import type { Plain } from './documents.ts';

/** What to ask with. */
export interface Question {
  readonly token?: string;
  readonly prefer?: string;
  readonly method?: string;
  /** Path and query; `/userinfo` where nothing is said. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: Plain;
  /** `X-Mock-Decision`. */
  readonly decision: string | null;
}

/** Sends one request to a mock, or a session of it. */
export async function ask({ url }: { readonly url: string }, question: Question = {}): Promise<Reply> {
  const { token, prefer, method = 'GET', path = '/userinfo', headers = {}, body } = question;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(prefer === undefined ? {} : { prefer }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: jsonOf(text),
    decision: response.headers.get('x-mock-decision'),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
