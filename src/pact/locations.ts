// The comparator's locations, `[root].paths./userinfo.get`, as JSON Pointers: names with dots in them and `$ref`s on the
// way are told apart by what is really there.

import { isObject } from '../base/json.ts';
import type { Json, JsonObject } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { followPointer } from '../contract/openapi/resolve.ts';

/** The pointer that a location leads to, as far as it leads anywhere. */
export function pointerOfLocation(root: Json, location: string): string {
  let rest = location.replace(/^\[root\]/, '');
  let pointer = '';
  while (rest !== '') {
    const found = followPointer(root, pointer);
    const step = found === undefined ? undefined : nextStep(found.value, rest);
    if (found !== undefined && step !== undefined) {
      pointer = joinPointer(found.pointer, step.token);
      rest = rest.slice(step.length);
    } else if (rest.startsWith('.components.') && isObject(root) && pointer !== '') {
      // It writes where a reference leads to behind the place of the reference.
      pointer = '';
    } else return pointer;
  }
  return pointer;
}

interface Step {
  readonly token: string;
  /** Characters of the location that it takes. */
  readonly length: number;
}

function nextStep(value: Json, rest: string): Step | undefined {
  const [index, digits = ''] = /^\[(\d+)\]/.exec(rest) ?? [];
  if (index !== undefined) return { token: digits, length: index.length };
  if (!isObject(value)) return undefined;
  const names = namesOf(value).filter(
    name => rest.startsWith(`.${name}`) && /^[.[]|^$/.test(rest.slice(name.length + 1)),
  );
  const longest = names.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : { token: longest, length: longest.length + 1 };
}

function namesOf(value: JsonObject): string[] {
  return Object.keys(value);
}
