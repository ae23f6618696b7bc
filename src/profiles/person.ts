// The attributes of a person, with the names of `x-person`.

import type { Pictures } from './pictures.ts';

/** An account with another provider. */
export interface SocialAccount {
  readonly userId: string;
  readonly providerId: string;
  readonly providerName: string;
}

/** All attributes for `x-person`. Times are Unix seconds. */
export interface Person {
  readonly subject: string;
  readonly legacyId: string;
  readonly name: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly profileUrl: string;
  readonly pictureUrl: string;
  readonly pictures: Pictures;
  readonly locale: string;
  readonly language: string;
  readonly country: string;
  readonly updatedAt: number;
  readonly createdAt: number;
  readonly lastLoginAt: number;
  readonly twoFactor: boolean;
  readonly backupCode: boolean;
  readonly street: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly phone: string;
  readonly phoneVerified: boolean;
  readonly ldapEnabled: boolean;
  readonly ldapDomain: string | null;
  readonly jobTitle: string;
  readonly industry: string;
  readonly industryCode: string;
  readonly about: string;
  readonly company: string;
  readonly marketingOptIn: boolean;
  readonly socialAccounts: readonly SocialAccount[];
}

/** Known attributes; the others are generated. */
export type KnownOfPerson = { readonly [key in Exclude<keyof Person, 'pictures'>]?: Person[key] | undefined };

export type PersonStyle = 'ordinary' | 'full' | 'boundary';
