// The parts of a person beside the name: account, address and phone number, work.

import { faker as english } from '@faker-js/faker/locale/en';
// Faker has towns and states as two lists, and Boston, Texas is not believable.
import americanPlaces from './american-places.json' with { type: 'json' };
import table from './industries.json' with { type: 'json' };
import { countryOf, type Locale } from './locale.ts';
import { englishLastName } from './names.ts';
import type { KnownOfPerson, Person, SocialAccount } from './person.ts';
import type { Random } from './random.ts';

export type Account = Pick<
  Person,
  | 'legacyId'
  | 'emailVerified'
  | 'twoFactor'
  | 'backupCode'
  | 'phoneVerified'
  | 'ldapEnabled'
  | 'ldapDomain'
  | 'marketingOptIn'
  | 'socialAccounts'
>;

/** A consistent account: a backup code only with a second factor, a directory only with its domain. */
export function createAccount(
  random: Random,
  email: string,
  subject: string,
  known: KnownOfPerson,
  full: boolean,
): Account {
  const isOld = random.chance(0.04);
  const oldId = random.string('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 12);
  const hasCode = random.chance(0.5);
  const twoFactor = known.twoFactor ?? (full || known.backupCode === true || random.chance(0.4));
  return {
    legacyId: known.legacyId ?? (isOld ? oldId : subject),
    twoFactor,
    backupCode: known.backupCode ?? (twoFactor && (full || hasCode)),
    emailVerified: known.emailVerified ?? (random.chance(0.93) || full),
    phoneVerified: known.phoneVerified ?? (random.chance(0.4) || full),
    marketingOptIn: known.marketingOptIn ?? (random.chance(0.35) || full),
    ...directoryOf(random, email, known, full),
    socialAccounts: known.socialAccounts ?? socialAccountsOf(random, full ? 3 : random.chance(0.12) ? 1 : 0),
  };
}

function directoryOf(
  random: Random,
  email: string,
  known: KnownOfPerson,
  full: boolean,
): Pick<Person, 'ldapEnabled' | 'ldapDomain'> {
  const chosen = random.chance(0.15) || full;
  const name = random.pick(['ad', 'corp', 'directory']);
  const isDenied = known.ldapDomain === null;
  const ldapEnabled = known.ldapEnabled ?? (!isDenied && (known.ldapDomain !== undefined || chosen));
  const domain = known.ldapDomain ?? `${name}.${email.slice(email.lastIndexOf('@') + 1)}`;
  return { ldapEnabled, ldapDomain: ldapEnabled && !isDenied ? domain : (known.ldapDomain ?? null) };
}

const providers = ['Google', 'Microsoft', 'Apple', 'LinkedIn', 'Facebook'];

function socialAccountsOf(random: Random, count: number): readonly SocialAccount[] {
  if (count === 0) return [];
  const start = random.below(providers.length);
  return Array.from({ length: count }, (_, index) =>
    socialAccount(random, providers[(start + index) % providers.length]),
  );
}

function socialAccount(random: Random, providerName = 'Google'): SocialAccount {
  return { userId: `1${random.string('0123456789', 20)}`, providerId: providerName.toLowerCase(), providerName };
}

/** An additional account, for a schema that requires more than the person has. */
export function anotherSocialAccount(random: Random): SocialAccount {
  return socialAccount(random, random.pick(providers));
}

// Postal address and phone number of a person, in the format of one country.

/** An address, with the area code of its phone numbers if known. */
export interface Home {
  /** The lines before the city, each ending with a line feed. */
  readonly street: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly areaCode?: string;
}

const location = english.rawDefinitions.location ?? {};
const streetNames = (location.street_name ?? []) as readonly string[];

export function createHome(random: Random, locale: Locale): Home {
  return locale.name === 'en' ? americanHome(random) : fakerHome(random, locale);
}

function americanHome(random: Random): Home {
  const { city, state, areaCode, zipPrefix } = random.pick(americanPlaces);
  const street = `${random.between(1, 9899)} ${random.pick(streetNames)}\n`;
  const second = random.chance(0.2) ? `Apt. ${random.between(1, 899)}\n` : '';
  const postalCode = zipPrefix + String(random.below(100)).padStart(2, '0');
  return { street: street + second, city, region: state, postalCode, areaCode };
}

function fakerHome(random: Random, locale: Locale): Home {
  const { location: places, rawDefinitions } = locale.with(random);
  const own = rawDefinitions.location ?? {};
  // Faker falls back to English lists: without this check Azerbaijan would get a state of the U.S.
  const region = own.state === null || own.state === location.state ? '' : places.state();
  const postalCode = own.postcode === null || own.postcode === location.postcode ? '' : places.zipCode();
  return { street: `${places.streetAddress().trim()}\n`, city: places.city(), region, postalCode };
}

/**
 * A phone number in the service's format, `+<country code> <number>`, sometimes with ` #<extension>`, from an unassigned
 * range where the country has one.
 */
export function createPhone(random: Random, country: string, areaCode: string | undefined, extension: number): string {
  const { dial, number } = countryOf(country) ?? { dial: '999', number: '5550######' };
  const pattern = areaCode === undefined || dial !== '1' ? number : `${areaCode}55501##`;
  let digits = '';
  for (const character of pattern) digits += character === '#' ? random.below(10) : character;
  const suffix = random.chance(extension) ? ` #${random.between(100, 9999)}` : '';
  return `+${dial} ${digits}${suffix}`;
}

// Job and texts of a person.

interface Industry {
  readonly name: string;
  readonly code: string;
  readonly jobs: readonly string[];
}

// Of the codes, only `NoGroupOther` is documented; the others are made up in its style, as Autodesk's list is not public.
const industries: readonly Industry[] = table;

export type Work = Pick<Person, 'jobTitle' | 'industry' | 'industryCode' | 'company' | 'about'>;

/** A job and its industry; a known one decides the other. */
export function createWork(random: Random, locale: Locale, known: KnownOfPerson, full: boolean): Work {
  const industry = industryOf(random.pick(industries), known);
  const jobTitle = known.jobTitle ?? random.pick(industry.jobs);
  const company = known.company ?? companyOf(random, locale);
  const about = known.about ?? aboutOf(random, jobTitle, company, full, locale);
  const industryName = known.industry ?? industry.name;
  return { jobTitle, company, about, industry: industryName, industryCode: known.industryCode ?? industry.code };
}

function industryOf(chosen: Industry, known: KnownOfPerson): Industry {
  if (known.industry === undefined && known.industryCode === undefined && known.jobTitle === undefined) return chosen;
  const fits = (industry: Industry) =>
    known.industry === industry.name || known.industryCode === industry.code || hasJob(industry, known.jobTitle);
  return industries.find(fits) ?? chosen;
}

function hasJob(industry: Industry, job: string | undefined): boolean {
  return job !== undefined && industry.jobs.includes(job);
}

const suffixes = ['Architects', 'Design', 'Engineering', 'Group', 'Industries', 'Partners', 'Studio', 'Works'];

function companyOf(random: Random, locale: Locale): string {
  if (locale.name !== 'en') return locale.with(random).company.name();
  const suffix = random.pick(suffixes);
  return random.chance(0.3)
    ? `${englishLastName(random)} & ${englishLastName(random)} ${suffix}`
    : `${englishLastName(random)} ${suffix}`;
}

const sentences = [
  'I look after our models and the people who use them.',
  'I turn drawings into things that can be built.',
  'Mostly here to try out an integration.',
  'Happiest when a clash report comes back empty.',
  "I've been drawing for a living for a long time.",
  'Ask me about file versions.',
  'I write the scripts that nobody sees.',
];

function aboutOf(random: Random, jobTitle: string, company: string, full: boolean, { language }: Locale): string {
  if (full) return `${jobTitle} at ${company}. ${sentences.join(' ')} `.repeat(3).trim();
  const opening = random.chance(0.5) && language === 'en' ? `${jobTitle} at ${company}. ` : '';
  return opening + random.pick(sentences);
}
