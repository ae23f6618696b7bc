// Checks a body's value against its schema, and what the document says beyond it.

import type { UnplacedFinding } from '../findings/finding.ts';
import { describeValue } from '../findings/safe-text.ts';
import type { MediaType } from '../openapi/document.ts';
import { type Contradiction, readContradictions } from '../openapi/extensions.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { stepsTo } from '../schema/for-value.ts';
import type { Part } from '../schema/keywords.ts';
import { checkScopes } from './check-scopes.ts';
import { checkErrorBody } from './error-body.ts';
import { createPathMask, type PathMask } from './path-mask.ts';
import type { ResponseContext } from './response-context.ts';
import { findUndocumentedClaims } from './undocumented-claims.ts';

export function checkValue(
  context: ResponseContext,
  media: MediaType | undefined,
  value: unknown,
): readonly UnplacedFinding[] {
  if (media?.schema === undefined || value === undefined) return [];
  const { validators, showValues } = context;
  const { mediaType, schemaPointer } = media;
  const mask = createPathMask(context, schemaPointer, value);
  const readings = createOtherReadings(context, schemaPointer, value, mask);
  const errors = validators
    .get(schemaPointer)
    .check(value, mediaType, { showValues, shownPath: mask.pathOf, isTold: readings.explains });
  const warnings = [...readings.warnings.values()];
  const ofError = checkErrorBody(context, value, errors.length + warnings.length > 0);
  // Members of an error need no further findings under a success status.
  const isError = ofError.some(({ code }) => code === 'response/error-with-success');
  return [
    ...ofError,
    ...errors,
    ...warnings,
    ...(isError ? [] : findUndocumentedClaims(context, schemaPointer, value, mask)),
    ...checkScopes(context, schemaPointer, value),
  ];
}

// Detects values that follow the other reading of a known contradiction (`x-contradictions`, spec/README.md).

export interface OtherReadings {
  /** Whether an error at a pointer is about such a value, or a part of it. */
  explains(errorAt: string): boolean;
  /** One for each value that explained an error. */
  readonly warnings: ReadonlyMap<string, UnplacedFinding>;
}

/** @param mask how pointers into the body are shown */
function createOtherReadings(
  context: ResponseContext,
  schemaPointer: string,
  body: unknown,
  mask: PathMask,
): OtherReadings {
  const warnings = new Map<string, UnplacedFinding>();
  return {
    warnings,
    explains(errorAt) {
      const found = otherReading(context, schemaPointer, body, errorAt);
      if (found === undefined) return false;
      const { instancePath, place, node, reading } = found;
      warnings.set(instancePath, findingOf(context, place, node, mask.pathOf(instancePath), reading));
      return true;
    },
  };
}

interface OtherReading {
  readonly instancePath: string;
  readonly place: Part;
  readonly node: unknown;
  readonly reading: Contradiction;
}

/** The contradiction at a pointer or one of its parents. */
function otherReading(
  { document, validators }: ResponseContext,
  schemaPointer: string,
  body: unknown,
  errorAt: string,
): OtherReading | undefined {
  let instancePath = '';
  for (const { token, holder, node, places } of stepsTo(document.root, schemaPointer, body, errorAt)) {
    if (typeof holder !== 'object' || holder === null) return undefined;
    instancePath = joinPointer(instancePath, token);
    for (const place of places) {
      const reading = readContradictions(place.schema, place.pointer, () => {}).find(({ schemaPointer: other }) =>
        validators.get(other).isValid(node),
      );
      if (reading) return { instancePath, place, node, reading };
    }
  }
  return undefined;
}

function findingOf(
  { pathInFile, showValues }: ResponseContext,
  { pointer }: Part,
  value: unknown,
  instancePath: string,
  { row, reading }: Contradiction,
): UnplacedFinding {
  return {
    code: 'response/contradiction',
    message: `${instancePath} follows another reading: ${reading}.`,
    hint: `The document has the other reading: contradiction ${row} in spec/README.md.`,
    instancePath,
    schemaPath: pathInFile(joinPointer(pointer, 'x-contradictions')),
    actual: describeValue(value),
    actualValue: showValues ? value : undefined,
  };
}
