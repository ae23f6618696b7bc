// Reduces ajv's errors to their causes: of alternatives that failed, only what helps to fix the value is kept.

import type { ErrorObject } from 'ajv';
import { isObject } from '../../base/json.ts';
import { documentedNames } from './describe-schema.ts';
import type { Json, JsonObject } from './document.ts';
import { pointerKeyword } from './isolate-schema.ts';
import { isAtOrBelow, joinPointer, pointerOfRef } from './pointer.ts';
import { resolvePointer } from './resolve.ts';
import { inPlaceFrom } from './structure.ts';

/** An error of a check that was compiled with pointers. */
export interface AjvError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What the keyword says. */
  readonly schema: Json;
  readonly data: unknown;
  /** JSON Pointer, in the tree of schemas, of the schema that the keyword belongs to. */
  readonly at: string;
  /** For `anyOf` and `oneOf`: what each alternative says, in their order. */
  readonly branches?: readonly (readonly AjvError[])[] | undefined;
  /** Of those that could have been meant, the only one with the fewest errors. */
  readonly nearest?: readonly AjvError[] | undefined;
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

/** The errors without those that only follow from others. @param root the tree of the schemas */
export function reduceErrors(root: JsonObject, errors: readonly AjvError[]): AjvError[] {
  const reach = createReach(root);
  let kept = [...errors];
  // Inner alternatives are reported before the outer ones they belong to.
  for (const error of errors) {
    if (kept.includes(error)) kept = reduce(reach, kept, error);
  }
  return unique(kept.filter(error => !followsFromOther(root, error, kept)));
}

/** The unknown name that an error is about. */
export function unknownName({ params }: AjvError): string | undefined {
  const name = params['additionalProperty'] ?? params['unevaluatedProperty'];
  return typeof name === 'string' ? name : undefined;
}

function reduce(reach: Reach, errors: readonly AjvError[], error: AjvError): AjvError[] {
  switch (error.keyword) {
    case 'anyOf':
    case 'oneOf':
      return reduceAlternatives(reach, errors, error);
    case 'contains':
      return without(errors, errorsOf(reach, errors, error, joinPointer(error.at, 'contains')));
    case 'if': {
      const branch = joinPointer(error.at, String(error.params['failingKeyword']));
      return errorsOf(reach, errors, error, branch).length > 0 ? without(errors, [error]) : [...errors];
    }
    default:
      return [...errors];
  }
}

/** Where exactly one alternative is of the right type, its errors say more than that all alternatives failed. */
function reduceAlternatives(reach: Reach, errors: readonly AjvError[], error: AjvError): AjvError[] {
  const schemas = Array.isArray(error.schema) ? error.schema : [];
  const branches = schemas.map((_, index) =>
    errorsOf(reach, errors, error, joinPointer(error.at, error.keyword, index)),
  );
  const meant = branches.filter(branch => branch.length > 0 && !branch.some(inner => isMismatch(inner, error)));
  const [only] = meant;
  if (meant.length === 1 && only) return without(errors, [error, ...branches.flat().filter(e => !only.includes(e))]);
  const rest = without(errors, branches.flat());
  return rest.map(other => (other === error ? { ...error, branches, nearest: nearestOf(meant) } : other));
}

function nearestOf(meant: readonly AjvError[][]): AjvError['nearest'] {
  const fewest = Math.min(...meant.map(branch => branch.length));
  const [closest, ...others] = meant.filter(branch => branch.length === fewest);
  return others.length > 0 ? undefined : closest;
}

/** Whether an error says that a value is of another kind altogether than an alternative is for. */
function isMismatch(error: AjvError, alternatives: AjvError): boolean {
  const depth = error.instancePath.slice(alternatives.instancePath.length);
  if (depth === '')
    return ['type', 'const', 'enum', 'falseSchema', 'not'].includes(error.keyword) || isMissingRef(error);
  // A constant in a direct member, such as a type name, tells alternatives apart.
  return isConstant(error) && depth.lastIndexOf('/') === 0;
}

/** The alternative "Reference Object" of a value that has no `$ref`. */
function isMissingRef({ keyword, params }: AjvError): boolean {
  return keyword === 'required' && params['missingProperty'] === '$ref';
}

/** OpenAPI 3.0 has no `const`. */
export function isConstant({ keyword, schema }: AjvError): boolean {
  return keyword === 'const' || (keyword === 'enum' && Array.isArray(schema) && schema.length === 1);
}

/** The errors about the same value that come from the schema at this pointer. */
function errorsOf(reach: Reach, errors: readonly AjvError[], outer: AjvError, pointer: string): AjvError[] {
  const { all, inPlace } = reach(pointer);
  return errors.filter(error => {
    if (error === outer || !isAtOrBelow(error.instancePath, outer.instancePath)) return false;
    if (error.instancePath === outer.instancePath) return inPlace.has(error.at);
    return all.some(source => isAtOrBelow(error.at, source));
  });
}

/** The pointers of a schema and of all that it refers to, and of those that are about the same value. */
type Reach = (pointer: string) => { readonly all: readonly string[]; readonly inPlace: ReadonlySet<string> };

function createReach(root: JsonObject): Reach {
  const known = new Map<string, ReturnType<Reach>>();
  return pointer => {
    const reached = known.get(pointer) ?? { all: allFrom(root, pointer), inPlace: inPlaceFrom(root, pointer) };
    known.set(pointer, reached);
    return reached;
  };
}

function allFrom(root: JsonObject, pointer: string): string[] {
  const reached = new Set<string>();
  const visit = (node: Json | undefined): void => {
    if (typeof node !== 'object' || node === null) return;
    const target = isObject(node) ? pointerOfRef(node['$ref']) : undefined;
    if (target !== undefined) add(target);
    for (const child of Object.values(node)) visit(child as Json);
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

/** A member counts as unevaluated when the schema that documents it failed: the failure itself is the cause. */
function followsFromOther(root: JsonObject, error: AjvError, errors: readonly AjvError[]): boolean {
  // A format is one of a type: int64 says no more of a fraction than "integer" did.
  if (error.keyword === 'format') return errors.some(other => other.keyword === 'type' && isSamePlace(other, error));
  if (error.keyword === 'unevaluatedItems') return errors.some(other => isOtherBelow(other, error));
  if (error.keyword !== 'unevaluatedProperties' || !errors.some(other => isOtherBelow(other, error))) return false;
  return documentedNames(root, resolvePointer(root, error.at)?.value).has(String(unknownName(error)));
}

function isSamePlace(one: AjvError, other: AjvError): boolean {
  return one.instancePath === other.instancePath && one.at === other.at;
}

function isOtherBelow(other: AjvError, { keyword, instancePath }: AjvError): boolean {
  return other.keyword !== keyword && isAtOrBelow(other.instancePath, instancePath);
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
