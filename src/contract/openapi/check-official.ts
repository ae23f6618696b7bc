// Validates a document against the schema that the OpenAPI Initiative publishes for its version.
// @see https://spec.openapis.org/#openapi-specification-schemas

import { Validator } from '@seriousme/openapi-schema-validator';
import type { JsonObject } from './document.ts';
import { explainErrors } from './explain-errors.ts';
import type { Report } from './problems.ts';

// Kept, since a watched document is checked again and again, and compiling the schema takes longest.
const validator = new Validator({ allErrors: true, verbose: true });

/** Reports what the official schema finds wrong with a bundled document that was not upgraded yet. */
export async function checkOfficialSchema(root: JsonObject, report: Report): Promise<void> {
  const { errors } = await validator.validate(structuredClone(root) as Record<string, unknown>);
  // A string is its own check of `$ref`s, which takes data that happens to have a member called $ref for one.
  if (Array.isArray(errors)) explainErrors(errors, '', report);
}
