// Explains the errors of a meta-schema.

import type { ErrorObject } from 'ajv';
import { showValue } from '../../base/json.ts';
import { nearest, suggest } from '../../base/suggest.ts';
import { describeType } from '../findings/describe-value.ts';
import { causesOf, isResponses, knownNames, unknownName } from './causes.ts';
import { describeTypes, describeValues, orList } from './describe-schema.ts';
import type { Json, WarningCode } from './document.ts';
import { joinPointer } from './pointer.ts';

export interface Explanation {
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
  readonly missing?: readonly string[];
  /** Set if the document can be served. */
  readonly warning?: WarningCode;
}

/** @param errors of a check with `allErrors` and `verbose` */
export function explainErrors(errors: readonly ErrorObject[]): Explanation[] {
  return causesOf(errors).map(error => {
    const name = unknownName(error);
    return name === undefined ? explain(error) : explainUnknown(error, name, isMisspelt(error, name, errors));
  });
}

/** Whether an unknown key is similar to a missing one. */
function isMisspelt({ instancePath }: ErrorObject, name: string, errors: readonly ErrorObject[]): boolean {
  const missing = errors.filter(other => other.keyword === 'required' && other.instancePath === instancePath);
  return (
    nearest(
      name,
      missing.map(({ params }) => String(params['missingProperty'])),
    ) !== undefined
  );
}

function explain(error: ErrorObject): Explanation {
  const { instancePath: pointer, keyword, params, schema, data } = error;
  switch (keyword) {
    case 'required':
      if (isResponses(pointer, String(params['missingProperty']))) {
        return { pointer, message: 'expected at least one response, such as 200 or default' };
      }
      return {
        pointer,
        message: `expected ${orList(namesOf(params['missingProperty']))}, which is missing`,
        missing: [params['missingProperty']].flat().map(String),
      };
    case 'type':
      return { pointer, message: `expected ${describeTypes(schema as Json)}, but found ${typeOf(data, pointer)}` };
    case 'enum':
      return {
        pointer,
        message: `expected ${describeChoice(schema as Json[], params['otherTypes'])}, but found ${showAt(data, pointer)}`,
      };
    case 'const':
      return { pointer, message: `expected ${JSON.stringify(schema)}, but found ${showAt(data, pointer)}` };
    case 'pattern':
      return {
        pointer,
        message: `expected a string that matches ${String(schema)}, but found ${showAt(data, pointer)}`,
      };
    case 'format':
      return { pointer, message: `expected the format "${String(schema)}", but found ${showAt(data, pointer)}` };
    case 'dependentRequired':
      return {
        pointer,
        message: `expected ${quote(params['missingProperty'])}, since ${quote(params['property'])} is present`,
      };
    case 'minItems':
    case 'minProperties':
      return { pointer, message: `expected at least ${describeSize(schema, keyword)}, but found ${sizeOf(data)}` };
    case 'uniqueItems':
      return {
        pointer,
        message: `expected items that differ, but items ${String(params['j'])} and ${String(params['i'])} are equal`,
        warning: 'document/items-repeated',
      };
    case 'oneOf':
    case 'not': {
      const names = rivals(error);
      if (names.length < 2 || params['passingSchemas'] === null) break;
      return { pointer, message: `expected only one of ${names.map(quote).join(' and ')}` };
    }
  }
  return { pointer, message: error.message ?? `breaks ${keyword}` };
}

function describeChoice(values: readonly Json[], otherTypes: unknown): string {
  return describeValues(values) + (otherTypes === undefined ? '' : ` or ${describeTypes(otherTypes as Json)}`);
}

function describeSize(limit: unknown, keyword: string): string {
  return `${String(limit)} ${keyword === 'minItems' ? 'item' : 'member'}${limit === 1 ? '' : 's'}`;
}

function sizeOf(data: unknown): number {
  return Object.keys(data as object).length;
}

/** Keys that exclude each other: each alternative requires one, or one forbids another. */
function rivals({ schema, schemaPath }: ErrorObject): unknown[] {
  const first = /\/dependentSchemas\/(\w+)\/not$/u.exec(schemaPath)?.slice(1) ?? [];
  const others = [schema as object].flat().flatMap(part => ('required' in part ? part.required : []));
  return [...first, ...others];
}

function explainUnknown(error: ErrorObject, name: string, isError: boolean): Explanation {
  const known = knownNames(error);
  const patterns = Object.keys((error.parentSchema?.['patternProperties'] ?? {}) as object).filter(p => p !== '^x-');
  const choices = [...known, ...patterns.map(pattern => `names that match ${pattern}`), 'names that start with x-'];
  return {
    pointer: joinPointer(error.instancePath, name),
    message: `expected a key that OpenAPI knows here, but found "${name}"`,
    hint: suggest(name, known, choices),
    ...(!isError && { warning: 'document/keyword-unknown' }),
  };
}

function namesOf(missing: unknown): string[] {
  return [missing].flat().map(quote);
}

function quote(name: unknown): string {
  return `"${String(name)}"`;
}

/** The type of a value, and the value if it is short and not secret. */
function typeOf(value: unknown, pointer: string): string {
  if (value === null) return 'nothing';
  if (typeof value === 'object') return describeType(value);
  const shown = showAt(value, pointer);
  return shown.startsWith('a ') ? shown : `the ${typeof value} ${shown}`;
}

function showAt(value: unknown, pointer: string): string {
  return showValue(value, pointer.split('/').at(-1));
}
