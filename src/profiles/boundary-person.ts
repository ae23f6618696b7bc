// People at the limits of a profile: each case is one whole person, so that its claims stay consistent.

import type { KnownOfPerson } from './person.ts';
import type { Random } from './random.ts';

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
export function boundaryCase(random: Random): KnownOfPerson {
  const groups = [names, moments, places, flags, texts];
  return Object.assign({}, ...groups.map(group => random.pick(group)));
}
