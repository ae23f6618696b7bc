// The person of a token: a pure function of a seed and of a persona's claims. The attributes are consistent.

import { createAccount } from './account.ts';
import { boundaryCase } from './boundary-person.ts';
import { createHome, createPhone } from './contact.ts';
import { countryOf } from './countries.ts';
import { fakerLocaleName, type Locale, localeOf } from './locale.ts';
import { createHandles, createNames } from './names.ts';
import type { KnownOfPerson, Person, PersonStyle } from './person.ts';
import { autodeskPictures, isAutodeskPicture, isDefaultPicture, type PictureHost } from './pictures.ts';
import type { Random } from './random.ts';
import { createWork } from './work.ts';

export interface PersonSource {
  readonly random: Random;
  /** Locale of names, places and formats. */
  readonly locale: Locale;
  /** Fixed attributes; the others fit them. */
  readonly known: KnownOfPerson;
  readonly style: PersonStyle;
  /** Default: Autodesk's own URLs. */
  readonly pictures?: PictureHost | undefined;
}

/** Each group of attributes has its own stream, so that fixing one does not change another. */
const streams = { subject: 1, names: 2, home: 3, phone: 4, moments: 5, account: 6, work: 7, pictures: 8, limits: 9 };

/** The same source gives the same person on every machine, at any time. */
export function createPerson(source: PersonSource): Person {
  const { random, style } = source;
  const known =
    style === 'boundary'
      ? { ...boundaryCase(random.fork(streams.limits)), ...withoutGaps(source.known) }
      : source.known;
  const localization = localizationOf(known, source.locale);
  const subject = known.subject ?? subjectOf(random.fork(streams.subject));
  const names = createNames(random.fork(streams.names), source.locale, known);
  const handles = createHandles(random.fork(streams.names + 100), names, subject, known);
  const moments = createMoments(random.fork(streams.moments), known);
  const account = createAccount(random.fork(streams.account), handles.email, subject, known, style === 'full');
  const home = createHome(random.fork(streams.home), localization.places);
  const phone = createPhone(
    random.fork(streams.phone),
    localization.country,
    home.areaCode,
    style === 'full' ? 1 : 0.25,
  );
  const work = createWork(random.fork(streams.work), source.locale, known, style === 'full');
  const { pictures, pictureUrl } = picturesOf(source, subject, moments.updatedAt, known.pictureUrl);
  return {
    subject,
    ...names,
    ...handles,
    ...account,
    ...moments,
    ...work,
    profileUrl: known.profileUrl ?? 'https://profile.autodesk.com',
    pictureUrl,
    pictures,
    locale: localization.locale,
    language: localization.language,
    country: localization.country,
    street: known.street ?? home.street,
    city: known.city ?? home.city,
    region: known.region ?? home.region,
    postalCode: known.postalCode ?? home.postalCode,
    phone: known.phone ?? phone,
  };
}

const firstCreation = Date.UTC(2010, 0, 1) / 1000;
const lastCreation = Date.UTC(2024, 11, 31) / 1000;
const last = Date.UTC(2026, 0, 1) / 1000;

/** Times between 2010 and 2026, consistent with known ones. */
function createMoments(random: Random, known: KnownOfPerson): Pick<Person, 'createdAt' | 'updatedAt' | 'lastLoginAt'> {
  const limit = Math.min(lastCreation, known.updatedAt ?? lastCreation, known.lastLoginAt ?? lastCreation);
  const createdAt = known.createdAt ?? random.between(Math.min(firstCreation, limit), limit);
  const end = Math.max(createdAt, last);
  const updatedAt = known.updatedAt ?? random.between(createdAt, end);
  const lastLoginAt = known.lastLoginAt ?? random.between(createdAt, end);
  return { createdAt, updatedAt, lastLoginAt };
}

/** Twelve capital letters and digits, for some users sixteen, as in the service. */
function subjectOf(random: Random): string {
  return random.string('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', random.chance(0.15) ? 16 : 12);
}

interface Localization {
  readonly locale: string;
  readonly language: string;
  readonly country: string;
  /** Faker's locale for addresses. */
  readonly places: Locale;
}

/** Language and country from the known claims: one claim determines the others. */
function localizationOf(known: KnownOfPerson, locale: Locale): Localization {
  const tag = known.locale?.split('-') ?? [];
  const country = known.country ?? tag.slice(1).find(part => /^[A-Z]{2}$/.test(part)) ?? locale.country;
  const abroad = country === locale.country ? locale : (localeIn(country, known.language ?? tag[0]) ?? locale);
  const language = known.language ?? tag[0] ?? abroad.language;
  return { locale: known.locale ?? `${language}-${country}`, language, country, places: abroad };
}

function localeIn(country: string, language: string | undefined): Locale | undefined {
  const fitting = language === undefined ? undefined : fakerLocaleName(language, country);
  const exact = fitting?.endsWith(`_${country}`) ? fitting : undefined;
  const name = exact ?? countryOf(country)?.fakerLocale;
  return name === undefined ? undefined : localeOf(name);
}

function picturesOf(
  { random, style, pictures: host = autodeskPictures }: PersonSource,
  subject: string,
  updatedAt: number,
  known: string | undefined,
): Pick<Person, 'pictureUrl' | 'pictures'> {
  const draws = random.fork(streams.pictures);
  const uploaded = known === undefined ? draws.chance(0.6) || style === 'full' : !isDefaultPicture(known);
  const pictures = uploaded ? host.uploadedBy(subject, updatedAt, draws) : host.byDefault;
  if (known === undefined || (host !== autodeskPictures && isAutodeskPicture(known)))
    return { pictureUrl: pictures.plain(120), pictures };
  if (!uploaded || !known.includes('/x120.')) return { pictureUrl: known, pictures };
  return { pictureUrl: known, pictures: { ...pictures, plain: size => known.replace('/x120.', `/x${size}.`) } };
}

function withoutGaps(known: KnownOfPerson): KnownOfPerson {
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
