// Postal address and phone number of a person, in the format of one country.

import { faker as english } from '@faker-js/faker/locale/en';
// Faker has towns and states as two lists, and Boston, Texas is not believable.
import americanPlaces from './american-places.json' with { type: 'json' };
import { countryOf } from './countries.ts';
import type { Locale } from './locale.ts';
import type { Random } from './random.ts';

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
