// Validates a document against the official schema of its OpenAPI version.
// @see https://spec.openapis.org/#openapi-specification-schemas

import { Validator } from '@seriousme/openapi-schema-validator';
import type { JsonObject } from './document.ts';
import { type Explanation, explainErrors } from './explain-errors.ts';
import { pointerTokens } from './pointer.ts';
import type { Report } from './problems.ts';
import { type Kind, kindOf } from './structure.ts';

// Kept for watched documents: compiling the schema takes longest.
const validator = new Validator({ allErrors: true, verbose: true });

/** Checks a bundled document before its upgrade. */
export async function checkOfficialSchema(root: JsonObject, report: Report): Promise<void> {
  const { errors } = await validator.validate(structuredClone(root) as Record<string, unknown>);
  // A string is the package's own check of `$ref`s, which takes data with a member called $ref for one.
  if (!Array.isArray(errors)) return;
  for (const explanation of explainErrors(errors)) {
    const { pointer, message, hint } = explanation;
    report(pointer, message, hint, isUnread(explanation) ? 'document/unread-invalid' : explanation.warning);
  }
}

/** Fields of OpenAPI objects that do not affect requests and answers. */
const unreadFields = new Set([
  ...[
    'description',
    'summary',
    'externalDocs',
    'tags',
    'servers',
    'deprecated',
    'links',
    'callbacks',
    'encoding',
    'xml',
  ],
  ...['contact', 'license', 'termsOfService', 'flows', 'openIdConnectUrl', 'bearerFormat', 'oauth2MetadataUrl'],
  ...['style', 'explode', 'allowReserved', 'allowEmptyValue', 'jsonSchemaDialect', '$self', 'xml'],
]);

function isUnread({ pointer, missing }: Explanation): boolean {
  if (missing !== undefined && missing.every(name => unreadFields.has(name))) return true;
  let kind: Kind = 'object';
  for (const token of pointerTokens(pointer)) {
    if (kind === 'object' && unreadFields.has(token)) return true;
    // Each item of a list of objects is an object.
    kind = /^\d+$/u.test(token) && kind === 'object' ? kind : kindOf(kind, token);
  }
  return false;
}
