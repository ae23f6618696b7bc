// Values that follow the other reading of a known contradiction (`x-contradictions`, spec/README.md).

import { describeValue } from '../findings/describe-value.ts';
import type { Finding } from '../findings/finding.ts';
import { readContradictions } from '../openapi/extensions.ts';
import { joinPointer, pointerTokens } from '../openapi/pointer.ts';
import { itemSchemas, memberSchemas, type SchemaPlace, schemasFor } from './documented-members.ts';
import type { Flaw } from './flaw.ts';
import type { ResponseContext } from './response-context.ts';

/** Replaces errors about values that follow another known reading by one warning for each such value. */
export function explainContradictions(
  context: ResponseContext,
  schemaPointer: string,
  value: unknown,
  findings: readonly Finding[],
): readonly (Finding | Flaw)[] {
  const warnings = new Map<string, Flaw>();
  const others = findings.filter(({ instancePath }) => {
    const reading = otherReading(context, schemaPointer, value, instancePath);
    if (reading) warnings.set(reading.instancePath, reading.flaw);
    return reading === undefined;
  });
  return [...others, ...warnings.values()];
}

interface OtherReading {
  readonly instancePath: string;
  readonly flaw: Flaw;
}

/** The contradiction that explains an error at a pointer, on the value itself or on what it is part of. */
function otherReading(
  context: ResponseContext,
  schemaPointer: string,
  value: unknown,
  errorAt: string,
): OtherReading | undefined {
  let node = value;
  let instancePath = '';
  let places = schemasFor(context.document.root, [schemaPointer], node);
  for (const token of pointerTokens(errorAt)) {
    if (typeof node !== 'object' || node === null) return undefined;
    const below = Array.isArray(node) ? itemSchemas(places, Number(token)) : memberSchemas(places, token).pointers;
    node = (node as Readonly<Record<string, unknown>>)[token];
    instancePath = joinPointer(instancePath, token);
    places = schemasFor(context.document.root, below, node);
    for (const place of places) {
      const flaw = readingOf(context, place, node, instancePath);
      if (flaw) return { instancePath, flaw };
    }
  }
  return undefined;
}

function readingOf(
  { validators, pathInFile, showValues }: ResponseContext,
  { pointer, schema }: SchemaPlace,
  value: unknown,
  instancePath: string,
): Flaw | undefined {
  const known = readContradictions(schema, pointer, () => {});
  const followed = known.find(({ schemaPointer }) => validators.get(schemaPointer).isValid(value));
  if (!followed) return undefined;
  return {
    code: 'response/contradiction',
    message: `${instancePath} follows another reading: ${followed.reading}.`,
    hint: `The document reads it otherwise: contradiction ${followed.row} in spec/README.md.`,
    instancePath,
    schemaPath: pathInFile(joinPointer(pointer, 'x-contradictions')),
    actual: describeValue(value),
    actualValue: showValues ? value : undefined,
  };
}
