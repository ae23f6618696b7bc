// Counts which parts of a document the observed answers exercise. It stores no value of an answer.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import type { ApiDocument, Json, NamedExample, Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { SeenExchange, SeenResponse } from '../../contract/responses/exchange.ts';
import { covers, headerValue, readMediaType } from '../../contract/responses/headers.ts';
import { type SeenBody, seenBody } from '../../contract/responses/read-body.ts';
import { findOperation, isSuccess, responseFor } from '../../contract/responses/response-context.ts';
import { jsonPlace, outlineOf, type Place } from '../../contract/schema/outline.ts';
import {
  type Coverage,
  type CoveredItem,
  coverageVersion,
  requireCoverageFolder,
  writeCoverage,
} from './coverage-file.ts';
import {
  claimName,
  coverageItems,
  exampleGroups,
  groupName,
  headerForm,
  type ItemKind,
  itemOf,
  keyOf,
  valueName,
} from './coverage-items.ts';

export interface CoverageCollector {
  /** @param operation default: the one of the request; exchanges without an operation do not count */
  add(exchange: SeenExchange, operation?: Operation): void;
  coverage(): Coverage;
}

/** @param source name of the source, such as `mock tests`, `pact` or `live` */
export function createCoverageCollector(document: ApiDocument, source: string): CoverageCollector {
  const counts = new Map<string, number>();
  return {
    add(exchange, operation = findOperation(document, exchange.request)) {
      const response = operation && responseFor(operation, exchange.response.status);
      if (!response) return;
      const seen = new Set<string>();
      exercised(
        { document, response, see: (kind, name) => seen.add(keyOf(itemOf(operation, response, kind, name))) },
        exchange,
      );
      for (const key of seen) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    coverage() {
      const items = coverageItems(document).map((item): CoveredItem => {
        const count = counts.get(keyOf(item));
        return { ...item, seen: count === undefined ? {} : { [source]: count } };
      });
      const { title, version, hash } = document;
      return { version: coverageVersion, document: { title, version, hash }, sources: [source], items };
    },
  };
}

interface Context {
  readonly document: ApiDocument;
  readonly response: ResponseSpec;
  see(kind: ItemKind, name?: string): void;
}

function exercised(context: Context, { request, response }: SeenExchange): void {
  context.see('status');
  // HEAD belongs to GET, but has no body.
  if (request.method.toUpperCase() === 'HEAD') return;
  const type = readMediaType(headerValue(response.headers, 'content-type') ?? '');
  const documented = type && [...context.response.content.keys()].find(key => covers(key, type));
  if (documented !== undefined) context.see('media-type', documented);
  const body = seenBody(response);
  seeExamples(context, response, body);
  if (body.kind === 'json') seeValue(context, jsonPlace(context.response), body.value, '');
}

/** Of the matching examples, those with the most matching headers. */
function seeExamples({ response, see }: Context, seen: SeenResponse, body: SeenBody): void {
  const fitting = exampleGroups(response).filter(([example]) => example && fits(example, response, seen, body));
  const headersOf = (group: readonly NamedExample[]): number => Object.keys(group[0]?.headers ?? {}).length;
  const most = Math.max(...fitting.map(headersOf));
  for (const group of fitting.filter(candidate => headersOf(candidate) === most)) see('example', groupName(group));
}

function fits(example: NamedExample, response: ResponseSpec, seen: SeenResponse, body: SeenBody): boolean {
  return (
    fitsHeaders(example, seen) &&
    (body.kind === 'json' ? fitsJson(example, response, body.value) : fitsText(example, body))
  );
}

function fitsHeaders({ headers }: NamedExample, seen: SeenResponse): boolean {
  return Object.entries(headers).every(([name, wanted]) => {
    const value = headerValue(seen.headers, name);
    if (wanted === null || value === undefined) return (value ?? null) === wanted;
    return headerForm(name, value) === headerForm(name, wanted);
  });
}

function fitsText({ value }: NamedExample, body: SeenBody): boolean {
  if (typeof value !== 'string' || body.kind === 'unread') return false;
  // Every page of a proxy differs.
  return (value === '') === (body.kind === 'empty');
}

function fitsJson({ value, oauthError }: NamedExample, response: ResponseSpec, body: unknown): boolean {
  if (isDeepStrictEqual(value, body)) return true;
  if (isSuccess(response) || !isObject(value) || !isObject(body)) return false;
  return (
    fitsError(value, body) || (isObject(oauthError) && fitsError(oauthError as Readonly<Record<string, Json>>, body))
  );
}

// Codes for programs, such as AUTH-006; messages may differ.
const code = /^[A-Z][A-Z0-9_-]*$/u;

/** Compares codes; without any, all common members. */
function fitsError(example: Readonly<Record<string, Json>>, body: Readonly<Record<string, unknown>>): boolean {
  const codes = Object.entries(example).filter(([, value]) => typeof value === 'string' && code.test(value));
  const common = codes.length > 0 ? codes : Object.entries(example).filter(([name]) => Object.hasOwn(body, name));
  return common.length > 0 && common.every(([name, value]) => isDeepStrictEqual(body[name], value));
}

function seeValue(context: Context, place: Place, value: unknown, pointer: string): void {
  const { members, items, values } = outlineOf(context.document, place);
  if (values && value !== null) context.see('value', valueName(pointer, value));
  if (Array.isArray(value) && items) {
    for (const item of value) seeValue(context, items, item, joinPointer(pointer, '*'));
  }
  if (!isObject(value)) return;
  for (const [name, member] of members) {
    const at = joinPointer(pointer, name);
    const inner: unknown = Object.hasOwn(value, name) ? value[name] : undefined;
    context.see('claim', claimName(at, inner === undefined ? 'absent' : inner === null ? 'null' : 'value'));
    if (inner !== undefined) seeValue(context, member, inner, at);
  }
}

// Coverage of test runs: every process writes its own file into the folder APS_USERINFO_COVERAGE, so that workers never
// share one. `aps-userinfo coverage FOLDER` merges them.

const coverageVariable = 'APS_USERINFO_COVERAGE';
/** Source name of the coverage; default `tests`. */
const coverageSourceVariable = 'APS_USERINFO_COVERAGE_SOURCE';

const collectors = new Map<string, CoverageCollector>();

/**
 * The collector of this process, one for each document; undefined without APS_USERINFO_COVERAGE. It writes its file when the
 * process ends, and regularly before, since runners kill their workers.
 *
 * @throws ERR_COVERAGE_UNWRITABLE when the folder cannot be written to
 */
export function collectorFromEnvironment(
  document: ApiDocument,
  env: Readonly<Record<string, string | undefined>> = process.env,
): CoverageCollector | undefined {
  const folder = env[coverageVariable];
  if (folder === undefined || folder === '') return undefined;
  const key = `${folder}\n${document.hash}`;
  const collector = collectors.get(key) ?? writingCollector(document, folder, env[coverageSourceVariable] || 'tests');
  collectors.set(key, collector);
  return collector;
}

// A compromise between loss and cost.
const writeAfterMs = 100;

function writingCollector(document: ApiDocument, folder: string, source: string): CoverageCollector {
  requireCoverageFolder(folder);
  const collector = createCoverageCollector(document, source);
  const file = join(folder, `coverage-${randomUUID()}.json`);
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    writeOrWarn(file, collector);
  };
  process.on('exit', write);
  return {
    add(exchange, operation) {
      collector.add(exchange, operation);
      timer ??= setTimeout(write, writeAfterMs).unref();
    },
    coverage: () => collector.coverage(),
  };
}

/** An exception would have no handler: the tests are over, or in the middle of something else. */
function writeOrWarn(file: string, collector: CoverageCollector): void {
  try {
    writeCoverage(file, collector.coverage());
  } catch (error) {
    process.emitWarning((error as KitError).message, { code: (error as KitError).code });
  }
}
