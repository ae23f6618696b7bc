// Claims side by side: in groups by what they say about a person, with what differs marked.

export interface Claim {
  readonly name: string;
  readonly description: string;
  /** Requirements in words. */
  readonly form: string;
  readonly types: readonly string[];
  readonly required: boolean;
  /** Any of them gives the claim; empty for all. */
  readonly scopes: readonly string[];
  readonly values?: readonly unknown[];
  readonly format?: string;
  /** What it says about the person (x-person). */
  readonly attribute?: string;
  readonly example?: unknown;
  readonly deprecated: boolean;
}

export interface DocumentBrief {
  readonly title: string;
  readonly version: string;
  readonly specVersion: string;
  readonly description: string;
  readonly operations: readonly {
    readonly operationId: string;
    readonly method: string;
    readonly path: string;
    readonly summary: string;
    readonly description: string;
    readonly scopes: readonly string[];
    readonly isProfile: boolean;
    readonly unserved?: string;
    readonly responses: readonly {
      readonly status: string;
      readonly description: string;
      readonly examples: readonly { readonly name: string; readonly summary: string; readonly value: unknown }[];
    }[];
  }[];
  readonly claims: readonly Claim[];
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly file: string;
    readonly pointer: string;
  }[];
}

export interface Profile {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly withheld: readonly string[];
  readonly picture?: string;
  readonly driftedAt?: string;
}

/** By the attributes of a person in the document, which decides their names. */
const groups: readonly (readonly [title: string, attributes: readonly string[]])[] = [
  ['Identity', ['subject', 'legacyId', 'name', 'givenName', 'familyName', 'username', 'profileUrl']],
  [
    'Contact',
    ['email', 'emailVerified', 'phone', 'phoneVerified', 'country', 'street', 'city', 'region', 'postalCode'],
  ],
  ['Work', ['jobTitle', 'industry', 'industryCode', 'company', 'about']],
  ['Language', ['locale', 'language']],
  ['Account', ['twoFactor', 'backupCode', 'ldapEnabled', 'ldapDomain', 'marketingOptIn', 'socialAccounts']],
  ['Dates', ['createdAt', 'updatedAt', 'lastLoginAt']],
  ['Pictures', ['pictureUrl', 'pictures']],
];

export interface ComparedRow {
  readonly name: string;
  readonly claim: Claim | undefined;
  /** JSON of the value in each profile; undefined where it lacks the claim. */
  readonly values: readonly (string | undefined)[];
  /** Whether each differs from the first profile. */
  readonly differs: readonly boolean[];
}

export interface ComparedGroup {
  readonly title: string;
  readonly rows: readonly ComparedRow[];
}

/** All claims of the profiles and of the document; a group without any is left out. */
export function compareProfiles(
  claims: readonly Claim[],
  profiles: readonly (Profile | undefined)[],
): readonly ComparedGroup[] {
  const names = new Set([
    ...claims.map(({ name }) => name),
    ...profiles.flatMap(profile => Object.keys(profile?.claims ?? {})),
  ]);
  const known = new Map(claims.map(claim => [claim.name, claim]));
  const titles = [...groups.map(([title]) => title), 'Other', 'Undocumented'];
  const rows = [...names].map(name => rowOf(name, known.get(name), profiles));
  return titles
    .map(title => ({ title, rows: rows.filter(({ claim }) => groupOf(claim) === title) }))
    .filter(group => group.rows.length > 0);
}

function rowOf(name: string, claim: Claim | undefined, profiles: readonly (Profile | undefined)[]): ComparedRow {
  const values = profiles.map(profile => JSON.stringify(profile?.claims[name]));
  return { name, claim, values, differs: values.map(value => value !== values[0]) };
}

export function groupOf(claim: Claim | undefined): string {
  if (claim === undefined) return 'Undocumented';
  return groups.find(([, attributes]) => attributes.includes(claim.attribute ?? ''))?.[0] ?? 'Other';
}

/** Every scope that gives a claim, in order of first use. */
export function scopesIn(claims: readonly Claim[]): readonly string[] {
  return [...new Set(claims.flatMap(({ scopes }) => scopes))];
}
