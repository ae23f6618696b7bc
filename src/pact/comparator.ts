// The used part of PactFlow's comparator: its own declarations need packages that it does not install.
// @see https://github.com/pactflow/openapi-pact-comparator

import { pathToFileURL } from 'node:url';
import { isObject } from '../base/json.ts';
import { findPackage } from '../base/optional-package.ts';
import type { Json, JsonObject } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { followPointer } from '../contract/openapi/resolve.ts';

export interface ComparatorResult {
  /** Such as `response.body.incompatible`. */
  readonly code: string;
  readonly type: string;
  readonly message: string;
  readonly mockDetails?: { readonly location: string };
  readonly specDetails?: { readonly location: string };
}

export interface Comparator {
  compare(pact: Json): AsyncIterable<ComparatorResult>;
}

interface ComparatorModule {
  readonly Comparator: new (document: unknown) => Comparator;
}

/**
 * A comparator for a document. Up to version 1 it takes the document itself, from version 2 on a wrapped one; given the
 * other one, it compares nothing.
 *
 * @throws ERR_PACT_NOT_INSTALLED
 */
export async function createComparator(root: JsonObject): Promise<Comparator> {
  const { file, version } = findPackage('@pactflow/openapi-pact-comparator', {
    what: 'This command',
    code: 'ERR_PACT_NOT_INSTALLED',
  });
  const { Comparator } = (await import(pathToFileURL(file).href)) as ComparatorModule;
  // The comparator modifies its input.
  const document = structuredClone(root);
  return new Comparator(Number.parseInt(version, 10) < 2 ? document : { oas: document });
}

/** Converts a location, as far as it exists. */
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
      // The comparator writes the target of a reference after the place of the reference.
      pointer = '';
    } else return pointer;
  }
  return pointer;
}

interface Step {
  readonly token: string;
  /** Consumed characters of the location. */
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
