// Claims and the attributes of the person (`x-person`): a claim from an attribute, and attributes from a persona's claims.

import { isObject } from '../base/json.ts';
import { suggest } from '../base/suggest.ts';
import type { ApiDocument, Json, JsonObject } from '../contract/openapi/document.ts';
import { itemPointers, memberPointers, schemasFor } from '../contract/schema/for-value.ts';
import type { Part, Subschema } from '../contract/schema/keywords.ts';
import type { Facts } from './facts.ts';
import { isoOf } from './formats.ts';
import { itemRules } from './lists.ts';
import type { Context, NodeSource } from './node.ts';
import type { KnownOfPerson, Person, SocialAccount } from './person.ts';
import { anotherSocialAccount } from './person-parts.ts';
import type { Persona } from './personas.ts';
import { autodeskPictures } from './pictures.ts';
import { strings, Ungeneratable } from './subschema.ts';
import { limitTextFor } from './texts.ts';

export type Personal = (context: Context) => Json | undefined;

/** The attribute of these schemas. @throws Ungeneratable for an unknown name */
export function namedAttribute(parts: readonly Part[]): Attribute | undefined {
  const part = parts.find(({ schema }) => schema['x-person'] !== undefined);
  if (part === undefined) return undefined;
  const name = part.schema['x-person'];
  const attribute = typeof name === 'string' ? attributeOf(name) : undefined;
  if (attribute === undefined) throw unknownAttribute(part, String(name));
  return attribute;
}

function unknownAttribute({ pointer }: Part, name: string): Ungeneratable {
  const advice = suggest(name, attributeNames());
  return new Ungeneratable(`${pointer}/x-person`, `a person has no attribute "${name}". ${advice}`);
}

export function compilePersonal(source: NodeSource, facts: Facts, attribute: Attribute): Personal {
  if (attribute.known === 'socialAccounts') return socialAccounts(source, facts);
  const fits = source.predicates.ofAll(facts.parts, formatsOf(attribute, facts));
  const read = renderedRead(attribute, facts);
  const usual: Personal = context => {
    const { person, account } = context;
    const value = person === undefined ? undefined : read(person, account);
    return value !== undefined && fits(value) ? value : undefined;
  };
  if (source.mode !== 'boundary' || !attribute.isText) return usual;
  return context => {
    const random = context.random.fork(hashed(facts.pointer));
    const limit = random.chance(0.4) ? limitTextFor(random, facts) : undefined;
    return limit !== undefined && fits(limit) ? limit : usual(context);
  };
}

function hashed(pointer: string): number {
  let hash = 7;
  for (let index = 0; index < pointer.length; index++) hash = (Math.imul(hash, 31) + pointer.charCodeAt(index)) | 0;
  return hash;
}

function formatsOf(attribute: Attribute, facts: Facts): ReadonlySet<string> {
  if (!attribute.isMoment) return attribute.formats;
  return new Set(facts.types.has('string') ? ['date-time', 'iso-date-time', 'date'] : []);
}

function renderedRead(attribute: Attribute, facts: Facts): Read {
  const { read, isMoment } = attribute;
  if (!isMoment) return read;
  const wantsNumber = facts.types.has('number') && facts.types.size < 6;
  const kind = wantsNumber ? 'seconds' : strings(facts.parts, 'format').includes('date') ? 'date' : 'date-time';
  return person => momentAs(kind, Number(read(person, undefined)));
}

/** One item for each account of the person, each generated from its own schema. */
function socialAccounts(source: NodeSource, facts: Facts): Personal {
  if (!facts.types.has('array')) return () => undefined;
  const rules = itemRules(source, facts, false);
  // Length and items are correct by construction; other requirements need a check.
  const isFree = facts.guarded.length === 0 && rules.contained === 0;
  const fits = isFree ? () => true : source.predicates.ofAll(facts.parts);
  return context => {
    const { person, account } = context;
    if (person === undefined) return undefined;
    const wanted = source.mode === 'minimal' ? 0 : person.socialAccounts.length;
    const length = Math.min(rules.max, Math.max(rules.min, wanted));
    const items: Json[] = [];
    for (let index = 0; index < length; index++) {
      context.account = person.socialAccounts[index] ?? anotherSocialAccount(context.random);
      items.push(rules.nodeAt(index).generate(context));
    }
    context.account = account;
    return fits(items) ? items : undefined;
  };
}

