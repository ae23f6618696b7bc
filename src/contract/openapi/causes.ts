// Reduces ajv's errors about a document to their causes: other errors follow from these, or concern alternatives that do
// not apply.

import type { ErrorObject } from 'ajv';
import { isObject } from '../../base/json.ts';
import { nearest } from '../../base/suggest.ts';
import { isAtOrBelow, joinPointer, parentPointer } from './pointer.ts';

/** @param errors of a check with `allErrors` and `verbose` */
export function causesOf(errors: readonly ErrorObject[]): ErrorObject[] {
  return mergeSame(dropConsequences(dropWrongAlternatives(errors)));
}

/** The unknown key of an error, if any. */
export function unknownName({ params }: ErrorObject): string | undefined {
  const name: unknown = params['unevaluatedProperty'] ?? params['additionalProperty'];
  return typeof name === 'string' ? name : undefined;
}

/** The known keys beside an unknown one. */
export function knownNames({ parentSchema }: ErrorObject): string[] {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isObject(node)) return;
    for (const name of Object.keys(isObject(node['properties']) ? node['properties'] : {})) names.add(name);
    for (const key of ['allOf', 'anyOf', 'oneOf', 'then', 'else']) visit(node[key]);
    Object.values(isObject(node['dependentSchemas']) ? node['dependentSchemas'] : {}).forEach(visit);
  };
  visit(parentSchema);
  return [...names];
}

/** The official schema requires `default` if no response exists. */
export function isResponses(instancePath: string, missing: string): boolean {
  return missing === 'default' && instancePath.endsWith('/responses');
}

const composite = new Set(['if', 'anyOf', 'oneOf', 'allOf', 'not', 'contains', 'propertyNames']);

/**
 * If a `$ref` or a constant, such as the type of a security scheme, distinguishes alternatives, errors of the others are
 * irrelevant.
 */
function dropWrongAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const accepted = errors.filter(error => error.keyword === 'enum' && isAcceptedElsewhere(error, errors));
  const wrong = new Set(accepted.map(error => error.parentSchema));
  return errors.filter(error => {
    if (accepted.includes(error) || isReferenceError(error)) return false;
    return !propertySchemas(error).some(([, schema]) => wrong.has(schema));
  });
}

/** Whether another alternative, which failed for another reason, accepts the value. */
function isAcceptedElsewhere({ instancePath, data }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const parent = parentPointer(instancePath);
  return errors
    .filter(other => other.instancePath === parent)
    .flatMap(propertySchemas)
    .some(
      ([name, schema]) => joinPointer(parent, name) === instancePath && (schema['enum'] as unknown[])?.includes(data),
    );
}

function propertySchemas({ parentSchema }: ErrorObject): [name: string, schema: Record<string, unknown>][] {
  return Object.entries((parentSchema?.['properties'] ?? {}) as Record<string, Record<string, unknown>>);
}

function isReferenceError({ keyword, params, parentSchema }: ErrorObject): boolean {
  const asksForRef = (parentSchema?.['required'] as readonly string[] | undefined)?.includes('$ref') === true;
  return asksForRef && keyword === 'required' && params['missingProperty'] === '$ref';
}

function dropConsequences(errors: readonly ErrorObject[]): ErrorObject[] {
  const causes = errors.filter(error => !composite.has(error.keyword));
  const kept = causes.length === 0 ? errors : causes.concat(errors.filter(error => isAlone(error, causes)));
  return kept.filter(error => !followsFromOther(error, kept));
}

/** A composite error without another error at or below it is itself the cause. */
function isAlone(error: ErrorObject, causes: readonly ErrorObject[]): boolean {
  return composite.has(error.keyword) && !causes.some(cause => isAtOrBelow(cause.instancePath, error.instancePath));
}

