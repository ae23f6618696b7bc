// Reads a YAML 1.2 or JSON file: its value, its hash, and on demand the line of anything in it.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { type ErrorCode, KitError, whyRefused } from '../../base/errors.ts';
import { parseYaml, type YamlSource } from '../../base/yaml.ts';
import type { Json, Location } from './document.ts';
import { pointerTokens } from './pointer.ts';
import { type Precompiled, shippedPrecompiled } from './precompiled.ts';

/** A file that was read and parsed. */
export interface YamlFile {
  /** Path as it was given. */
  readonly file: string;
  /** SHA-256 of the file's bytes, in hex. */
  readonly hash: string;
  readonly value: Json;
  /** Whether the text has these characters. */
  mentions(word: string): boolean;
  /** Where the value of a JSON Pointer starts; the nearest parent that exists, for a pointer that leads nowhere. */
  locate(pointer: string): Location;
}

/** The error codes of a kind of file. */
export interface YamlErrorCodes {
  readonly unreadable: ErrorCode;
  readonly unparsable: ErrorCode;
}

/** The codes of an OpenAPI document and the files it refers to. */
export const documentCodes: YamlErrorCodes = {
  unreadable: 'ERR_DOCUMENT_UNREADABLE',
  unparsable: 'ERR_DOCUMENT_UNPARSABLE',
};

/**
 * Reads and parses a file as YAML, of which JSON is a part.
 * Duplicate keys, values that JSON does not have (`.nan`) and several documents in one file are refused.
 * @throws `codes.unreadable` for a file that cannot be read, `codes.unparsable` with line and column for bad syntax
 */
export function readYaml(
  file: string,
  codes: YamlErrorCodes,
  precompiled: Precompiled = shippedPrecompiled(),
): YamlFile {
  const bytes = readBytes(file, codes.unreadable);
  const hash = createHash('sha256').update(bytes).digest('hex');
  let source: YamlSource | undefined;
  const parse = (): YamlSource => {
    source ??= parseYaml(file, decode(file, bytes, codes.unparsable), codes.unparsable);
    return source;
  };
  const value = precompiled.value(hash) ?? parse().value;
  return {
    file,
    hash,
    value,
    mentions: word => bytes.includes(word),
    locate: pointer => ({ file, ...parse().locate(pointerTokens(pointer)) }),
  };
}

function readBytes(file: string, code: ErrorCode): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new KitError(code, `"${file}" cannot be read: ${whyRefused(error)}.`, {
      hint: 'Check the path and the permissions of the file.',
      data: { file },
      cause: error,
    });
  }
}

function decode(file: string, bytes: Buffer, code: ErrorCode): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new KitError(code, `"${file}" is not UTF-8 text.`, {
      hint: 'Save it as UTF-8.',
      data: { file },
      cause: error,
    });
  }
}
