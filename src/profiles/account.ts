// The account of a person: ids, second factor, directory, social accounts, verified claims.

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
