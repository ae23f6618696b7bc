// Validates a document against the schema that the OpenAPI Initiative publishes for its version.
// @see https://spec.openapis.org/#openapi-specification-schemas

import type { JsonObject } from './document.ts';
import { type Explanation, explainMistakes } from './explain-errors.ts';
import type { MetaSchema } from './meta-schemas.ts';
import { pointerTokens } from './pointer.ts';
import type { Report } from './problems.ts';
import { type Kind, kindOf } from './structure.ts';

/** Reports what the official schema finds wrong with a bundled document that was not upgraded yet. */
export function checkOfficialSchema(root: JsonObject, report: Report): void {
  const version = String(root['openapi']).slice(0, '3.1'.length) as MetaSchema;
  for (const explanation of explainMistakes(version, root)) {
    const { pointer, message, hint, warning } = explanation;
    report(pointer, message, hint, isUnread(explanation) ? 'document/unread-invalid' : warning);
  }
}

/** Fields of OpenAPI objects that say nothing about requests and answers. */
const unreadFields = new Set([
  ...['description', 'summary', 'externalDocs', 'tags', 'servers', 'deprecated', 'links', 'callbacks', 'encoding'],
  ...['contact', 'license', 'termsOfService', 'flows', 'openIdConnectUrl', 'bearerFormat', 'oauth2MetadataUrl', 'xml'],
  ...['style', 'explode', 'allowReserved', 'allowEmptyValue', 'jsonSchemaDialect', '$self'],
]);

function isUnread({ pointer, missing }: Explanation): boolean {
  if (missing?.every(name => unreadFields.has(name))) return true;
  let kind: Kind = 'object';
  for (const token of pointerTokens(pointer)) {
    if (kind === 'object' && unreadFields.has(token)) return true;
    // Of a list of objects each item is one, too.
    kind = /^\d+$/u.test(token) && kind === 'object' ? kind : kindOf(kind, token);
  }
  return false;
}
