// The config file: YAML or JSON, one member per option, each problem with its line.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import type { Document } from 'yaml';
import { KitError, whyRefused } from '../base/errors.ts';
import type { Given } from './check.ts';
import { isOptionName, optionNames, optionTable } from './options.ts';
import { fromMember } from './sources.ts';

/**
 * What a config file says. Relative paths in it are relative to it.
 *
 * @throws ERR_CONFIG_UNREADABLE when it cannot be read, is no YAML or JSON, or is not a map
 */
export function fromFile(file: string): readonly Given[] {
  const text = readText(file);
  // Only a config file needs the parser: a start without one does not pay for it.
  const { LineCounter, isMap, isScalar, parseDocument } = createRequire(import.meta.url)(
    'yaml',
  ) as typeof import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw unparsable(placeOf(file, lines.linePos(error.pos[0])), error);
  if (document.contents === null) return [];
  if (!isMap(document.contents)) throw notMap(file);
  const lineOf = new Map(
    document.contents.items.map(({ key }) => [
      isScalar(key) ? String(key.value) : '',
      lines.linePos(key.range[0]).line,
    ]),
  );
  const members = Object.entries(toData(file, document)).filter(([name]) => name !== '$schema');
  return members.map(([name, value]) =>
    fromMember(name, besideFile(file, name, value), `${file}:${lineOf.get(name) ?? 1}: `, optionNames),
  );
}

/** Aliases are resolved only here: one may lead nowhere, or to far too much. */
function toData(file: string, document: Document): Readonly<Record<string, unknown>> {
  try {
    return document.toJS() as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw unparsable(`${file}: `, error as Error);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `The config file "${file}" cannot be read: ${whyRefused(cause)}.`;
    throw new KitError('ERR_CONFIG_UNREADABLE', message, { cause });
  }
}

function placeOf(file: string, { line, col }: { line: number; col: number }): string {
  return `${file}:${line}:${col}: `;
}

function unparsable(place: string, { message }: Error): KitError {
  return new KitError('ERR_CONFIG_UNREADABLE', `${place}This is not YAML or JSON: ${message.replace(/\.$/, '')}.`);
}

function notMap(file: string): KitError {
  return new KitError('ERR_CONFIG_UNREADABLE', `The config file "${file}" is not a map of options.`, {
    hint: 'Write one option a line, such as "port: 4010".',
  });
}

function besideFile(file: string, name: string, value: unknown): unknown {
  const type = isOptionName(name) ? optionTable[name].type : undefined;
  const beside = (path: unknown) =>
    typeof path !== 'string' || path === '' || isAbsolute(path) ? path : join(dirname(file), path);
  if (type === 'path') return beside(value);
  return type === 'paths' && Array.isArray(value) ? value.map(beside) : value;
}
