// Validates a document against the schema that the OpenAPI Initiative publishes for its version.
// @see https://spec.openapis.org/#openapi-specification-schemas

import { Validator } from '@seriousme/openapi-schema-validator';
import type { JsonObject } from './document.ts';
import { type Explanation, explainErrors } from './explain-errors.ts';
import { pointerTokens } from './pointer.ts';
import type { Report } from './problems.ts';
import { type Kind, kindOf } from './structure.ts';

// Kept, since a watched document is checked again and again, and compiling the schema takes longest.
const validator = new Validator({ allErrors: true, verbose: true });

/** Reports what the official schema finds wrong with a bundled document that was not upgraded yet. */
export async function checkOfficialSchema(root: JsonObject, report: Report): Promise<void> {
  const { errors } = await validator.validate(structuredClone(root) as Record<string, unknown>);
  // A string is its own check of `$ref`s, which takes data that happens to have a member called $ref for one.
  if (!Array.isArray(errors)) return;
  for (const explanation of explainErrors(errors)) {
    const { pointer, message, hint } = explanation;
    report(pointer, message, hint, isUnread(explanation) ? 'document/unread-invalid' : explanation.warning);
  }
}

/** Fields of OpenAPI objects that say nothing about requests and answers. */
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
    // Of a list of objects each item is one, too.
    kind = /^\d+$/u.test(token) && kind === 'object' ? kind : kindOf(kind, token);
  }
  return false;
}
