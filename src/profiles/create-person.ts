// The person of a token: a pure function of a seed and of a persona's claims. The attributes are consistent.

import { countryOf, fakerLocaleName, type Locale, localeOf } from './locale.ts';
import { createHandles, createNames } from './names.ts';
import type { KnownOfPerson, Person, PersonStyle } from './person.ts';
import { createAccount, createHome, createPhone, createWork } from './person-parts.ts';
import { autodeskPictures, isAutodeskPicture, isDefaultPicture, type PictureHost } from './pictures.ts';
import type { Random } from './random.ts';

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
  const subject = known.subject ?? createSubject(random);
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
  // Each by its name: spreading the parts takes half a microsecond.
  return {
    subject,
    legacyId: account.legacyId,
    name: names.name,
    givenName: names.givenName,
    familyName: names.familyName,
    username: handles.username,
    email: handles.email,
    emailVerified: account.emailVerified,
    profileUrl: known.profileUrl ?? 'https://profile.autodesk.com',
    pictureUrl,
    pictures,
    locale: localization.locale,
    language: localization.language,
    country: localization.country,
    updatedAt: moments.updatedAt,
    createdAt: moments.createdAt,
    lastLoginAt: moments.lastLoginAt,
    twoFactor: account.twoFactor,
    backupCode: account.backupCode,
    street: known.street ?? home.street,
    city: known.city ?? home.city,
    region: known.region ?? home.region,
    postalCode: known.postalCode ?? home.postalCode,
    phone: known.phone ?? phone,
    phoneVerified: account.phoneVerified,
    ldapEnabled: account.ldapEnabled,
    ldapDomain: account.ldapDomain,
    jobTitle: work.jobTitle,
    industry: work.industry,
    industryCode: work.industryCode,
    about: work.about,
    company: work.company,
    marketingOptIn: account.marketingOptIn,
    socialAccounts: account.socialAccounts,
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

/** The id of a person without a known one: twelve capital letters and digits, for some users sixteen, as in the service. */
export function createSubject(ofPerson: Random): string {
  const random = ofPerson.fork(streams.subject);
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

// People at the limits of a profile: each case is one whole person, so that its claims stay consistent.

const names: readonly KnownOfPerson[] = [
  { givenName: "D'Arcy-Anne", familyName: "O'Connor", email: "d'arcy.o'connor@example.com" },
  { givenName: 'عائشة', familyName: 'الفارسي', locale: 'ar-EG' },
  { givenName: 'נועם', familyName: 'בן־דוד', locale: 'he-IL' },
  { givenName: 'さくら', familyName: '山田', name: '山田 さくら', locale: 'ja-JP' },
  { givenName: '子涵', familyName: '欧阳', name: '欧阳子涵', locale: 'zh-Hans-CN' },
  { givenName: 'Ольга', familyName: 'Щербакова', locale: 'uk-UA' },
  { givenName: 'அன்பு', familyName: 'செல்வன்', locale: 'ta-IN' },
  { givenName: 'Zoë 🦊', familyName: '👩‍🚀 Müller', email: 'zoe@example.net' },
  { givenName: 'Zoe', familyName: 'Plus', email: 'zoe+aps+test@example.com', username: 'zoe+aps+test' },
  { givenName: 'X', familyName: '', name: 'X', email: 'x@example.org', username: 'x' },
  { givenName: 'José María de los Ángeles', familyName: 'Ruiz y Picasso', email: `${'a'.repeat(64)}@example.com` },
  { givenName: 'Null', familyName: 'Undefined', name: 'Null Undefined', email: 'null@example.com' },
  { givenName: 'e\u0301milie', familyName: 'Nguyễn', email: longestEmail(), locale: 'es-419' },
];

// 64 octets before the @ and 254 in all are the longest that can be delivered (RFC 5321 section 4.5.3.1).
function longestEmail(): string {
  const labels = `${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(49)}`;
  return `${'a'.repeat(64)}@${labels}.example.com`;
}

const moments: readonly KnownOfPerson[] = [
  { createdAt: 0, updatedAt: 0, lastLoginAt: 0 },
  { createdAt: 951_782_400, updatedAt: 951_868_799, lastLoginAt: 1_709_164_800 },
  { createdAt: 1_483_228_799, updatedAt: 2_147_483_647, lastLoginAt: 2_147_483_647 },
  { createdAt: 2_147_483_648, updatedAt: 4_102_444_800, lastLoginAt: 4_102_444_800 },
  { createdAt: 0, updatedAt: 253_402_300_799, lastLoginAt: 253_402_300_799 },
];

const places: readonly KnownOfPerson[] = [
  {},
  { street: '', city: '', region: '', postalCode: '' },
  { street: 'line 1\nline 2\nline 3\nline 4\n', city: 'Å', region: '', postalCode: '0' },
  { city: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch', region: 'Ynys Môn / Anglesey' },
  { street: 'شارع التحرير ١٢\n', city: 'القاهرة', region: '東京都', postalCode: '00000-0000' },
  { city: "L'Haÿ-les-Roses", region: 'Provence-Alpes-Côte d’Azur', postalCode: '' },
];

const flags: readonly KnownOfPerson[] = [
  { ldapEnabled: false, ldapDomain: null, twoFactor: false, backupCode: false },
  { ldapEnabled: true, ldapDomain: `${'x'.repeat(63)}.${'y'.repeat(63)}.example`, twoFactor: true, backupCode: true },
  { emailVerified: false, phoneVerified: false, marketingOptIn: false },
  { emailVerified: true, phoneVerified: true, marketingOptIn: true },
  {},
];

const texts: readonly KnownOfPerson[] = [
  {},
  { about: '', jobTitle: '', company: '' },
  { about: 'Tab\there, "quotes", back\\slash, <b>&amp;</b>, \u2028 and a null \\u0000 that is text.' },
  { about: 'مرحبا، English inside, 123, ثم العربية مرة أخرى.', company: '\u200fشركة البناء' },
  { about: '👨‍👩‍👧‍👦🏳️‍🌈 e\u0301 ≠ é', company: 'Smith & Sons + Co.', jobTitle: "L'architecte d’intérieur" },
];

/** One case of each kind; seeds give different combinations. */
function boundaryCase(random: Random): KnownOfPerson {
  const groups = [names, moments, places, flags, texts];
  return Object.assign({}, ...groups.map(group => random.pick(group)));
}
