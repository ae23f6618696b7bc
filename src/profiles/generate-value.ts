// A valid value for any schema of the document, for responses without examples.

import { KitError } from '../base/errors.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { EndlessPattern } from '../contract/openapi/regexp.ts';
import type { Validator, Validators } from '../contract/openapi/validators.ts';
import { Compiler, Schemas } from './compiler.ts';
import { type Mode, type Node, nobodysContext } from './node.ts';
import { subschemaAt, Ungeneratable } from './subschema.ts';

export interface GenerateValueOptions extends SchemaTarget {
  /** The same seed gives the same value. */
  readonly seed: string;
}

/**
 * A valid value with everything that the schema declares, without a person: `x-person` is ignored.
 * @throws ERR_PROFILE_UNGENERATABLE
 */
export function generateValue(options: GenerateValueOptions): Json {
  const { document, validators, schemaPointer, seed } = options;
  return orUngeneratable(options, () => {
    const root = new Compiler(new Schemas(document, validators), 'documented').node([
      subschemaAt(document, schemaPointer),
    ]);
    const value = root.generate(nobodysContext(seed));
    const validator = validators.get(schemaPointer);
    if (validator.isValid(value)) return value;
    throw notFound(validator, schemaPointer, value);
  });
}

// Reports ungeneratable schemas when a builder is created, by JSON Pointer, instead of at a request.

/** Number of seeds of each variant to try. */
const samples = 3;

export interface SchemaTarget {
  readonly document: ApiDocument;
  readonly schemaPointer: string;
  readonly validators: Validators;
}

/**
 * Builds and checks profiles of each variant, with a person and without, since a person's attributes may not fit.
 * @throws ERR_PROFILE_UNGENERATABLE
 */
export function proveGeneratable(
  target: SchemaTarget,
  roots: ReadonlyMap<Mode, Node>,
  tell: (mode: Mode, seed: string) => Json,
): void {
  const { schemaPointer, validators } = target;
  const validator = validators.get(schemaPointer);
  const prove = (value: Json) => {
    if (!validator.isValid(value)) throw notFound(validator, schemaPointer, value);
  };
  orUngeneratable(target, () => {
    for (const [mode, root] of roots) {
      for (let sample = 0; sample < samples; sample++) prove(tell(mode, `sample ${sample}`));
      prove(root.generate(nobodysContext('sample')));
    }
  });
}

/** The error for an invalid generated value. */
function notFound(validator: Validator, schemaPointer: string, value: Json): Ungeneratable {
  const [finding] = validator.check(value, 'generated value');
  const reason = finding === undefined ? 'the value is not valid' : `${finding.message.replace(/\.$/, '')}`;
  return new Ungeneratable(finding?.schemaPath ?? schemaPointer, `no value was found: ${reason}`);
}

/** The error of an ungeneratable schema, for the user. */
export function ungeneratable(error: Ungeneratable, document: ApiDocument): KitError {
  const { file, line, column } = document.locate(error.pointer);
  const { pointer } = document.origin(error.pointer);
  const reason = reasonOf(error, document);
  return new KitError('ERR_PROFILE_UNGENERATABLE', `Nothing can be generated: ${reason}.`, {
    hint: 'Change the schema, or add a valid example.',
    data: { file, line, column, pointer },
    cause: error,
  });
}

/** The place in the file, and what is wrong there. */
export function reasonOf({ pointer, message }: Ungeneratable, document: ApiDocument): string {
  const { file, line, column } = document.locate(pointer);
  return `${file}:${line}:${column} ${document.origin(pointer).pointer || '#'}: ${message}`;
}

/** Converts errors of ungeneratable schemas. @throws ERR_PROFILE_UNGENERATABLE */
export function orUngeneratable<T>(target: Pick<SchemaTarget, 'document' | 'schemaPointer'>, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const error = cause instanceof EndlessPattern ? new Ungeneratable(target.schemaPointer, cause.message) : cause;
    throw error instanceof Ungeneratable ? ungeneratable(error, target.document) : error;
  }
}
