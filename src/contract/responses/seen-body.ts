// What the body of a response is, in one word, and its value where it is JSON.

import type { SeenResponse } from './exchange.ts';
import { jsonOf, readBody } from './read-body.ts';

/** What a body is; `unread` is one that is not known, cut off, or no text. */
export type BodyKind = 'json' | 'text' | 'empty' | 'unread';

/** A body that was looked at. */
export type SeenBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: Exclude<BodyKind, 'json'>; readonly value?: undefined };

/** The body of a response. */
export function seenBody(response: SeenResponse): SeenBody {
  const reading = readBody(response);
  const json = jsonOf(reading);
  if (json) return { kind: 'json', value: json.value };
  if (reading.text === undefined) return { kind: 'unread' };
  return { kind: reading.text === '' ? 'empty' : 'text' };
}
