// Checks a body's value against its schema, and what the document says beyond it.

import type { UnplacedFinding } from '../findings/finding.ts';
import type { MediaType } from '../openapi/document.ts';
import { checkScopes } from './check-scopes.ts';
import { createOtherReadings } from './contradictions.ts';
import { checkErrorBody } from './error-body.ts';
import { createPathMask } from './path-mask.ts';
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
