// Keywords that the generators ignore (`not`, `oneOf`, `unevaluatedProperties`): generate a value, check it with ajv, and
// retry.

import { isObject } from '../base/json.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { annotationKeywords } from '../contract/openapi/isolate-schema.ts';
import type { Validators } from '../contract/openapi/validators.ts';
import type { Part } from '../contract/schema/keywords.ts';
import { outlineOf } from '../contract/schema/outline.ts';
import type { Facts } from './facts.ts';
import type { Context, Generate } from './node.ts';
import { Random } from './random.ts';
import { exampleValues, Ungeneratable } from './subschema.ts';

const attempts = 30;

/** Generates until the validators of these parts accept; after that, falls back to a value that is always valid. */
export function guardedBy(
  guarded: readonly Part[],
  generate: Generate,
  { document, validators }: { readonly document: ApiDocument; readonly validators: Validators },
  facts: Facts,
): Generate {
  const names = () => guarded.flatMap(({ pointer }) => [...outlineOf(document, { at: pointer }).members.keys()]);
  const checks = guarded.map(({ pointer }) => validators.get(pointer));
  const isValid = (value: Json) => checks.every(check => check.isValid(value));
  let witness: Json | undefined;
  return context => {
    const { given } = context;
    const found = search(generate, isValid, context, attempts);
    if (found !== undefined) return found;
    const apart = setApart(generate, isValid, context, given, names());
    if (apart !== undefined) return apart;
    context.given = given;
    if (given !== undefined) return again(generate, context, given);
    witness ??=
      exampleValues(facts).find(isValid) ?? search(generate, isValid, { ...context, random: new Random(1, 2, 3) }, 200);
    if (witness === undefined) throw rejected(guarded);
    return witness;
  };
}

function search(
  generate: Generate,
  isValid: (value: Json) => boolean,
  context: Context,
  count: number,
): Json | undefined {
  const { given, prior, random } = context;
  try {
    for (let attempt = 0; attempt < count; attempt++) {
      context.given = given;
      context.prior = prior;
      if (attempt > 0) context.random = random.fork(attempt);
      const value = generatedOrNot(generate, context);
      if (value !== undefined && isValid(value)) return value;
    }
    return undefined;
  } finally {
    context.random = random;
  }
}

/**
 * Adds a member that only some branches allow: if the branches of a `oneOf` overlap, a value of one satisfies the others,
 * too.
 */
function setApart(
  generate: Generate,
  isValid: (value: Json) => boolean,
  context: Context,
  given: Context['given'],
  names: readonly string[],
): Json | undefined {
  context.given = given;
  const value = generatedOrNot(generate, context);
  if (!isObject(value)) return undefined;
  const free = names.filter(name => !Object.hasOwn(given?.claims ?? {}, name));
  const candidates = free.flatMap(name => ofEachType.map(other => ({ ...value, [name]: other })));
  return candidates.find(isValid);
}

const ofEachType: readonly Json[] = [0, true, 'other', [], {}, null];

function generatedOrNot(generate: Generate, context: Context): Json | undefined {
  try {
    return generate(context);
  } catch (error) {
    if (error instanceof Ungeneratable) return undefined;
    throw error;
  }
}

/** A persona's claims take precedence over the schema; its file is checked when it is read. */
function again(generate: Generate, context: Context, given: Context['given']): Json {
  context.given = given;
  return generate(context);
}

function rejected([first]: readonly Part[]): Ungeneratable {
  const keywords = Object.keys(first?.schema ?? {}).filter(
    keyword => !annotationKeywords.has(keyword) && !keyword.startsWith('x-'),
  );
  const discriminator = first?.schema['discriminator'];
  const why = isObject(discriminator)
    ? `: the discriminator "${String(discriminator['propertyName'])}" does not tell the branches apart`
    : '';
  const reason = `no value was found that satisfies ${keywords.join(', ')} together${why}`;
  return new Ungeneratable(first?.pointer ?? '', reason);
}
