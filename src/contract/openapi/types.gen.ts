// Generated from spec/userinfo.yaml by `npm run fix`. Do not edit: change the document and generate again.

/**
 * The body of an error, in any of the three shapes that are known of APS.
 */
export type ErrorBody = GatewayError | DocumentedError | OAuthError;

/**
 * Every schema of the document by its name.
 */
export interface Schemas {
  UserInfo: UserInfo;
  Address: Address;
  SocialAccount: SocialAccount;
  UserThumbnails: UserThumbnails;
  Thumbnails: Thumbnails;
  ErrorBody: ErrorBody;
  GatewayError: GatewayError;
  DocumentedError: DocumentedError;
  OAuthError: OAuthError;
  QuotaError: QuotaError;
}
/**
 * The profile of the person who signed in. Only `sub` can be relied on; further members may appear at any time.
 */
export interface UserInfo {
  /**
   * Identifies the person within APS, for good. Twelve or sixteen capital letters and digits.
   */
  sub: string;
  /**
   * The whole name, ready for display.
   */
  name?: string;
  /**
   * The first or given name or names.
   */
  given_name?: string;
  /**
   * The family name or names; empty for people who have one name only.
   */
  family_name?: string;
  /**
   * The name to address the person by. Neither unique nor stable.
   */
  preferred_username?: string;
  /**
   * The e-mail address; see `email_verified` before relying on it.
   */
  email?: string;
  /**
   * Whether the person has proved that the e-mail address is theirs.
   */
  email_verified?: boolean;
  /**
   * Address of a web page about the person.
   */
  profile?: string;
  /**
   * Address of the profile picture.
   */
  picture?: string;
  /**
   * Language and country of the person's settings as a BCP 47 tag, mostly of the form `en-US`.
   */
  locale?: string;
  /**
   * When the profile last changed, in seconds since 1970-01-01T00:00:00Z.
   */
  updated_at?: number;
  /**
   * Whether signing in takes a second factor.
   */
  is_2fa_enabled?: boolean;
  /**
   * Whether a one-time code has been stored for the day when the second factor is lost.
   */
  is_backup_code_present?: boolean;
  /**
   * Country of the account from its creation, ISO 3166-1 alpha-2.
   */
  country_code?: string;
  address?: Address;
  /**
   * The phone number as `+<country code> <number>`, with ` #<extension>` after it where there is one.
   */
  phone_number?: string;
  /**
   * Whether the person has proved that the phone number is theirs.
   */
  phone_number_verified?: boolean;
  /**
   * Whether the person signs in through the directory (LDAP) of their organisation.
   */
  ldap_enabled?: boolean;
  /**
   * Domain of that directory; null exactly when `ldap_enabled` is false.
   */
  ldap_domain?: string | null;
  /**
   * What the person does, in their own words.
   */
  job_title?: string;
  /**
   * The branch of industry the person chose.
   */
  industry?: string;
  /**
   * Autodesk's code for that branch.
   */
  industry_code?: string;
  /**
   * What the person wrote about themselves.
   */
  about_me?: string;
  /**
   * Language the person prefers, ISO 639.
   */
  language?: string;
  /**
   * Where the person works.
   */
  company?: string;
  /**
   * When the account was created, ISO 8601 in UTC to the second.
   */
  created_date?: string;
  /**
   * When the person last signed in, ISO 8601 in UTC to the second.
   */
  last_login_date?: string;
  /**
   * The same as `sub`, save for people whose account dates from EIDM, an identity system that is gone.
   */
  eidm_guid?: string;
  /**
   * Whether the person agreed to be sent marketing.
   */
  opt_in?: boolean;
  /**
   * Accounts elsewhere that the person can sign in with; empty where there are none.
   *
   * @maxItems 20
   */
  social_userinfo_list?: SocialAccount[];
  user_thumbnails?: UserThumbnails;
  thumbnails?: Thumbnails;
}
/**
 * The postal address. Parts that are not known are empty strings.
 */
export interface Address {
  /**
   * Street, house number and whatever else precedes the town; lines end with a line feed, the last one too.
   */
  street_address?: string;
  /**
   * City, town or village.
   */
  locality?: string;
  /**
   * State, province, prefecture or county.
   */
  region?: string;
  /**
   * Postal or ZIP code.
   */
  postal_code?: string;
  /**
   * The country, seen as ISO 3166-1 alpha-2; documented as a name, so that a name is accepted.
   */
  country?: string;
}
/**
 * An account with another provider that the person can sign in with.
 */
