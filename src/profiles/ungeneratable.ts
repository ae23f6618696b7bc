// What cannot be generated is told when a builder is made, by JSON Pointer, and not when a request comes.

import { KitError } from '../errors.ts';
import type { Json } from '../openapi/document.ts';
import type { Validator, Validators } from '../openapi/validators.ts';
import type { Mode, Node } from './node.ts';
import { Ungeneratable } from './subschema.ts';

/** How many seeds of each variant are tried in advance. */
const samples = 3;

/**
 * Compiles everything that the schema needs, builds some profiles of each variant, and has them checked.
 * @throws ERR_PROFILE_UNGENERATABLE
 */
export function proveGeneratable(
  { schemaPointer, validators }: { readonly schemaPointer: string; readonly validators: Validators },
  roots: ReadonlyMap<Mode, Node>,
  tell: (mode: Mode, seed: string) => Json,
): void {
  const validator = validators.get(schemaPointer);
  for (const [mode, root] of roots) {
    try {
      for (let sample = 0; sample < samples; sample++) {
        const value = tell(mode, `sample ${sample}`);
        if (!validator.isValid(value)) throw notFound(validator, schemaPointer, value);
      }
      prepare(root, new Set());
    } catch (error) {
      throw ungeneratable(error);
    }
  }
}

/** Reads the facts of everything needed, so that a contradiction far inside is found too. */
function prepare(node: Node, seen: Set<Node>): void {
  if (seen.has(node)) return;
  seen.add(node);
  node.facts();
  for (const needed of node.needs) prepare(needed, seen);
}

/** What is wrong with the value that generating came to. */
export function notFound(validator: Validator, schemaPointer: string, value: Json): Ungeneratable {
  const [finding] = validator.check(value, 'generated value');
  const reason = finding === undefined ? 'the value is not valid' : `${finding.message.replace(/\.$/, '')}`;
  return new Ungeneratable(finding?.schemaPath ?? schemaPointer, `no value was found: ${reason}`);
}

/** The error of a schema that cannot be generated; every other error as it is. */
function ungeneratable(error: unknown): unknown {
  if (!(error instanceof Ungeneratable)) return error;
  const { pointer, message } = error;
  return new KitError('ERR_PROFILE_UNGENERATABLE', `Nothing can be generated for #${pointer}: ${message}.`, {
    hint: 'Change the schema so that a value exists, or give it an example that is valid.',
    data: { pointer },
    cause: error,
  });
}

/** Runs this, and turns what cannot be generated into the error that users know. @throws ERR_PROFILE_UNGENERATABLE */
export function orUngeneratable<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw ungeneratable(error);
  }
}
