// Attributes of the person from a persona's claims, by the document's `x-person`; the others are generated to fit.

import { isObject } from '../base/json.ts';
import type { ApiDocument, Json, JsonObject } from '../contract/openapi/document.ts';
import { itemPointers, memberPointers, schemasFor } from '../contract/schema/for-value.ts';
import type { Part, Subschema } from '../contract/schema/keywords.ts';
import type { KnownOfPerson, SocialAccount } from './person.ts';
import { type Attribute, namedAttribute } from './personal.ts';
import type { Persona } from './personas.ts';
import { autodeskPictures } from './pictures.ts';

/**
 * The attributes that these claims determine. Claims without `x-person` determine none; a persona without the picture has
 * the default one.
 */
export function knownFromClaims(
  document: ApiDocument,
  schema: Subschema,
  { claims, absent }: Pick<Persona, 'claims' | 'absent'>,
): KnownOfPerson {
  const known: Record<string, unknown> = {};
  read(document, [schema.pointer], Object.fromEntries(absent.map(name => [name, null])), ({ known: name }) => {
    if (name === 'pictureUrl') known[name] = autodeskPictures.byDefault.plain(120);
  });
  read(document, [schema.pointer], claims, (attribute, value, parts) => {
    if (attribute.known === undefined) return;
    const meaning =
      attribute.known === 'socialAccounts' ? accountsOf(document, parts, value) : meaningOf(attribute, value);
    if (meaning !== undefined) known[attribute.known] ??= meaning;
  });
  return known;
}

type Visit = (attribute: Attribute, value: Json, parts: readonly Part[]) => void;

function read(document: ApiDocument, pointers: readonly string[], claims: JsonObject, visit: Visit): void {
  const parts = schemasFor(document.root, pointers, claims);
  for (const [name, value] of Object.entries(claims)) {
    const inner = memberPointers(parts, name);
    const schemas = schemasFor(document.root, inner, value);
    const attribute = namedAttribute(schemas);
    if (attribute !== undefined) visit(attribute, value, schemas);
    else if (isObject(value)) read(document, inner, value, visit);
  }
}

const flags = new Set(['emailVerified', 'twoFactor', 'backupCode', 'phoneVerified', 'ldapEnabled', 'marketingOptIn']);

/** The attribute of a value; undefined if the schema gives it another meaning. */
function meaningOf(attribute: Attribute, value: Json): Json | undefined {
  if (attribute.isMoment) return secondsOf(value);
  if (attribute.known === 'ldapDomain' && value === null) return null;
  const type = flags.has(attribute.known ?? '') ? 'boolean' : 'string';
  return typeof value === type ? value : undefined;
}

function secondsOf(value: Json): number | undefined {
  const seconds = typeof value === 'string' ? Math.floor(Date.parse(value) / 1000) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined;
}

function accountsOf(document: ApiDocument, parts: readonly Part[], value: Json): readonly SocialAccount[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((item: Json, index) => {
    const account = { userId: '', providerId: '', providerName: '' };
    if (!isObject(item)) return account;
    read(document, itemPointers(parts, index), item, ({ ofAccount }, member) => {
      if (ofAccount !== undefined) account[ofAccount] = String(member);
    });
    return account;
  });
}
