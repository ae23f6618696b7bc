// The value of a body against its schema, and what the document says beyond it.

import type { Finding } from '../findings/finding.ts';
import type { MediaType } from '../openapi/document.ts';
import { explainContradictions } from './contradictions.ts';
import { checkErrorBody } from './error-body.ts';
import type { Flaw } from './flaw.ts';
import type { ResponseContext } from './response-context.ts';
import { findUndocumentedClaims } from './undocumented-claims.ts';

/** Everything that is wrong with a value under a documented media type. */
export function checkValue(
  context: ResponseContext,
  media: MediaType | undefined,
  value: unknown,
): readonly (Finding | Flaw)[] {
  if (media?.schema === undefined || value === undefined) return [];
  const { validators, showValues } = context;
  const errors = validators.get(media.schemaPointer).check(value, media.mediaType, { showValues });
  const ofError = checkErrorBody(context, value, errors.length > 0);
  // The members of an error are no news under a status that has no errors.
  const isError = ofError.some(({ code }) => code === 'response/error-with-success');
  return [
    ...ofError,
    ...explainContradictions(context, media.schemaPointer, value, errors),
    ...(isError ? [] : findUndocumentedClaims(context, media.schemaPointer, value)),
  ];
}