export interface SocialAccount {
  /**
   * The person's id with that provider.
   */
  socialUserId?: string;
  /**
   * Id of the provider.
   */
  providerId?: string;
  /**
   * Name of the provider, for display.
   */
  providerName?: string;
}
/**
 * Addresses of the profile picture in ten sizes; the key says the width and height in pixels. Each address is signed
 * and good for a short while only. A person without a picture gets the addresses of a default picture.
 *
 */
export interface UserThumbnails {
  /**
   * The picture at 20 x 20 pixels.
   */
  sizeX20?: string;
  /**
   * The picture at 40 x 40 pixels.
   */
  sizeX40?: string;
  /**
   * The picture at 50 x 50 pixels.
   */
  sizeX50?: string;
  /**
   * The picture at 58 x 58 pixels.
   */
  sizeX58?: string;
  /**
   * The picture at 80 x 80 pixels.
   */
  sizeX80?: string;
  /**
   * The picture at 120 x 120 pixels.
   */
  sizeX120?: string;
  /**
   * The picture at 160 x 160 pixels.
   */
  sizeX160?: string;
  /**
   * The picture at 176 x 176 pixels.
   */
  sizeX176?: string;
  /**
   * The picture at 240 x 240 pixels.
   */
  sizeX240?: string;
  /**
   * The picture at 360 x 360 pixels.
   */
  sizeX360?: string;
  [k: string]: string | undefined;
}
/**
 * @deprecated
 * The older map of the same ten pictures, with addresses that need no signature. Autodesk advises to read
 * `user_thumbnails` instead, while its official SDKs know this one only.
 *
 */
export interface Thumbnails {
  /**
   * The picture at 20 x 20 pixels.
   */
  sizeX20?: string;
  /**
   * The picture at 40 x 40 pixels.
   */
  sizeX40?: string;
  /**
   * The picture at 50 x 50 pixels.
   */
  sizeX50?: string;
  /**
   * The picture at 58 x 58 pixels.
   */
  sizeX58?: string;
  /**
   * The picture at 80 x 80 pixels.
   */
  sizeX80?: string;
  /**
   * The picture at 120 x 120 pixels.
   */
  sizeX120?: string;
  /**
   * The picture at 160 x 160 pixels.
   */
  sizeX160?: string;
  /**
   * The picture at 176 x 176 pixels.
   */
  sizeX176?: string;
  /**
   * The picture at 240 x 240 pixels.
   */
  sizeX240?: string;
  /**
   * The picture at 360 x 360 pixels.
   */
  sizeX360?: string;
  [k: string]: string | undefined;
}
/**
 * An error as the API gateway was seen to answer it.
 */
export interface GatewayError {
  /**
   * What went wrong, for a developer.
   */
  developerMessage: string;
  /**
   * Address of the page that explains the codes.
   */
  moreInfo: string;
  /**
   * The code that programs compare, such as `AUTH-006`.
   */
  errorCode?: string;
}
/**
 * An error as Autodesk's guide to error handling prints it; note the space in `more info`.
 */
export interface DocumentedError {
  /**
   * What went wrong, for a developer.
   */
  developerMessage: string;
  /**
   * A message for the end user; a single space in the guide.
   */
  userMessage?: string;
  /**
   * The code that programs compare, such as `AUTH-006`.
   */
  errorCode?: string;
  /**
   * Address of the page that explains the codes.
   */
  'more info': string;
}
/**
 * An error in the words of OAuth 2.0, as the token endpoint of APS answers and RFC 6750 names the cases.
 */
export interface OAuthError {
  /**
   * The code that programs compare.
   */
  error: string;
  /**
   * What went wrong, for a developer.
   */
  error_description?: string;
}
/**
 * The whole body of an answer to one call too many. It carries no code.
 */
export interface QuotaError {
  /**
   * What went wrong, for a developer.
   */
  developerMessage: string;
}
/**
 * The profile of the user profile API v2: the same claims, each only with a scope that gives it.
 */
export type UserInfoV2 = UserInfo;
