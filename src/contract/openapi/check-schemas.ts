// Checks that the schemas of a document are JSON Schema 2020-12, and that ajv can keep every promise they make.
// @see https://json-schema.org/draft/2020-12/json-schema-validation

import { isObject } from '../../base/json.ts';
import { didYouMean, suggest } from '../../base/suggest.ts';
import { knownFormats } from './ajv.ts';
import type { JsonObject } from './document.ts';
import { Efforts } from './effort.ts';
import { explainMistakes } from './explain-errors.ts';
import { readContradictions } from './extensions.ts';
import { inPlaceFrom } from './in-place.ts';
import { annotationKeywords, isBesideContains } from './isolate-schema.ts';
import { joinPointer } from './pointer.ts';
import type { Report } from './problems.ts';
import { tolerantRegExp } from './regexp.ts';
import { resolvePointer } from './resolve.ts';
import { readScopesExtension } from './scopes.ts';
import { schemaKeywords, schemaMapKeywords } from './structure.ts';
import { type Visited, walkDocument } from './walk.ts';

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
