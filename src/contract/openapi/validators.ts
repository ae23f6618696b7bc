// Validates values against schemas of the document; errors become findings.

import type { Ajv2020 } from 'ajv/dist/2020.js';
import { KitError } from '../../base/errors.ts';
import type { Finding } from '../findings/finding.ts';
import { compileSchema, createAjv } from './ajv.ts';
import type { ApiDocument, Json, JsonObject } from './document.ts';
import { type CheckOptions, findingsFromAjv } from './from-ajv.ts';
import { isPlainlyValid } from './plainly-valid.ts';
import { type CompiledCheck, type Mode, type Precompiled, shippedPrecompiled } from './precompiled.ts';
import { EndlessPattern } from './regexp.ts';
import { resolvePointer } from './resolve.ts';

export interface Validator {
  /** Stops at the first error and creates no findings. */
  isValid(value: unknown): boolean;
  /** All findings. `where` names the value, such as `example "alice"`. */
  check(value: unknown, where: string, options?: CheckOptions): readonly Finding[];
}

export interface Validators {
  /**
   * The validator of a schema by JSON Pointer, cached. Compiled on first use unless the build compiled it.
   */
  get(schemaPointer: string): Validator;
}

/** By JSON Schema 2020-12, with formats checked in full. */
export function createValidators(document: ApiDocument, precompiled: Precompiled = shippedPrecompiled()): Validators {
  const validators = new Map<string, Validator>();
  const ajvs = new Map<Mode, Ajv2020>();
  const isCompiled = precompiled.knows(document.hash);
  const compile = (pointer: string, mode: Mode): CompiledCheck => {
    const ready = precompiled.check(document.hash, pointer, mode);
    if (ready) return ready;
    const ajv = ajvs.get(mode) ?? createAjv(mode, { ownProperties: namesInherited(document) });
    ajvs.set(mode, ajv);
    return compileSchema(ajv, document.root, pointer);
  };
  return {
    get(schemaPointer) {
      const pointer = resolvePointer(document.root, schemaPointer)?.pointer ?? schemaPointer;
      const known = validators.get(pointer);
      if (known) return known;
      const validator = createValidator(document, pointer, compile, isCompiled ? 0 : usesBeforeCompiling);
      validators.set(pointer, validator);
      return validator;
    },
  };
}

/** Most values are valid, and most schemas are used a few times: compiling costs as much as a few hundred checks. */
const usesBeforeCompiling = 100;

const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
const inheriting = new WeakMap<JsonObject, boolean>();

/** Whether a claim may have a name such as `toString` or `constructor`: checking own members only is slower. */
function namesInherited({ root }: ApiDocument): boolean {
  const known = inheriting.get(root);
  if (known !== undefined) return known;
  const found = mentionsInherited(root);
  inheriting.set(root, found);
  return found;
}

function mentionsInherited(node: Json): boolean {
  if (typeof node !== 'object' || node === null) return inherited.has(String(node));
  if (Array.isArray(node)) return node.some(mentionsInherited);
  return Object.entries(node).some(([name, value]) => inherited.has(name) || mentionsInherited(value));
}

function createValidator(
  document: ApiDocument,
  pointer: string,
  compile: (pointer: string, mode: Mode) => CompiledCheck,
  plainUses: number,
): Validator {
  let verdict: CompiledCheck | undefined;
  let left = plainUses;
  let report: CompiledCheck | undefined;
  const orUnusable = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw unusable(document, pointer, error);
    }
  };
  const isValid = (value: unknown): boolean =>
    orUnusable(() => {
      if (verdict === undefined && left-- > 0 && isPlainlyValid(document.root, pointer, value as Json)) return true;
      verdict ??= compile(pointer, 'verdict');
      return verdict(value);
    });
  return {
    isValid,
    check(value, where, options = {}) {
      if (isValid(value)) return [];
      const errors = orUnusable(() => {
        report ??= compile(pointer, 'report');
        report(value);
        return report.errors;
      });
      return findingsFromAjv(errors, { ...options, document, pointer, where });
    },
  };
}

/** Why a value got no verdict, if the error of a validator says that a pattern did not end in time. */
export function withoutVerdict(error: unknown): string | undefined {
  return error instanceof KitError && error.cause instanceof EndlessPattern ? error.message : undefined;
}

function unusable(document: ApiDocument, at: string, error: unknown): KitError {
  const { file, pointer } = document.origin(at);
  const { line, column } = document.locate(at);
  // `A: { allOf: [{ $ref: B }] }` and `B: { oneOf: [{ $ref: A }] }` need each other for the same value.
  const reason = error instanceof RangeError ? 'it refers to itself without end' : (error as Error).message;
  const problem = error instanceof EndlessPattern ? 'cannot be checked' : 'is invalid';
  return new KitError(
    'ERR_DOCUMENT_INVALID',
    `${file}:${line}:${column} ${pointer}: this schema ${problem}: ${reason}.`,
    {
      hint: 'Change the schema, or remove it from served operations.',
      data: { file, line, column, pointer },
      cause: error,
    },
  );
}
