// A person's names, and the plain letters that an e-mail address and a username are made of.

import type { Faker } from '@faker-js/faker';
import { faker as english } from '@faker-js/faker/locale/en';
import { type Locale, localeOf } from './locale.ts';
import type { KnownOfPerson, Person } from './person.ts';
import { Random } from './random.ts';

export interface Names {
  readonly name: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** What a persona may say of a name. */
export type GivenNames = { readonly [key in keyof Names]?: Names[key] | undefined };

const firstNames = allOf(english.rawDefinitions.person?.first_name);
const lastNames = allOf(english.rawDefinitions.person?.last_name);

/** The names of a person of this locale; what is given stays as it is, and the rest fits it. */
export function createNames(random: Random, locale: Locale, given: GivenNames): Names {
  const parts = given.name === undefined ? {} : splitName(given.name);
  const own = locale.name === 'en' ? englishName(random) : fakerName(locale.with(random));
  const givenName = given.givenName ?? parts.givenName ?? own.givenName;
  const familyName = given.familyName ?? parts.familyName ?? own.familyName;
  return { givenName, familyName, name: given.name ?? joinName(givenName, familyName, locale) };
}

function englishName(random: Random): { givenName: string; familyName: string } {
  return { givenName: random.pick(firstNames), familyName: random.pick(lastNames) };
}

function fakerName(faker: Faker): { givenName: string; familyName: string } {
  const sex = faker.person.sexType();
  return { givenName: faker.person.firstName(sex), familyName: faker.person.lastName(sex) };
}

const familyFirst: Readonly<Record<string, string>> = { hu: ' ', ja: ' ', ko: '', vi: ' ', zh: '' };

function joinName(givenName: string, familyName: string, locale: Locale): string {
  const separator = familyFirst[locale.language];
  const latin = locale.language !== 'hu' && locale.language !== 'vi' && isAscii(givenName + familyName);
  const joined =
    separator === undefined || latin ? `${givenName} ${familyName}` : `${familyName}${separator}${givenName}`;
  return joined.trim();
}

function splitName(name: string): { givenName?: string; familyName?: string } {
  const [first = name, ...rest] = name.split(' ');
  return rest.length === 0 ? { givenName: first } : { givenName: first, familyName: rest.join(' ') };
}

/** Every name of a list that faker divides by sex. */
function allOf(names: unknown): readonly string[] {
  const lists = Object.values((names ?? {}) as Record<string, readonly string[] | undefined>);
  return [...new Set(lists.flatMap(list => list ?? []))];
}

const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ə: 'e',
};

/**
 * A name in lower-case ASCII letters: `Zoë Ångström` is `zoeangstrom`. Scripts that faker can transliterate are, the others
 * give an empty string.
 */
export function asciiLetters(name: string): string {
  const plain = name.toLowerCase();
  const folded = isAscii(plain) ? plain : fold(plain);
  return folded.replace(/[^a-z0-9]/g, '');
}

function fold(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, letter => letters[letter] ?? letter);
  return isAscii(plain) ? plain : transliterate(plain);
}

// The scripts that faker transliterates; it spells all others as character codes, which nobody would choose as a name.
const spelt = /^[\p{Script=Arabic}\p{Script=Armenian}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\x20-\x7e]*$/u;

function transliterate(name: string): string {
  if (!spelt.test(name)) return '';
  const username = localeOf('en')
    .with(new Random(0, 0, 0))
    .internet.username({ firstName: name, lastName: '-' });
  return username.split(/[._-]/)[0]?.toLowerCase() ?? '';
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7e) return false;
  return true;
}

/** A family name of the English locale. */
export function englishLastName(random: Random): string {
  return random.pick(lastNames);
}

/** What a person is called by machines. */
export type Handles = Pick<Person, 'username' | 'email'>;

// RFC 2606 keeps these domains free: mail to a person who does not exist must not reach one who does.
const domains = ['example.com', 'example.net', 'example.org'];

/** A username and an e-mail address made of the names; whichever is known shapes the other. */
export function createHandles(random: Random, names: Names, subject: string, known: KnownOfPerson): Handles {
  const local = localPart(random, names) || `user.${subject.toLowerCase()}`;
  const digits = random.chance(0.4) ? String(random.between(1, 99)) : '';
  const domain = random.pick(domains);
  const mailbox = known.email?.split('@')[0];
  const username = known.username ?? mailbox ?? local + digits;
  const box = known.username === undefined ? local : mailboxOf(known.username) || local;
  return { username, email: known.email ?? `${box}@${domain}` };
}

function localPart(random: Random, { givenName, familyName }: Names): string {
  const first = asciiLetters(givenName);
  const family = asciiLetters(familyName);
  if (first === '' || family === '') return first + family;
  const forms = [`${first}.${family}`, `${first[0]}${family}`, `${first}${family}`, `${family}.${first}`];
  return random.pick(forms).slice(0, 64);
}

function mailboxOf(username: string): string {
  return username
    .toLowerCase()
    .replace(/@.*$/, '')
    .replace(/[^a-z0-9._-]/g, '')
    .replace(/^\.+|\.+$|\.(?=\.)/g, '');
}
