// How the document's named examples tell errors apart: which code or message goes with which status.

import { isObject } from '../../base/json.ts';
import type { Json, Operation, ResponseSpec } from '../openapi/document.ts';
import { isSuccess } from './find-operation.ts';

/** A member of an error body that says which error it is. */
export interface ErrorSign {
  readonly member: string;
  readonly value: string;
  /** The responses with an example that has it: `401`, `4XX`. */
  readonly keys: ReadonlySet<string>;
}

/** The signs of a body under a response that the document has under others only; codes go before sentences. */
export function foreignSigns(operation: Operation, { key }: ResponseSpec, body: unknown): readonly ErrorSign[] {
  if (!isObject(body)) return [];
  const known = signsOf(operation);
  return Object.entries(body)
    .map(([member, value]) => (typeof value === 'string' ? known.get(member)?.get(value) : undefined))
    .filter(sign => sign !== undefined && !sign.keys.has(key))
    .map(sign => sign as ErrorSign)
    .sort((a, b) => a.value.split(' ').length - b.value.split(' ').length);
}

type Signs = ReadonlyMap<string, ReadonlyMap<string, ErrorSign>>;
const cache = new WeakMap<Operation, Signs>();

/** By member and value. */
function signsOf(operation: Operation): Signs {
  const known = cache.get(operation);
  if (known) return known;
  const signs = collectSigns(operation);
  cache.set(operation, signs);
  return signs;
}

function collectSigns({ responses }: Operation): Signs {
  const members = new Map<string, Map<string, ErrorSign & { readonly keys: Set<string> }>>();
  for (const response of responses.values()) {
    if (isSuccess(response)) continue;
    for (const [member, value] of [...response.examples.values()].flatMap(stringsOf)) {
      const values = members.get(member) ?? new Map();
      members.set(member, values);
      const sign = values.get(value) ?? { member, value, keys: new Set<string>() };
      values.set(value, sign);
      sign.keys.add(response.key);
    }
  }
  // A member with one value throughout, such as the address of the guide, tells nothing apart.
  return new Map([...members].filter(([, values]) => values.size > 1));
}

function stringsOf({ value, oauthError }: { value: Json; oauthError?: object | null | undefined }): [string, string][] {
  return [value, oauthError]
    .filter(isObject)
    .flatMap(object =>
      Object.entries(object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
}
