// Sorts out ajv's errors: of alternatives that failed, only what helps to mend the value is kept.

import type { ErrorObject } from 'ajv';
import { isObject } from '../../base/json.ts';
import { documentedNames } from './describe-schema.ts';
import type { Json, JsonObject } from './document.ts';
import { pointerKeyword } from './isolate-schema.ts';
import { isAtOrBelow, joinPointer, pointerOfRef } from './pointer.ts';
import { resolvePointer } from './resolve.ts';

/** An error of a check that was compiled with pointers. */
export interface AjvError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What the keyword says. */
  readonly schema: Json;
  readonly data: unknown;
  /** JSON Pointer in the document of the schema that the keyword belongs to. */
  readonly at: string;
  /** Of several alternatives that could have been meant, the one with the fewest errors, counted from 1. */
  readonly nearest?: { readonly number: number; readonly errors: readonly AjvError[] } | undefined;
}

/** The errors of a compiled check; `fallback` is the pointer of the schema, for errors of a mere `false`. */
export function readErrors(errors: readonly object[] | null | undefined, fallback: string): AjvError[] {
  return (
    ((errors ?? []) as readonly ErrorObject[])
      // The name of a member is no member: the error of `propertyNames` itself says enough.
      .filter(error => error.propertyName === undefined || error.keyword === 'propertyNames')
      .map(({ keyword, instancePath, params, schema, data, parentSchema }) => ({
        keyword: keyword === 'false schema' ? 'falseSchema' : keyword,
        instancePath,
        params,
        schema: schema as Json,
        data,
        at: (parentSchema?.[pointerKeyword] as string | undefined) ?? fallback,
      }))
  );
}

/** The errors without those that only follow from others. */
export function relevantErrors(root: JsonObject, errors: readonly AjvError[]): AjvError[] {
  let kept = [...errors];
  // Inner alternatives are reported before the outer ones they belong to.
  for (const error of errors) {
    if (kept.includes(error)) kept = reduce(root, kept, error);
  }
  return unique(kept.filter(error => !followsFromOther(root, error, kept)));
}

function reduce(root: JsonObject, errors: readonly AjvError[], error: AjvError): AjvError[] {
  switch (error.keyword) {
    case 'anyOf':
    case 'oneOf':
      return reduceAlternatives(root, errors, error);
    case 'contains':
      return without(errors, errorsOf(root, errors, error, joinPointer(error.at, 'contains')));
    case 'if': {
      const branch = joinPointer(error.at, String(error.params['failingKeyword']));
      return errorsOf(root, errors, error, branch).length > 0 ? without(errors, [error]) : [...errors];
    }
    default:
      return [...errors];
  }
}

/** Where exactly one alternative is of the right type, its errors say more than that all alternatives failed. */
function reduceAlternatives(root: JsonObject, errors: readonly AjvError[], error: AjvError): AjvError[] {
  const schemas = Array.isArray(error.schema) ? error.schema : [];
  const branches = schemas.map((_, index) =>
    errorsOf(root, errors, error, joinPointer(error.at, error.keyword, index)),
  );
  const meant = branches.filter(branch => branch.length > 0 && !branch.some(inner => isMismatch(inner, error)));
  const [only] = meant;
  if (meant.length === 1 && only) return without(errors, [error, ...branches.flat().filter(e => !only.includes(e))]);
  const rest = without(errors, branches.flat());
  return rest.map(other => (other === error ? { ...error, nearest: nearestOf(branches, meant) } : other));
}

/** The only branch with the fewest errors; undefined where several have as few. */
function nearestOf(branches: readonly AjvError[][], meant: readonly AjvError[][]): AjvError['nearest'] {
  const fewest = Math.min(...meant.map(branch => branch.length));
  const [closest, ...others] = meant.filter(branch => branch.length === fewest);
  if (closest === undefined || others.length > 0) return undefined;
  return { number: branches.indexOf(closest) + 1, errors: closest };
}

/** Whether an error says that a value is of another kind altogether than an alternative is for. */
function isMismatch(error: AjvError, alternatives: AjvError): boolean {
  const depth = error.instancePath.slice(alternatives.instancePath.length);
  if (depth === '') return ['type', 'const', 'enum', 'falseSchema', 'not'].includes(error.keyword);
  // A constant in a direct member, such as a type name, tells alternatives apart.
  return error.keyword === 'const' && depth.lastIndexOf('/') === 0;
}

/** The errors about the same value that come from the schema at this pointer. */
function errorsOf(root: JsonObject, errors: readonly AjvError[], outer: AjvError, pointer: string): AjvError[] {
  const sources = reach(root, pointer);
  return errors.filter(
    error =>
      error !== outer &&
      isAtOrBelow(error.instancePath, outer.instancePath) &&
      sources.some(source => isAtOrBelow(error.at, source)),
  );
}

/** The pointers of a schema and of all that it refers to. */
function reach(root: JsonObject, pointer: string): string[] {
  const reached = new Set<string>();
  const visit = (node: Json | undefined): void => {
    if (typeof node !== 'object' || node === null) return;
    const target = isObject(node) ? pointerOfRef(node['$ref']) : undefined;
    if (target !== undefined) add(target);
    Object.values(node).forEach(child => {
      visit(child as Json);
    });
  };
  const add = (start: string): void => {
    const found = resolvePointer(root, start);
    if (!found || reached.has(found.pointer)) return;
    reached.add(found.pointer);
    visit(found.value);
  };
  add(pointer);
  return [...reached];
}

/** A member counts as unevaluated when the schema that documents it failed: the failure itself is what to tell. */
function followsFromOther(root: JsonObject, error: AjvError, errors: readonly AjvError[]): boolean {
  // A format is one of a type: int64 says no more of a fraction than "integer" did.
  if (error.keyword === 'format') return errors.some(other => other.keyword === 'type' && isSamePlace(other, error));
  if (error.keyword === 'unevaluatedItems') return errors.some(other => isOtherBelow(other, error, error.instancePath));
  if (error.keyword !== 'unevaluatedProperties') return false;
  const name = String(error.params['unevaluatedProperty']);
  if (!errors.some(other => isOtherBelow(other, error, error.instancePath))) return false;
  return documentedNames(root, resolvePointer(root, error.at)?.value).has(name);
}

function isSamePlace(one: AjvError, other: AjvError): boolean {
  return one.instancePath === other.instancePath && one.at === other.at;
}

function isOtherBelow(other: AjvError, error: AjvError, pointer: string): boolean {
  return other.keyword !== error.keyword && isAtOrBelow(other.instancePath, pointer);
}

function without(errors: readonly AjvError[], removed: readonly AjvError[]): AjvError[] {
  return errors.filter(error => !removed.includes(error));
}

/** A schema that is reached on several ways reports the same thing several times. */
function unique(errors: readonly AjvError[]): AjvError[] {
  const keyOf = (error: AjvError): string =>
    JSON.stringify([error.keyword, error.instancePath, error.at, error.params]);
  return [...new Map(errors.map(error => [keyOf(error), error])).values()];
}
