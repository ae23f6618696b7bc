// Fast checks of common keywords; ajv's validators check the others, which a start with the built-in document then never
// needs to compile.
// @see https://json-schema.org/draft/2020-12/json-schema-validation

import { isObject } from '../base/json.ts';
import type { ApiDocument, Json, JsonObject } from '../contract/openapi/document.ts';
import { annotationKeywords } from '../contract/openapi/isolate-schema.ts';
import { pointerOfRef } from '../contract/openapi/pointer.ts';
import { lengthOf, type Predicate, simpleChecks } from '../contract/openapi/quick-checks.ts';
import { tolerantRegExp } from '../contract/openapi/regexp.ts';
import type { Validators } from '../contract/openapi/validators.ts';
import { child, namedSchemas, type Part, type Subschema } from '../contract/schema/keywords.ts';
import { largest, settings, smallest, strings, subschemaAt } from './subschema.ts';

export class Predicates {
  private readonly document: ApiDocument;
  private readonly validators: Validators;
  private readonly known = new Map<string, Predicate>();
  private readonly ofParts = new WeakMap<readonly Part[], Map<string, Predicate>>();

  constructor(document: ApiDocument, validators: Validators) {
    this.document = document;
    this.validators = validators;
  }

  /** All of these parts; formats in `trusted` count as valid. The variants ask for the same. */
  ofAll(parts: readonly Part[], trusted: ReadonlySet<string> = noFormats): Predicate {
    const known = this.ofParts.get(parts) ?? new Map<string, Predicate>();
    this.ofParts.set(parts, known);
    const key = [...trusted].join(' ');
    const check = known.get(key) ?? this.compileAll(parts, trusted);
    known.set(key, check);
    return check;
  }

  private compileAll(parts: readonly Part[], trusted: ReadonlySet<string>): Predicate {
    const text = textCheck(parts, trusted);
    if (text !== undefined) return text;
    const checks = parts.flatMap(
      part => this.checksOf({ ...part, schema: withoutApplied(part.schema) }, trusted) ?? [this.asked(part)],
    );
    return all(checks);
  }

  of(subschema: Subschema): Predicate {
    const known = this.known.get(subschema.pointer);
    if (known !== undefined) return known;
    // Stored before it is complete, as schemas may be recursive.
    let ready: Predicate = () => true;
    this.known.set(subschema.pointer, value => ready(value));
    ready = this.compile(subschema);
    this.known.set(subschema.pointer, ready);
    return ready;
  }

  private compile(subschema: Subschema): Predicate {
    const { schema, pointer } = subschema;
    if (typeof schema === 'boolean') return () => schema;
    const checks = this.checksOf({ schema, pointer }, noFormats);
    return checks === undefined ? this.asked({ schema, pointer }) : all(checks);
  }

  private asked({ pointer }: Part): Predicate {
    const validator = this.validators.get(pointer);
    return value => validator.isValid(value);
  }

  /** The checks of a part; undefined for a part with another keyword. */
  private checksOf(part: Part, trusted: ReadonlySet<string>): readonly Predicate[] | undefined {
    const checks: Predicate[] = [];
    for (const keyword of Object.keys(part.schema)) {
      if (ignored(keyword, part.schema, trusted)) continue;
      const check = simpleChecks[keyword]?.(part.schema[keyword] as Json) ?? this.applied(part, keyword);
      if (check === undefined) return undefined;
      checks.push(check);
    }
    return checks;
  }

  private applied(part: Part, keyword: string): Predicate | undefined {
    switch (keyword) {
      case '$ref': {
        const target = pointerOfRef(part.schema[keyword]);
        return target === undefined ? undefined : this.of(subschemaAt(this.document, target));
      }
      case 'properties':
        return this.properties(part);
      case 'not': {
        const denied = this.of(child(part, 'not'));
        return value => !denied(value);
      }
      case 'if':
        return this.condition(part);
      case 'then':
      case 'else':
        return () => true;
      default:
        return undefined;
    }
  }

  private properties(part: Part): Predicate {
    const checks = Object.keys(namedSchemas(part, 'properties')).map(
      name => [name, this.of(child(part, 'properties', name))] as const,
    );
    return value =>
      !isObject(value) || checks.every(([name, check]) => !Object.hasOwn(value, name) || check(value[name] as Json));
  }

  private condition(part: Part): Predicate {
    const when = this.of(child(part, 'if'));
    const then = part.schema['then'] === undefined ? () => true : this.of(child(part, 'then'));
    const otherwise = part.schema['else'] === undefined ? () => true : this.of(child(part, 'else'));
    return value => (when(value) ? then(value) : otherwise(value));
  }
}

const noFormats: ReadonlySet<string> = new Set();

function all(checks: readonly Predicate[]): Predicate {
  const [first, second, third] = checks;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (third === undefined) return value => first(value) && second(value);
  return value => {
    for (const check of checks) if (!check(value)) return false;
    return true;
  };
}

const textKeywords = ['type', 'minLength', 'maxLength', 'pattern'];

/** One check for an ordinary string, of which a profile has dozens; undefined for other keywords. */
function textCheck(parts: readonly Part[], trusted: ReadonlySet<string>): Predicate | undefined {
  const isOrdinary = parts.every(({ schema }) =>
    Object.keys(schema).every(keyword => textKeywords.includes(keyword) || ignored(keyword, schema, trusted)),
  );
  const patterns = strings(parts, 'pattern');
  if (!isOrdinary || patterns.length > 1 || !settings(parts, 'type').includes('string')) return undefined;
  const min = largest(parts, 'minLength', 0);
  const max = smallest(parts, 'maxLength', Number.POSITIVE_INFINITY);
  const pattern = patterns[0] === undefined ? undefined : tolerantRegExp(patterns[0], 'u');
  return value =>
    typeof value === 'string' && isWithin(value, min, max) && (pattern === undefined || pattern.test(value));
}

/** Counts code points only if the number of UTF-16 units is not conclusive. */
function isWithin(text: string, min: number, max: number): boolean {
  if (text.length <= max && text.length >= min * 2) return true;
  const length = lengthOf(text);
  return length <= max && length >= min;
}

/** Without `$ref` and `allOf`, whose schemas are parts already. */
function withoutApplied(schema: JsonObject): JsonObject {
  if (schema['$ref'] === undefined && schema['allOf'] === undefined) return schema;
  const { $ref: _ref, allOf: _all, ...rest } = schema;
  return rest;
}

// Formats without a check.
const mereFormats: ReadonlySet<string> = new Set(['password', 'binary', 'int64', 'float', 'double']);

function ignored(keyword: string, schema: JsonObject, trusted: ReadonlySet<string>): boolean {
  if (annotationKeywords.has(keyword) || keyword.startsWith('x-')) return true;
  const format = keyword === 'format' && schema['format'];
  if (typeof format !== 'string') return false;
  return trusted.has(format) || (format !== 'int64' ? mereFormats.has(format) : schema['type'] === 'integer');
}
