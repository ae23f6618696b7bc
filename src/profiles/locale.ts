// Faker's locales: English comes with this module, the others load on demand.

import { createRequire } from 'node:module';
import type { Faker, Randomizer } from '@faker-js/faker';
import { faker as english } from '@faker-js/faker/locale/en';
import { KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import tables from './countries.json' with { type: 'json' };
import { localeNames } from './locale-names.ts';
import type { Random } from './random.ts';

/** A faker whose random stream is set for each use. */
export interface Locale {
  /** Faker's name: `en`, `pt_BR`. */
  readonly name: string;
  /** ISO 639: `pt`. */
  readonly language: string;
  /** ISO 3166-1 alpha-2: `BR`. */
  readonly country: string;
  /** The faker of this locale, which draws from this stream until the next call. */
  with(random: Random): Faker;
}

const require = createRequire(import.meta.url);
const loaded = new Map<string, Locale>();

/**
 * A locale by faker's name (`de`, `pt_BR`), cached.
 * @throws ERR_PROFILE_LOCALE_UNKNOWN
 */
export function localeOf(name: string): Locale {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const locale = createLocale(name, name === 'en' ? english : load(name));
  loaded.set(name, locale);
  return locale;
}

/** Faker's locale for a language and a country: `fr_BE`, else `fr`. */
export function fakerLocaleName(language: string, country: string): string | undefined {
  const names = localeNames();
  if (language === 'en' && country === 'US') return 'en';
  return [`${language}_${country}`, language].find(name => names.includes(name));
}

function load(name: string): Faker {
  const names = localeNames();
  if (!names.includes(name)) throw unknownLocale(name, names);
  // require() loads this ES module synchronously, so that building a profile stays synchronous.
  // The name is joined at run time: webpack looks for the files of a template in vain, which fails its build.
  return (require(['@faker-js/faker/locale', name].join('/')) as { faker: Faker }).faker;
}

function unknownLocale(name: string, names: readonly string[]): KitError {
  const hint = suggest(name.replaceAll('-', '_'), names);
  return new KitError('ERR_PROFILE_LOCALE_UNKNOWN', `Unknown faker locale "${name}".`, { hint, data: { names } });
}

type FakerClass = new (options: { locale: unknown; randomizer: Randomizer }) => Faker;

function createLocale(name: string, faker: Faker): Locale {
  let current: Randomizer | undefined;
  const randomizer: Randomizer = { next: () => current?.next() ?? 0, seed() {} };
  let own: Faker | undefined;
  const { language, country } = faker.rawDefinitions.metadata ?? {};
  return {
    name,
    language: language ?? 'en',
    country: country ?? homeOf(language ?? 'en'),
    with(random) {
      current = random;
      if (own === undefined) {
        own = new (faker.constructor as FakerClass)({ locale: faker.rawDefinitions, randomizer });
        // Without a fixed date, "recent" would be relative to now, and profiles would change every day.
        own.setDefaultRefDate(Date.UTC(2026, 0, 1));
      }
      return own;
    },
  };
}

// What a country decides: its telephone code (ITU-T E.164), numbers there that belong to no one, and faker's locale for it.

export interface Country {
  /** Country calling code, without the plus sign. */
  readonly dial: string;
  /** National significant number; `#` is any digit. */
  readonly number: string;
  /** Faker's locale for people and places, if any. */
  readonly fakerLocale?: string;
}

// Numbers that the regulators keep free for drama where they are known: NANP 555-01xx, Ofcom, ARCEP, BNetzA, ACMA,
// ComReg, PTS. Elsewhere 5550 begins the subscriber number, as in films.
const countries: ReadonlyMap<string, Country> = new Map(Object.entries(tables.countries));

/** Undefined for an unknown code. */
export function countryOf(code: string): Country | undefined {
  return countries.get(code);
}

// The country where most people speak a language that faker's locale names without one.
const homes: ReadonlyMap<string, string> = new Map(Object.entries(tables.homes));

/** The country of a language without a country. Default: US */
function homeOf(language: string): string {
  return homes.get(language) ?? 'US';
}
