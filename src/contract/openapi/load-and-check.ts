// The long way of loading a document: everything that can be wrong with one is found here, one kind of error at a time.

import { type ErrorCode, KitError } from '../../base/errors.ts';
import { createApiDocument, locateIn } from './api-document.ts';
import { bundle } from './bundle.ts';
import { checkExamples } from './check-examples.ts';
import { checkOfficialSchema } from './check-official.ts';
import { checkSchemas } from './check-schemas.ts';
import type { ApiDocument, Operation, Origin } from './document.ts';
import { listOperations } from './operations.ts';
import { type Problem, problemsError, type Report } from './problems.ts';
import type { YamlFile } from './read-yaml.ts';
import { isJson } from './responses.ts';
import { upgrade } from './upgrade.ts';
import { createValidators, type Validators } from './validators.ts';
import { requireOpenApi } from './version.ts';

/** Bundles, checks and upgrades a document. @throws as `loadDocument` */
export async function loadAndCheck(file: YamlFile): Promise<ApiDocument> {
  const main = requireOpenApi(file);
  const bundled = bundle(main);
  const [, ...others] = bundled.files;
  const files = [main, ...others] as const;

  const official = collectProblems(files, bundled.origin);
  await checkOfficialSchema(bundled.root, official.report);
  official.throwAny('ERR_DOCUMENT_INVALID', `"${main.file}" is not valid OpenAPI ${String(main.value['openapi'])}`);

  const { root, originalPointer } = upgrade(bundled.root);
  const origin = (pointer: string): Origin => bundled.origin(originalPointer(pointer));
  const semantic = collectProblems(files, origin);
  checkSchemas(root, semantic.report);
  const operations = listOperations(root, semantic.report);
  semantic.throwAny('ERR_DOCUMENT_INVALID', `"${main.file}" is not valid`);
  requireServable(main, operations);

  const document = createApiDocument({ root, files, texts: bundled.texts, operations, origin });
  const validators = createValidators(document);
  const compiled = collectProblems(files, origin);
  compileAll(operations, validators, compiled.report);
  compiled.throwAny('ERR_DOCUMENT_INVALID', `"${main.file}" has a schema that cannot be used`);

  const examples = collectProblems(files, origin);
  checkExamples(document, validators, examples.report);
  examples.throwAny('ERR_DOCUMENT_EXAMPLE_INVALID', `An example of "${main.file}" contradicts its schema`);
  return document;
}

interface Collected {
  readonly report: Report;
  throwAny(code: ErrorCode, subject: string): void;
}

function collectProblems(files: readonly [YamlFile, ...YamlFile[]], origin: (pointer: string) => Origin): Collected {
  // What several operations share is reported by each of them.
  const problems = new Map<string, Problem>();
  return {
    report(pointer, message, hint) {
      const place = origin(pointer);
      const location = locateIn(files, place);
      const problem = { pointer: place.pointer, location, message, ...(hint !== undefined && { hint }) };
      problems.set(`${location.file}#${place.pointer} ${message}`, problem);
    },
    throwAny(code, subject) {
      if (problems.size > 0) throw problemsError(code, subject, [...problems.values()].sort(inOrder(files)));
    },
  };
}

/** In the order in which somebody reads the files. */
function inOrder(files: readonly YamlFile[]): (a: Problem, b: Problem) => number {
  const names = files.map(({ file }) => file);
  return ({ location: a }, { location: b }) =>
    names.indexOf(a.file) - names.indexOf(b.file) || a.line - b.line || a.column - b.column;
}

function compileAll(operations: readonly Operation[], validators: Validators, report: Report): void {
  for (const pointer of new Set(operations.flatMap(schemaPointers))) {
    try {
      validators.get(pointer).isValid(null);
    } catch (error) {
      report(pointer, `expected a schema that can be compiled: ${(error as Error).message}`);
    }
  }
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

function requireServable(main: YamlFile, operations: readonly Operation[]): void {
  if (operations.length === 0) {
    const { line, column } = main.locate('/paths');
    throw new KitError('ERR_DOCUMENT_UNSUPPORTED', `"${main.file}" has no operation that could be served.`, {
      hint: 'Add one under "paths", such as /userinfo with get.',
      data: { file: main.file, line, column, pointer: '/paths' },
    });
  }
  if (operations.some(hasJsonSuccess)) return;
  const details = operations.map(({ method, path, responses }) => `${method} ${path}: ${describe(responses)}`);
  throw new KitError('ERR_DOCUMENT_UNSUPPORTED', `"${main.file}" has no operation with a JSON response for success.`, {
    hint: 'Give an operation a response 200, 2XX or default with content application/json.',
    details,
    data: { file: main.file, operations: operations.map(({ operationId }) => operationId) },
  });
}

function hasJsonSuccess({ responses }: Operation): boolean {
  return [...responses].some(
    ([key, { content }]) => /^(?:2..|default)$/iu.test(key) && [...content.keys()].some(isJson),
  );
}

function describe(responses: Operation['responses']): string {
  return [...responses]
    .map(([key, { content }]) => `${key} ${[...content.keys()].join(', ') || 'without body'}`)
    .join('; ');
}