function followsFromOther(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const name = unknownName(error);
  if (name !== undefined) {
    const pointer = joinPointer(error.instancePath, name);
    return isKnown(error, name) || errors.some(other => other !== error && isAtOrBelow(other.instancePath, pointer));
  }
  if (error.keyword === 'required')
    return isMeant(error, errors) || isOtherChoice(error, errors) || isPremature(error, errors);
  if (error.keyword === 'if') return errors.some(other => other !== error && isBelow(other, error));
  // Of alternatives of several types, the one with deeper errors is relevant.
  if (error.keyword === 'enum' && !isOfOneType(error)) return errors.some(other => isBeyondType(other, error));
  return error.keyword === 'type' && errors.some(other => isDeeper(other, error));
}

function isBelow(other: ErrorObject, error: ErrorObject): boolean {
  return isAtOrBelow(other.instancePath, error.instancePath);
}

/** Whether the other error is about a value of a correct type. */
function isBeyondType(other: ErrorObject, error: ErrorObject): boolean {
  if (other.instancePath === error.instancePath) return other.keyword !== 'type' && other.keyword !== 'enum';
  return isBelow(other, error);
}

function isDeeper(other: ErrorObject, error: ErrorObject): boolean {
  if (other === error || !isBelow(other, error)) return false;
  if (other.instancePath !== error.instancePath) return true;
  return other.keyword === 'enum' ? isOfOneType(other) : other.keyword !== 'type';
}

/** Whether the value has the expected type. */
function isOfOneType({ schema, data }: ErrorObject): boolean {
  return Array.isArray(schema) && schema.some(value => typeof value === typeof data);
}

/** A document without `paths` may have `components` or `webhooks`, but these cannot be served. */
function isOtherChoice({ params, schemaPath, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (instancePath !== '' || !/^#\/anyOf\/[12]\/required$/u.test(schemaPath)) return false;
  return params['missingProperty'] !== 'paths' && errors.some(other => other.params['missingProperty'] === 'paths');
}

/** A condition on a missing key fails for every alternative. */
function isPremature({ schemaPath, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (!schemaPath.includes('/then/')) return false;
  return errors.some(
    other =>
      other.keyword === 'required' && other.instancePath === instancePath && !other.schemaPath.includes('/then/'),
  );
}

/** Reports a misspelt required key once, at its place; likewise an invalid status. */
function isMeant({ params, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const missing = String(params['missingProperty']);
  return errors.some(other => {
    const name = other.instancePath === instancePath ? unknownName(other) : undefined;
    return name !== undefined && (isResponses(instancePath, missing) || nearest(name, [missing]) !== undefined);
  });
}

/** A known key is unevaluated only because of another error in the object. */
function isKnown(error: ErrorObject, name: string): boolean {
  return error.keyword === 'unevaluatedProperties' && knownNames(error).includes(name);
}

/** Merges errors of several alternatives about the same value into one with all possibilities. */
function mergeSame(errors: readonly ErrorObject[]): ErrorObject[] {
  const merged = new Map<string, ErrorObject>();
  for (const error of errors) {
    // Values and types at the same place are alternatives, too.
    const keyword = error.keyword === 'enum' ? 'type' : error.keyword;
    const key = `${error.instancePath} ${keyword} ${isChoice(error) ? '' : JSON.stringify(error.params)}`;
    const first = merged.get(key);
    merged.set(key, first ? merge(first, error) : error);
  }
  return [...merged.values()];
}

function isChoice({ keyword, schemaPath }: ErrorObject): boolean {
  return (
    keyword === 'enum' || keyword === 'type' || (keyword === 'required' && /\/(?:any|one)Of\/\d+\//u.test(schemaPath))
  );
}

function merge(first: ErrorObject, second: ErrorObject): ErrorObject {
  if (first.keyword === 'required') {
    const names = [first.params['missingProperty'], second.params['missingProperty']].flat();
    return { ...first, params: { missingProperty: [...new Set(names)] } };
  }
  if (first.keyword !== second.keyword) {
    const [values, types] = first.keyword === 'enum' ? [first, second] : [second, first];
    const otherTypes = [...new Set([values.params['otherTypes'] ?? [], types.schema].flat())];
    return { ...values, params: { ...values.params, otherTypes } };
  }
  const schema = [...new Set([first.schema, second.schema].flat())];
  return { ...first, schema };
}
