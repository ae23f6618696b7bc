// The attributes for `x-person`: how to read each from a person, and the schemas that it fits.

import type { Json } from '../contract/openapi/document.ts';
import { isoOf } from './formats.ts';
import type { KnownOfPerson, Person, SocialAccount } from './person.ts';

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
export function attributeOf(name: string): Attribute | undefined {
  const thumbnail = /^(thumbnail|signedThumbnail)\.x([1-9]\d{0,3})$/.exec(name);
  if (thumbnail === null) return table.get(name);
  const size = Number(thumbnail[2]);
  const read: Read =
    thumbnail[1] === 'thumbnail' ? ({ pictures }) => pictures.plain(size) : ({ pictures }) => pictures.signed(size);
  return derived(read, formats.pictureUrl ?? []);
}

export function attributeNames(): readonly string[] {
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
export function momentAs(kind: 'seconds' | 'date-time' | 'date', seconds: number): Json {
  if (kind === 'seconds') return seconds;
  const iso = isoOf(seconds);
  return kind === 'date' ? iso.slice(0, 10) : iso;
}
