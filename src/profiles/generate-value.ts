// A valid value for any schema of the document, for responses without examples.

import type { Json } from '../contract/openapi/document.ts';
import { Compiler } from './compiler.ts';
import { nobodysContext } from './node.ts';
import { subschemaAt } from './subschema.ts';
import { notFound, orUngeneratable, type SchemaTarget } from './ungeneratable.ts';

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
    const root = new Compiler(document, validators, 'documented').node([subschemaAt(document, schemaPointer)]);
    const value = root.generate(nobodysContext(seed));
    const validator = validators.get(schemaPointer);
    if (validator.isValid(value)) return value;
    throw notFound(validator, schemaPointer, value);
  });
}
