// The long way of loading a document: finds everything that is wrong with it, and which of that serving needs.

import { KitError } from '../../base/errors.ts';
import type { MetaSchema } from './ajv.ts';
import { createApiDocument, type DocumentParts, locateIn } from './api-document.ts';
import { type Bundle, bundle } from './bundle.ts';
import { checkExamples } from './check-examples.ts';
import { checkSchemas } from './check-schemas.ts';
import type { ApiDocument, Json, JsonObject, Operation } from './document.ts';
import { resolveDynamicRefs } from './dynamic-refs.ts';
import { type Explanation, explainMistakes } from './explain-errors.ts';
import { listOperations } from './operations.ts';
import { pointerTokens } from './pointer.ts';
import { type Judgement, ProblemList, type Report, type Step } from './problems.ts';
import { reachOf } from './reach.ts';
import type { YamlFile } from './read-yaml.ts';
import { resolvePointer } from './resolve.ts';
import { type Serving, servingOf, successOf } from './serve.ts';
import { type Kind, kindOf } from './structure.ts';
import { type NullableReading, type Upgraded, upgrade } from './upgrade.ts';
import { createValidators } from './validators.ts';
import { type MainFile, requireOpenApi } from './version.ts';

/** How a document is judged. */
export interface CheckedLoad {
  /** Whether every problem is an error, also in parts that are not served. */
  readonly strict: boolean;
  readonly nullable: NullableReading;
}

/** The tree without `$dynamicRef`s, where it has some. */
function asStatic({ files, grafts }: Bundle, { root, originalPointer }: Upgraded, report: Report): Upgraded {
  if (!files.some(({ mentions }) => mentions('$dynamicRef'))) return { root, originalPointer };
  const made = resolveDynamicRefs(root, [...grafts.keys()], report);
  return { root: made.root, originalPointer: pointer => originalPointer(made.originalPointer(pointer)) };
}

/** Bundles, checks and upgrades a document. @throws as `loadDocument` */
export function loadAndCheck(file: YamlFile, { strict, nullable }: CheckedLoad): ApiDocument {
  const main = requireOpenApi(file);
  const problems = new ProblemList();
  const steps = stepsOf(main);
  const bundled = bundle(main, problems.reporter(steps.references));
  checkOfficialSchema(bundled.root, problems.reporter(steps.official));
  const upgraded = upgrade(bundled.root, nullable, problems.reporter(steps.meaning));
  const meaning = problems.reporter(steps.meaning, upgraded.originalPointer);
  const { root, originalPointer } = asStatic(bundled, upgraded, meaning);
  const reportMeaning = problems.reporter(steps.meaning, originalPointer);
  const semantic: Report = (pointer, message, hint, warning) =>
    reportMeaning(
      pointer,
      message,
      hint,
      warning ?? (isUnread({ pointer, message }) ? 'document/unread-invalid' : undefined),
    );
  checkSchemas(root, semantic);
  const operations = listOperations(root, semantic);
  const serving = servingOf(root, operations);
  const reach = reachOf(root, serving.served, originalPointer);

  const [, ...others] = bundled.files;
  const files = [main, ...others] as const;
  const judgement: Judgement = {
    origin: bundled.origin,
    locate: origin => locateIn(files, origin),
    isReached: serving.served.length === 0 ? () => true : reach.has,
    strict,
  };
  problems.settle(judgement);
  requireServable(main, serving);

  const parts: DocumentParts = {
    root,
    files,
    texts: bundled.texts,
    operations,
    ...serving,
    warnings: [],
    origin: pointer => bundled.origin(originalPointer(pointer)),
  };
  const isChecked = strict ? (): boolean => true : (pointer: string): boolean => reach.has(originalPointer(pointer));
  const document = createApiDocument(parts);
  const wrong = checkExamples(
    document,
    createValidators(document),
    isChecked,
    problems.reporter(steps.examples, originalPointer),
  );
  const warnings = problems.settle(judgement);
  return createApiDocument({ ...parts, ...withoutExamples(parts, wrong), warnings });
}

function stepsOf({ file, value }: MainFile): Record<'references' | 'official' | 'meaning' | 'examples', Step> {
  return {
    references: { code: 'ERR_DOCUMENT_REF_UNRESOLVABLE', subject: `A $ref of "${file}" cannot be followed` },
    official: { code: 'ERR_DOCUMENT_INVALID', subject: `"${file}" is not valid OpenAPI ${String(value['openapi'])}` },
    meaning: { code: 'ERR_DOCUMENT_INVALID', subject: `"${file}" is not valid` },
    examples: { code: 'ERR_DOCUMENT_EXAMPLE_INVALID', subject: `An example of "${file}" contradicts its schema` },
  };
}

