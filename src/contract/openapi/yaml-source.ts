// Text to value, with positions: YAML 1.2 core schema and merge keys. The parser is loaded on first use only.
// @see https://yaml.org/spec/1.2.2/

import { createRequire } from 'node:module';
import type { Document, LineCounter, Node, ParsedNode } from 'yaml';
import { type ErrorCode, KitError } from '../../base/errors.ts';
import type { Json } from './document.ts';
import { joinPointer, pointerTokens } from './pointer.ts';

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed text that still knows its lines. */
export interface YamlSource {
  readonly value: Json;
  locate(pointer: string): Position;
}

interface SyntaxProblem extends Position {
  readonly message: string;
}

type ParsedDocument = Document.Parsed<ParsedNode, true>;

const require = createRequire(import.meta.url);

/** Parses text as YAML, of which JSON is a part. @throws `code` with line and column */
export function parseYaml(file: string, text: string, code: ErrorCode): YamlSource {
  const yaml = require('yaml') as typeof import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
  }) as ParsedDocument;
  const problem = syntaxProblem(document, lines) ?? aliasProblem(document, lines);
  if (problem) throw unparsable(file, code, problem);
  const locate = (pointer: string): Position => positionOf(document, lines, pointer);
  return { value: toJson(file, code, document, locate), locate };
}

function syntaxProblem(document: ParsedDocument, lines: LineCounter): SyntaxProblem | undefined {
  const error = document.errors[0];
  if (!error) return undefined;
  const { line, col } = lines.linePos(error.pos[0]);
  return { line, column: col, message: plainWords[error.code] ?? error.message };
}

/** The parser sees only later, and then without its place, that an alias has no anchor. */
function aliasProblem(document: ParsedDocument, lines: LineCounter): SyntaxProblem | undefined {
  const { visit } = require('yaml') as typeof import('yaml');
  let problem: SyntaxProblem | undefined;
  visit(document, {
    Alias(_, alias) {
      if (problem || alias.resolve(document)) return;
      const { line, col } = lines.linePos(alias.range?.[0] ?? 0);
      problem = { line, column: col, message: `there is no anchor "&${alias.source}" before this alias` };
    },
  });
  return problem;
}

const plainWords: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key is already there: keys of one object must differ',
  MULTIPLE_DOCS: 'a second document starts here: one file holds one document',
  TAB_AS_INDENT: 'a tab indents this line: YAML is indented with spaces',
};

function unparsable(file: string, code: ErrorCode, problem: SyntaxProblem): KitError {
  const { line, column, message } = problem;
  return new KitError(code, `${file}:${line}:${column}: ${message.replace(/\.$/u, '')}.`, {
    data: { file, line, column },
  });
}

function toJson(file: string, code: ErrorCode, document: ParsedDocument, locate: (pointer: string) => Position): Json {
  try {
    const value: unknown = document.toJS();
    const bad = findNonJson(value, '', new Set());
    if (bad) throw unparsable(file, code, { ...locate(bad.pointer), message: bad.message });
    return value as Json;
  } catch (error) {
    if (error instanceof KitError) throw error;
    throw unparsable(file, code, { line: 1, column: 1, message: (error as Error).message });
  }
}

interface NonJson {
  readonly pointer: string;
  readonly message: string;
}

function findNonJson(value: unknown, pointer: string, parents: Set<object>): NonJson | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return { pointer, message: 'JSON has no such number' };
  if (typeof value !== 'object' || value === null) return undefined;
  if (parents.has(value)) return { pointer, message: 'an alias stands inside its own anchor' };
  parents.add(value);
  for (const [key, child] of Object.entries(value)) {
    const bad = findNonJson(child, joinPointer(pointer, key), parents);
    if (bad) return bad;
  }
  parents.delete(value);
  return undefined;
}

/** The key where there is one, since that is where a reader looks; else the item. */
function positionOf(document: ParsedDocument, lines: LineCounter, pointer: string): Position {
  const { isMap, isScalar, isSeq, isAlias } = require('yaml') as typeof import('yaml');
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const token of pointerTokens(pointer)) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === token);
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
