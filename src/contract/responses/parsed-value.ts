// What a client library has parsed is taken for JSON as it is, unless it cannot be: nothing that walks it would end.

import type { Flaw } from './flaw.ts';
import { maximumDepth, tooDeep } from './read-json.ts';

/** Why a value cannot be JSON; undefined where it can be looked at. */
export function flawOfParsed(value: unknown): Flaw | undefined {
  return flawWithin(value, []);
}

function flawWithin(value: unknown, holders: readonly object[]): Flaw | undefined {
  if (typeof value === 'bigint') return notJson('has a BigInt in it');
  if (typeof value !== 'object' || value === null) return undefined;
  if (holders.includes(value)) return notJson('refers to itself');
  if (holders.length === maximumDepth) return tooDeep;
  const inside = [...holders, value];
  for (const member of Object.values(value)) {
    const flaw = flawWithin(member, inside);
    if (flaw) return flaw;
  }
  return undefined;
}

function notJson(what: string): Flaw {
  return { code: 'response/json-invalid', message: `The value is no JSON: it ${what}, and was not looked at.` };
}
