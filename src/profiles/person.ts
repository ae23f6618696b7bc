// The attributes of a person, in the words that a document uses in `x-person`.

import type { Pictures } from './pictures.ts';

/** An account elsewhere that the person signs in with. */
export interface SocialAccount {
  readonly userId: string;
  readonly providerId: string;
  readonly providerName: string;
}

/** Everything that a document may ask of a person with `x-person`. Moments are Unix seconds. */
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

/** What is known of a person before the rest is made up. */
export type KnownOfPerson = { readonly [key in Exclude<keyof Person, 'pictures'>]?: Person[key] | undefined };

/** An ordinary person, one who has everything, or one at the limits. */
export type PersonStyle = 'ordinary' | 'full' | 'boundary';
