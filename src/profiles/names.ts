// Names of a person, and their ASCII form for the email address and the user name.

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

/** Names that a persona sets. */
export type GivenNames = { readonly [key in keyof Names]?: Names[key] | undefined };

const firstNames = allOf(english.rawDefinitions.person?.first_name);
const lastNames = allOf(english.rawDefinitions.person?.last_name);

/** Names in this locale that fit the given ones. */
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

/** A list that faker divides by sex, as a whole. */
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
 * A name in lower-case ASCII letters: `Zoë Ångström` becomes `zoeangstrom`. Scripts that faker cannot transliterate give an
 * empty string.
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

// The scripts that faker transliterates; it writes others as character codes, which are no plausible name.
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

export function englishLastName(random: Random): string {
  return random.pick(lastNames);
}

export type Handles = Pick<Person, 'username' | 'email'>;

// RFC 2606 reserves these domains, so that no mail reaches a real person.
const domains = ['example.com', 'example.net', 'example.org'];

/** User name and email address from the names; a known one shapes the other. */
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