// The attributes for `x-person`: how to read each from a person, and the schemas that it fits.

/** Reads an attribute; undefined without a value, such as a social account outside a list of them. */
export type Read = (person: Person, account: SocialAccount | undefined) => Json | undefined;

export interface Attribute {
  readonly read: Read;
  /** Formats that all its values satisfy. */
  readonly formats: ReadonlySet<string>;
  /** Whether it is a time in Unix seconds. */
  readonly isMoment: boolean;
  /** Whether it is free text, which the variant `boundary` may replace. */
  readonly isText: boolean;
  /** The member of `Person` that a persona's claim sets. */
  readonly known: keyof KnownOfPerson | undefined;
  /** The same for a social account. */
  readonly ofAccount: keyof SocialAccount | undefined;
}

type Plain = keyof KnownOfPerson;

const texts: readonly Plain[] = ['street', 'city', 'region', 'postalCode', 'jobTitle', 'industry', 'about', 'company'];
const moments: readonly Plain[] = ['updatedAt', 'createdAt', 'lastLoginAt'];
const others: readonly Plain[] = [
  ...(['subject', 'legacyId', 'name', 'givenName', 'familyName', 'username', 'email', 'emailVerified'] as const),
  ...(['profileUrl', 'pictureUrl', 'locale', 'twoFactor', 'backupCode', 'country', 'phone', 'phoneVerified'] as const),
  ...(['ldapEnabled', 'ldapDomain', 'industryCode', 'language', 'marketingOptIn', 'socialAccounts'] as const),
];
const formats: { readonly [name in Plain]?: readonly string[] } = {
  email: ['email', 'idn-email'],
  profileUrl: ['uri', 'uri-reference', 'url', 'iri', 'iri-reference'],
  pictureUrl: ['uri', 'uri-reference', 'url', 'iri', 'iri-reference'],
};

const plain = [...texts, ...moments, ...others].map((name): readonly [string, Attribute] => [
  name,
  {
    ...derived(person => person[name] as Json, formats[name] ?? []),
    isMoment: moments.includes(name),
    isText: texts.includes(name),
    known: name,
  },
]);

const ofAccount = (['userId', 'providerId', 'providerName'] as const).map((name): readonly [string, Attribute] => [
  `socialAccount.${name}`,
  { ...derived((_, account) => account?.[name], []), ofAccount: name },
]);

/** Documented sizes of thumbnails, in pixels. */
const sizes = [20, 40, 50, 58, 80, 120, 160, 176, 240, 360];
const thumbnails = sizes.flatMap(size => [`thumbnail.x${size}`, `signedThumbnail.x${size}`]);

const table: ReadonlyMap<string, Attribute> = new Map([...plain, ...ofAccount]);

/** Thumbnails exist in any size. */
function attributeOf(name: string): Attribute | undefined {
  const thumbnail = /^(thumbnail|signedThumbnail)\.x([1-9]\d{0,3})$/.exec(name);
  if (thumbnail === null) return table.get(name);
  const size = Number(thumbnail[2]);
  const read: Read =
    thumbnail[1] === 'thumbnail' ? ({ pictures }) => pictures.plain(size) : ({ pictures }) => pictures.signed(size);
  return derived(read, formats.pictureUrl ?? []);
}

function attributeNames(): readonly string[] {
  return [...table.keys(), ...thumbnails];
}

function derived(read: Read, formatNames: readonly string[]): Attribute {
  return {
    read,
    formats: new Set(formatNames),
    isMoment: false,
    isText: false,
    known: undefined,
    ofAccount: undefined,
  };
}

/** A time in the schema's form: seconds, or ISO 8601 in UTC, or the date alone. */
function momentAs(kind: 'seconds' | 'date-time' | 'date', seconds: number): Json {
  if (kind === 'seconds') return seconds;
  const iso = isoOf(seconds);
  return kind === 'date' ? iso.slice(0, 10) : iso;
}

// Attributes of the person from a persona's claims, by the document's `x-person`; the others are generated to fit.

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
