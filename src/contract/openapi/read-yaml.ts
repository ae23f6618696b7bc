// Reads a YAML 1.2 or JSON file: value, hash, and line numbers on demand.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { type ErrorCode, KitError, whyRefused } from '../../base/errors.ts';
import { parseYaml, type YamlSource } from '../../base/yaml.ts';
import type { Json, Location } from './document.ts';
import { pointerTokens } from './pointer.ts';
import { type Precompiled, shippedPrecompiled } from './precompiled.ts';

export interface YamlFile {
  /** As given. */
  readonly file: string;
  /** SHA-256 of the file's bytes, in hex. */
  readonly hash: string;
  readonly value: Json;
  /** Whether the text contains a string. */
  mentions(word: string): boolean;
  /** The start of a JSON Pointer's value, or of its nearest existing parent. */
  locate(pointer: string): Location;
}

export interface YamlErrorCodes {
  readonly unreadable: ErrorCode;
  readonly unparsable: ErrorCode;
}

/** For OpenAPI documents and the files of their references. */
export const documentCodes: YamlErrorCodes = {
  unreadable: 'ERR_DOCUMENT_UNREADABLE',
  unparsable: 'ERR_DOCUMENT_UNPARSABLE',
};

/**
 * Reads and parses a file as YAML, which includes JSON. Duplicate keys, values that JSON lacks (`.nan`) and several
 * documents in one file are errors.
 * @throws `codes.unreadable` for an unreadable file, `codes.unparsable` with line and column for a syntax error
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
