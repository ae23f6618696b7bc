// What cannot be generated is told when a builder is made, by JSON Pointer, and not when a request comes.

import { KitError } from '../base/errors.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import type { Validator, Validators } from '../contract/openapi/validators.ts';
import { type Mode, type Node, nobodysContext } from './node.ts';
import { Ungeneratable } from './subschema.ts';

/** How many seeds of each variant are tried in advance. */
const samples = 3;

/** The schema that values are generated for. */
export interface SchemaTarget {
  readonly document: ApiDocument;
  readonly schemaPointer: string;
  readonly validators: Validators;
}

/**
 * Builds some profiles of each variant and has them checked: of people, and of nobody, as the attributes of a person may
 * one day not fit.
 * @throws ERR_PROFILE_UNGENERATABLE
 */
export function proveGeneratable(
  { document, schemaPointer, validators }: SchemaTarget,
  roots: ReadonlyMap<Mode, Node>,
  tell: (mode: Mode, seed: string) => Json,
): void {
  const validator = validators.get(schemaPointer);
  const prove = (value: Json) => {
    if (!validator.isValid(value)) throw notFound(validator, schemaPointer, value);
  };
  orUngeneratable(document, () => {
    for (const [mode, root] of roots) {
      for (let sample = 0; sample < samples; sample++) prove(tell(mode, `sample ${sample}`));
      prove(root.generate(nobodysContext('sample')));
    }
  });
}

/** What is wrong with the value that generating came to. */
export function notFound(validator: Validator, schemaPointer: string, value: Json): Ungeneratable {
  const [finding] = validator.check(value, 'generated value');
  const reason = finding === undefined ? 'the value is not valid' : `${finding.message.replace(/\.$/, '')}`;
  return new Ungeneratable(finding?.schemaPath ?? schemaPointer, `no value was found: ${reason}`);
}

/** The error of a schema that cannot be generated; every other error as it is. */
function ungeneratable(error: unknown, document: ApiDocument): unknown {
  if (!(error instanceof Ungeneratable)) return error;
  const { file, line, column } = document.locate(error.pointer);
  const { pointer } = document.origin(error.pointer);
  const place = `${file}:${line}:${column} ${pointer === '' ? '#' : pointer}`;
  return new KitError('ERR_PROFILE_UNGENERATABLE', `Nothing can be generated: ${place}: ${error.message}.`, {
    hint: 'Change the schema so that a value exists, or give it an example that is valid.',
    data: { file, line, column, pointer },
    cause: error,
  });
}

/** Runs this, and turns what cannot be generated into the error that users know. @throws ERR_PROFILE_UNGENERATABLE */
export function orUngeneratable<T>(document: ApiDocument, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw ungeneratable(error, document);
  }
}
