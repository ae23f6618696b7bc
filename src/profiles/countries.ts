// What a country decides: its telephone code (ITU-T E.164), numbers there that belong to no one, and faker's locale for it.

import tables from './countries.json' with { type: 'json' };

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
export function homeOf(language: string): string {
  return homes.get(language) ?? 'US';
}
