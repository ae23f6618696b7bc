// Checks that the schemas of a document are JSON Schema 2020-12, and that ajv can keep every promise they make.
// @see https://json-schema.org/draft/2020-12/json-schema-validation

import { isObject } from '../../base/json.ts';
import { didYouMean, suggest } from '../../base/suggest.ts';
import { knownFormats } from './ajv.ts';
import type { Json, JsonObject } from './document.ts';
import { explainMistakes } from './explain-errors.ts';
import { readContradictions, readScopesExtension } from './extensions.ts';
import { annotationKeywords, isBesideContains } from './isolate-schema.ts';
import { joinPointer, pointerOfRef } from './pointer.ts';
import type { Report } from './problems.ts';
import { tolerantRegExp } from './regexp.ts';
import { type Resolved, resolvePointer } from './resolve.ts';
import {
  inPlaceFrom,
  inPlaceKeywords,
  schemaKeywords,
  schemaMapKeywords,
  type Visited,
  walkDocument,
} from './structure.ts';

const assertions = [
  ...['$ref', 'type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'required', 'dependentRequired'],
  ...[
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'multipleOf',
    'minItems',
    'maxItems',
    'uniqueItems',
  ],
  ...['minContains', 'maxContains', 'minProperties', 'maxProperties'],
];
const known = new Set([...assertions, ...annotationKeywords, ...schemaKeywords, ...schemaMapKeywords]);

/** What to say instead of "unknown" about keywords of other dialects. */
const otherDialects: Readonly<Record<string, string>> = {
  $recursiveRef: 'JSON Schema 2020-12 has no "$recursiveRef": use $ref',
  additionalItems: 'JSON Schema 2020-12 has no "additionalItems": use prefixItems and items',
  dependencies: 'JSON Schema 2020-12 has no "dependencies": use dependentRequired or dependentSchemas',
};

/** Keywords that do nothing without one of others. */
const companions: ReadonlyMap<string, readonly string[]> = new Map([
  ['then', ['if']],
  ['else', ['if']],
  ['if', ['then', 'else']],
  ['minContains', ['contains']],
  ['maxContains', ['contains']],
]);

/** Reports every schema that is not valid, as far as that can be seen without compiling it. */
export function checkSchemas(root: JsonObject, report: Report): void {
  const formats = knownFormats();
  const efforts = new Efforts(root, report);
  for (const visited of walkDocument(root)) {
    if (visited.kind !== 'schema') continue;
    checkKeywords(visited, report);
    checkFormat(visited, formats, report);
    checkPatternProperties(visited, report);
    checkUnevaluatedItems(root, visited, report);
    readContradictions(visited.node, visited.pointer, report);
    readScopesExtension(visited.node, visited.pointer, report);
    if (visited.outermost !== visited.pointer) continue;
    efforts.measure(visited.node, visited.pointer);
    for (const { pointer, message, hint, warning } of explainMistakes('schema', visited.node)) {
      report(visited.pointer + pointer, message, hint, warning);
    }
  }
}

function checkKeywords(visited: Visited, report: Report): void {
  const { node, pointer } = visited;
  for (const keyword of Object.keys(node)) {
    const missing = companions.get(keyword);
    if (missing && !missing.some(name => node[name] !== undefined)) {
      report(
        joinPointer(pointer, keyword),
        `expected ${missing.join(' or ')} beside "${keyword}", which says nothing alone`,
        undefined,
        'document/keyword-unknown',
      );
    }
    if (!known.has(keyword) && !keyword.startsWith('x-')) reportUnknown(keyword, visited, report);
  }
}

/** Beside known keywords, an unknown one is an annotation; alone, it leaves a schema that says nothing. */
function reportUnknown(keyword: string, { node, pointer }: Visited, report: Report): void {
  const hint = suggest(keyword, [...known], ['the keywords of JSON Schema', 'names that start with x-']);
  const isAlone = !Object.keys(node).some(name => known.has(name));
  report(
    joinPointer(pointer, keyword),
    `expected a keyword of JSON Schema 2020-12, but found "${keyword}"${isAlone ? '' : ', which is ignored'}`,
    otherDialects[keyword] ?? hint,
    isAlone ? undefined : 'document/keyword-unknown',
  );
}

/** @see https://json-schema.org/draft/2020-12/json-schema-validation#section-7.2.1 */
function checkFormat({ node, pointer }: Visited, formats: ReadonlySet<string>, report: Report): void {
  const { format } = node;
  if (typeof format !== 'string' || formats.has(format)) return;
  report(
    joinPointer(pointer, 'format'),
    `expected a known format, but found "${format}", which is not checked`,
    didYouMean(format, formats),
    'document/format-unknown',
  );
}

/** ajv takes every item for evaluated once a schema that applies to the same list has `contains`. */
function checkUnevaluatedItems(root: JsonObject, { node, pointer }: Visited, report: Report): void {
  const { unevaluatedItems = true } = node;
  if (unevaluatedItems === true || Object.hasOwn(node, 'items') || isBesideContains(node)) return;
  const others = [...inPlaceFrom(root, pointer)].map(at => resolvePointer(root, at)?.value);
  if (!others.some(schema => isObject(schema) && Object.hasOwn(schema, 'contains') && !Object.hasOwn(schema, 'items')))
    return;
  report(
    joinPointer(pointer, 'unevaluatedItems'),
    'expected no "contains" in another schema of the same list: which items it leaves unevaluated cannot be judged',
    'Write "contains" beside "unevaluatedItems", with no $ref, allOf, anyOf, oneOf or if there.',
  );
}

function checkPatternProperties({ node, pointer }: Visited, report: Report): void {
  const { patternProperties } = node;
  for (const name of Object.keys(isObject(patternProperties) ? patternProperties : {})) {
    checkPattern(name, joinPointer(pointer, 'patternProperties', name), report);
  }
}

function checkPattern(pattern: string, pointer: string, report: Report): void {
  try {
    tolerantRegExp(pattern, 'u');
  } catch (error) {
    const reason = (error as Error).message.replace(/^.*: /su, '');
    report(pointer, `expected a regular expression of ECMA-262, but found ${JSON.stringify(pattern)}: ${reason}`);
  }
}

// Finds schemas whose references multiply, level by level, until checking one value takes minutes.

/** Ten times those of the largest real documents, and still checked in a fraction of a second. */
const mostChecks = 200_000;

/** Reports schemas that need too many checks, without repeating it for those that refer to them. */
class Efforts {
  private readonly root: JsonObject;
  private readonly report: Report;
  private readonly known = new Map<Json, number>();

  constructor(root: JsonObject, report: Report) {
    this.root = root;
    this.report = report;
  }

  /**
   * Measures a schema and, before it, those that it refers to, with an own stack: references can be many in a row.
   * The effort is the number of checks of a value and, of its members and items, of the most expensive.
   */
  measure(schema: JsonObject, at: string): void {
    const open = [{ schema, at, isEntered: false }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (top.isEntered || this.known.has(top.schema)) {
        open.pop();
        if (top.isEntered) this.settle(top.schema, top.at);
        continue;
      }
      top.isEntered = true;
      // For schemas that refer to themselves.
      this.known.set(top.schema, 1);
      for (const { value, pointer } of this.targets(top.schema)) {
        if (isObject(value) && !this.known.has(value)) open.push({ schema: value, at: pointer, isEntered: false });
      }
    }
  }

  private settle(schema: JsonObject, pointer: string): void {
    const effort = this.effortOf(schema);
    const isTooMuch = effort > mostChecks;
    this.known.set(schema, isTooMuch ? 1 : effort);
    if (isTooMuch) {
      this.report(pointer, `expected at most ${mostChecks} schemas for one value, but its references multiply to more`);
    }
  }

  private effortOf(schema: JsonObject): number {
    let [own, deepest] = [1, 0];
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === '$ref') own += this.known.get(this.target(value)?.value ?? null) ?? 1;
      for (const inner of schemasOf(keyword, value)) {
        const effort = isObject(inner) ? this.effortOf(inner) : 1;
        if (inPlaceKeywords.includes(keyword)) own += effort;
        else deepest = Math.max(deepest, effort);
      }
    }
    return own + deepest;
  }

  private targets(schema: JsonObject): readonly Resolved[] {
    return Object.entries(schema).flatMap(([keyword, value]) => {
      const target = keyword === '$ref' ? this.target(value) : undefined;
      const inner = schemasOf(keyword, value).flatMap(each => (isObject(each) ? this.targets(each) : []));
      return target === undefined ? inner : [target];
    });
  }

  private target(ref: Json): Resolved | undefined {
    const pointer = pointerOfRef(ref);
    return pointer === undefined ? undefined : resolvePointer(this.root, pointer);
  }
}

/** Definitions apply only where something refers to them. */
function schemasOf(keyword: string, value: Json): readonly Json[] {
  if (schemaKeywords.has(keyword)) return Array.isArray(value) ? value : [value];
  if (keyword === '$defs' || keyword === 'definitions' || !schemaMapKeywords.has(keyword)) return [];
  return isObject(value) ? Object.values(value) : [];
}
