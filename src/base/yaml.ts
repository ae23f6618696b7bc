// YAML 1.2 (core schema, merge keys), which includes JSON, with positions. Values come from parsers without positions,
// which are many times faster; the parser with positions reads what they refuse. Each loads on first use. Over 250 lines: both
// readings of one format.
// @see https://yaml.org/spec/1.2.2/

import { createRequire } from 'node:module';
import type { ParseError } from 'jsonc-parser';
import type { Document, LineCounter, Node, ParsedNode } from 'yaml';
import { type ErrorCode, KitError } from './errors.ts';
import type { Json } from './json.ts';

/** Line and column start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Names of members and indexes of items, from the root. */
export type Path = readonly (string | number)[];

/** A parsed text with positions. */
export interface YamlSource {
  readonly value: Json;
  /** The start of a value: its key, if it has one; for an unknown path, the nearest existing parent. */
  locate(path: Path): Position;
}

interface SyntaxProblem extends Position {
  readonly message: string;
}

type ParsedDocument = Document.Parsed<ParsedNode, true>;

const require = createRequire(import.meta.url);

/**
 * Parses YAML. Duplicate keys, numbers that JSON lacks and several documents are errors.
 * @throws `code` with line and column, without the text, which may be secret
 */
export function parseYaml(file: string, text: string, code: ErrorCode): YamlSource {
  const value = quickValue(file, text, code);
  if (value === undefined) return parseWithPositions(file, text, code);
  let source: Pick<YamlSource, 'locate'> | undefined;
  return {
    value,
    locate(path) {
      source ??= /^\s*[[{]/u.test(text) ? jsonPositions(text) : undefined;
      source ??= parseWithPositions(file, text, code);
      return source.locate(path);
    },
  };
}

/** More than any hand-written document has; each level takes part of the stack. */
const mostLevels = 500;

/** The value of text that is in order; undefined where something is wrong or seems to be. @throws `code` if it is too deep */
function quickValue(file: string, text: string, code: ErrorCode): Json | undefined {
  // Members called __proto__, directives and numbers beyond the largest: the parsers differ.
  if (/__proto__|^%|\de\+?\d{3}/imu.test(text)) return undefined;
  try {
    const json = parseJson(text);
    if (json !== undefined && !isTooDeep(json)) return membersIn(json, text) === keysIn(text) ? json : undefined;
    const { load, CORE_SCHEMA, mergeTag } = require('js-yaml') as typeof import('js-yaml');
    const value = load(text, { schema: CORE_SCHEMA.withTags(mergeTag), maxDepth: mostLevels + 1 });
    return membersIn(value, text) === undefined ? undefined : (value as Json);
  } catch (error) {
    const { message, mark } = error as Error & { readonly mark?: { readonly line: number; readonly column: number } };
    if (mark === undefined || !message.startsWith('nesting exceeded')) return undefined;
    const place = { line: mark.line + 1, column: mark.column + 1 };
    throw unparsable(file, code, { ...place, message: `expected at most ${mostLevels} levels of objects and lists` });
  }
}

function isTooDeep(value: Json): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostLevels) return true;
    level = level.flatMap(node => (typeof node === 'object' && node !== null ? Object.values(node) : []));
  }
  return false;
}

