// Filters ajv's errors: of failed alternatives, keeps only what helps to fix the value.

import type { ErrorObject } from 'ajv';
import { isObject } from '../../base/json.ts';
import { documentedNames } from './describe-schema.ts';
import type { Json, JsonObject } from './document.ts';
import { pointerKeyword } from './isolate-schema.ts';
import { isAtOrBelow, joinPointer, pointerOfRef } from './pointer.ts';
import { resolvePointer } from './resolve.ts';

/** An error of a check with pointers. */
export interface AjvError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Value of the keyword. */
  readonly schema: Json;
  readonly data: unknown;
  /** JSON Pointer in the document of the keyword's schema. */
  readonly at: string;
  /** Of several plausible alternatives, the one with the fewest errors, counted from 1. */
  readonly nearest?: { readonly number: number; readonly errors: readonly AjvError[] } | undefined;
}

/** @param fallback pointer of the schema, for errors of a boolean schema */
export function readErrors(errors: readonly object[] | null | undefined, fallback: string): AjvError[] {
  return (
    ((errors ?? []) as readonly ErrorObject[])
      // Errors inside `propertyNames` have no member; its own error suffices.
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

/** Without errors that follow from others. */
export function relevantErrors(root: JsonObject, errors: readonly AjvError[]): AjvError[] {
  let kept = [...errors];
  // Inner alternatives come before their outer ones.
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

/** If exactly one alternative has the right type, its errors replace that of the alternatives. */
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

/** The only branch with the fewest errors; undefined if several have as few. */
function nearestOf(branches: readonly AjvError[][], meant: readonly AjvError[][]): AjvError['nearest'] {
  const fewest = Math.min(...meant.map(branch => branch.length));
  const [closest, ...others] = meant.filter(branch => branch.length === fewest);
  if (closest === undefined || others.length > 0) return undefined;
  return { number: branches.indexOf(closest) + 1, errors: closest };
}

/** Whether a value has another kind than an alternative. */
function isMismatch(error: AjvError, alternatives: AjvError): boolean {
  const depth = error.instancePath.slice(alternatives.instancePath.length);
  if (depth === '') return ['type', 'const', 'enum', 'falseSchema', 'not'].includes(error.keyword);
  // A constant in a direct member, such as a type name, distinguishes alternatives.
  return error.keyword === 'const' && depth.lastIndexOf('/') === 0;
}

/** The errors about the same value from the schema at this pointer. */
function errorsOf(root: JsonObject, errors: readonly AjvError[], outer: AjvError, pointer: string): AjvError[] {
  const sources = reach(root, pointer);
  return errors.filter(
    error =>
      error !== outer &&
      isAtOrBelow(error.instancePath, outer.instancePath) &&
      sources.some(source => isAtOrBelow(error.at, source)),
  );
}

/** The pointers of a schema and its references. */
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

/** A member counts as unevaluated if its own schema failed: then that failure is the cause. */
function followsFromOther(root: JsonObject, error: AjvError, errors: readonly AjvError[]): boolean {
  // A format belongs to a type: int64 adds nothing to "integer" for a fraction.
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

/** A schema reached on several ways repeats its errors. */
function unique(errors: readonly AjvError[]): AjvError[] {
  const keyOf = (error: AjvError): string =>
    JSON.stringify([error.keyword, error.instancePath, error.at, error.params]);
  return [...new Map(errors.map(error => [keyOf(error), error])).values()];
}