/** An example that contradicts its schema is never served and never used. */
function withoutExamples(
  { root, operations }: DocumentParts,
  wrong: ReadonlySet<string>,
): Serving & { readonly operations: readonly Operation[] } {
  const kept = operations.map(operation => ({
    ...operation,
    responses: new Map(
      [...operation.responses].map(([key, response]) => {
        const examples = [...response.examples].filter(([, { pointer }]) => !wrong.has(pointer));
        return [
          key,
          examples.length === response.examples.size ? response : { ...response, examples: new Map(examples) },
        ];
      }),
    ),
  }));
  return { operations: kept, ...servingOf(root, kept) };
}

/** Every schema that a request or response of an operation can be checked against. */
export function schemaPointers({ parameters, requestBody, responses }: Operation): string[] {
  const holders = [
    ...parameters,
    ...(requestBody?.content.values() ?? []),
    ...[...responses.values()].flatMap(({ headers, content }) => [...headers.values(), ...content.values()]),
  ];
  return holders.filter(({ schema }) => schema !== undefined).map(({ schemaPointer }) => schemaPointer);
}

function requireServable(main: YamlFile, { served, unserved }: Serving): void {
  if (served.some(operation => successOf(operation) !== undefined)) return;
  const { line, column } = main.locate('/paths');
  const data = { file: main.file, line, column, pointer: '/paths' };
  const place = `${main.file}:${line}:${column} /paths`;
  if (unserved.length === 0) {
    throw new KitError('ERR_DOCUMENT_UNSUPPORTED', `${place}: the document has no operation to serve.`, {
      hint: 'Add one under "paths", such as /userinfo with get.',
      data,
    });
  }
  const details = unserved.map(({ operation, reason }) => `${operation.method} ${operation.path}: ${reason}`);
  throw new KitError('ERR_DOCUMENT_UNSUPPORTED', `${place}: no operation has a JSON response for success.`, {
    hint: 'Give an operation a response 200, 2XX or default with content application/json.',
    details: details.length > 10 ? [...details.slice(0, 10), `... and ${details.length - 10} more`] : details,
    data: { ...data, operations: unserved.map(({ operation }) => operation.operationId) },
  });
}

// Validates a document against the schema that the OpenAPI Initiative publishes for its version.
// @see https://spec.openapis.org/#openapi-specification-schemas

/** Reports what the official schema finds wrong with a bundled document that was not upgraded yet. */
function checkOfficialSchema(root: JsonObject, report: Report): void {
  const version = String(root['openapi']).slice(0, '3.1'.length) as MetaSchema;
  for (const explanation of explainMistakes(version, root)) {
    const { pointer, message, hint, warning } = explanation;
    if (isListOfTypes(root, explanation)) {
      const found = JSON.stringify(resolvePointer(root, pointer)?.value);
      report(
        pointer,
        `expected one type, but found ${found}, read as in OpenAPI 3.1`,
        undefined,
        'document/keyword-foreign',
      );
    } else report(pointer, message, hint, isUnread(explanation) ? 'document/unread-invalid' : warning);
  }
}

const types = new Set<Json>(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

/** A `type` of OpenAPI 3.0 that only OpenAPI 3.1 has. */
function isListOfTypes(root: JsonObject, { pointer }: Explanation): boolean {
  const value = pointer.endsWith('/type') ? resolvePointer(root, pointer)?.value : undefined;
  const list = Array.isArray(value) || value === 'null' ? [value].flat() : [];
  return kindAt(pointer) === 'data' && list.length > 0 && list.every(type => types.has(type));
}

/** Fields of OpenAPI objects that say nothing about requests and answers. */
const unreadFields = new Set([
  ...['description', 'summary', 'externalDocs', 'tags', 'servers', 'deprecated', 'links', 'callbacks', 'encoding'],
  ...['contact', 'license', 'termsOfService', 'flows', 'openIdConnectUrl', 'bearerFormat', 'oauth2MetadataUrl', 'xml'],
  ...['style', 'explode', 'allowReserved', 'allowEmptyValue', 'jsonSchemaDialect', '$self', 'operationId', 'examples'],
]);

/** Keywords of schemas that say nothing about values. */
const unreadKeywords = new Set(['title', 'description', '$comment', 'externalDocs', 'deprecated', 'xml', 'examples']);

function isUnread({ pointer, missing }: Explanation): boolean {
  // A parameter of the path is required in any case.
  if (missing?.every(name => unreadFields.has(name) || name === 'required')) return true;
  let kind: Kind = 'object';
  for (const token of pointerTokens(pointer)) {
    if (kind === 'object' && unreadFields.has(token)) return true;
    if (kind === 'schema' && unreadKeywords.has(token)) return true;
    kind = kindBelow(kind, token);
  }
  return false;
}

function kindAt(pointer: string): Kind {
  return pointerTokens(pointer).reduce(kindBelow, 'object');
}

/** Of a list of objects or schemas each item is one, too. */
function kindBelow(kind: Kind, token: string): Kind {
  return /^\d+$/u.test(token) && (kind === 'object' || kind === 'schema') ? kind : kindOf(kind, token);
}