function parseJson(text: string): Json | undefined {
  if (!/^\s*[[{]/u.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** How many keys the text of JSON has: more than its value has members where keys are repeated. */
function keysIn(text: string): number {
  let keys = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/gsu)) if (colon !== undefined) keys += 1;
  return keys;
}

/** How many members a value has; undefined where it is not JSON, or larger by its aliases than its text. */
function membersIn(value: unknown, text: string): number | undefined {
  let [members, nodes] = [0, 0];
  const open = [value];
  while (open.length > 0) {
    const node = open.pop();
    nodes += 1;
    if (nodes > text.length || !isPlain(node)) return undefined;
    if (typeof node !== 'object' || node === null) continue;
    const children: readonly unknown[] = Object.values(node);
    if (!Array.isArray(node)) members += children.length;
    for (const child of children) open.push(child);
  }
  return members;
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return ['string', 'boolean', 'object'].includes(typeof value);
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function parseWithPositions(file: string, text: string, code: ErrorCode): YamlSource {
  const yaml = require('yaml') as typeof import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    merge: true,
    // Its own comparison of each key with each other takes minutes for 80,000 of them.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  }) as ParsedDocument;
  const problem = syntaxProblem(document, lines) ?? duplicateProblem(document, lines) ?? aliasProblem(document, lines);
  if (problem) throw unparsable(file, code, problem);
  const locate = (path: Path): Position => positionOf(document, lines, path);
  return { value: toJson(file, code, document, locate), locate };
}

/** Positions in JSON; undefined for YAML in flow style. */
function jsonPositions(text: string): Pick<YamlSource, 'locate'> | undefined {
  const { parseTree } = require('jsonc-parser') as typeof import('jsonc-parser');
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors);
  if (tree === undefined || errors.length > 0) return undefined;
  const starts = [0, ...[...text.matchAll(/\n/gu)].map(({ index }) => index + 1)];
  return {
    locate(path) {
      let [node, offset] = [tree, tree.offset];
      for (const token of path) {
        const found = node.children?.find(
          (child, index) => String(child.type === 'property' ? child.children?.[0]?.value : index) === String(token),
        );
        if (found === undefined) break;
        [node, offset] = [found.type === 'property' ? (found.children?.[1] ?? found) : found, found.offset];
      }
      const line = starts.findLastIndex(start => start <= offset);
      return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
    },
  };
}

function syntaxProblem(document: ParsedDocument, lines: LineCounter): SyntaxProblem | undefined {
  const error = document.errors[0];
  if (!error) return undefined;
  const { line, col } = lines.linePos(error.pos[0]);
  return { line, column: col, message: plainWords[error.code] ?? withoutSource(error.message) };
}

/** The parser appends source text to some messages. */
function withoutSource(message: string): string {
  return message.replace(/(?<=[\w)]): .*$/su, '').replace(/(?<=escape sequence) .*$/su, '');
}

function duplicateProblem(document: ParsedDocument, lines: LineCounter): SyntaxProblem | undefined {
  const { isScalar, visit } = require('yaml') as typeof import('yaml');
  let problem: SyntaxProblem | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          const { line, col } = lines.linePos(key.range?.[0] ?? 0);
          problem = { line, column: col, message: 'duplicate key' };
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return problem;
}

/** The parser reports an alias without an anchor late, and without its place. */
function aliasProblem(document: ParsedDocument, lines: LineCounter): SyntaxProblem | undefined {
  const { visit } = require('yaml') as typeof import('yaml');
  let problem: SyntaxProblem | undefined;
  visit(document, {
    Alias(_, alias) {
      if (problem || alias.resolve(document)) return;
      const { line, col } = lines.linePos(alias.range?.[0] ?? 0);
      const message = 'this alias has no anchor before it; quote a string that starts with *';
      problem = { line, column: col, message };
    },
  });
  return problem;
}

const plainWords: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document starts here; a file must have one document',
  TAB_AS_INDENT: 'a tab indents this line; use spaces',
};

function unparsable(file: string, code: ErrorCode, problem: SyntaxProblem): KitError {
  const { line, column, message } = problem;
  return new KitError(code, `${file}:${line}:${column}: ${message.replace(/\.$/u, '')}.`, {
    data: { file, line, column },
  });
}

function toJson(file: string, code: ErrorCode, document: ParsedDocument, locate: (path: Path) => Position): Json {
  try {
    const value: unknown = document.toJS();
    const bad = findNonJson(value, [], new Set());
    if (bad) throw unparsable(file, code, { ...locate(bad.path), message: bad.message });
    return value as Json;
  } catch (error) {
    if (error instanceof KitError) throw error;
    throw unparsable(file, code, { line: 1, column: 1, message: withoutSource((error as Error).message) });
  }
}

interface NonJson {
  readonly path: Path;
  readonly message: string;
}

function findNonJson(value: unknown, path: Path, parents: Set<object>): NonJson | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return { path, message: 'JSON has no such number' };
  if (typeof value !== 'object' || value === null) return undefined;
  if (parents.has(value)) return { path, message: 'an alias stands inside its own anchor' };
  parents.add(value);
  for (const [key, child] of Object.entries(value)) {
    const bad = findNonJson(child, [...path, key], parents);
    if (bad) return bad;
  }
  parents.delete(value);
  return undefined;
}

/** The key, if there is one, where readers look; else the item. */
function positionOf(document: ParsedDocument, lines: LineCounter, path: Path): Position {
  const { isMap, isScalar, isSeq, isAlias } = require('yaml') as typeof import('yaml');
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const token of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(token));
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      const item = node.items[Number(token)] as Node | undefined;
      if (!item) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
