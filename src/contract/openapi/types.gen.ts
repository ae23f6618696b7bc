// Generated from spec/userinfo.yaml by `npm run fix`. Do not edit: change the document and generate again.

/** Body of an error, in any of the three known envelopes of APS. */
export type ErrorBody = GatewayError | DocumentedError | OAuthError;

/** Every schema of the document by its name. */
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
/** The profile of the signed-in user. Only `sub` is guaranteed; new members may appear at any time. */
export interface UserInfo {
  /** Permanent identifier of the user within APS. Twelve or sixteen capital letters and digits. */
  sub: string;
  /** Full name for display. */
  name?: string;
  /** Given name or names. */
  given_name?: string;
  /** Family name or names; empty for a user with a single name. */
  family_name?: string;
  /** User name. Neither unique nor stable. */
  preferred_username?: string;
  /** Email address; check `email_verified` before you rely on it. */
  email?: string;
  /** Whether the email address is verified. */
  email_verified?: boolean;
  /** URL of the user's profile page. */
  profile?: string;
  /** URL of the profile picture. */
  picture?: string;
  /** Locale of the user's settings as a BCP 47 tag, usually of the form `en-US`. */
  locale?: string;
  /** Time of the last change of the profile, in seconds since 1970-01-01T00:00:00Z. */
  updated_at?: number;
  /** Whether two-factor authentication is on. */
  is_2fa_enabled?: boolean;
  /** Whether the user has a backup code for two-factor authentication. */
  is_backup_code_present?: boolean;
  /** Country of the account at its creation, ISO 3166-1 alpha-2. */
  country_code?: string;
  address?: Address;
  /** Phone number as `+<country code> <number>`, with ` #<extension>` if the number has one. */
  phone_number?: string;
  /** Whether the phone number is verified. */
  phone_number_verified?: boolean;
  /** Whether the user signs in through the directory (LDAP) of an organisation. */
  ldap_enabled?: boolean;
  /** Domain of the directory; null exactly when `ldap_enabled` is false. */
  ldap_domain?: string | null;
  /** Job title, as the user wrote it. */
  job_title?: string;
  /** Industry that the user chose. */
  industry?: string;
  /** Autodesk's code of the industry. */
  industry_code?: string;
  /** Text that the user wrote about themselves. */
  about_me?: string;
  /** Preferred language, ISO 639. */
  language?: string;
  /** Company of the user. */
  company?: string;
  /** Time of the account's creation, ISO 8601 in UTC to the second. */
  created_date?: string;
  /** Time of the last sign-in, ISO 8601 in UTC to the second. */
  last_login_date?: string;
  /** The same as `sub`, except for accounts from EIDM, a retired identity system. */
  eidm_guid?: string;
  /** Whether the user agreed to receive marketing. */
  opt_in?: boolean;
  /**
   * Social accounts that the user can sign in with; empty if there are none.
   *
   * @maxItems 20
   */
  social_userinfo_list?: SocialAccount[];
  user_thumbnails?: UserThumbnails;
  thumbnails?: Thumbnails;
}
/** Postal address. Unknown parts are empty strings. */
export interface Address {
  /** Street, house number and other lines before the city; each line ends with a line feed, the last one too. */
  street_address?: string;
  /** City, town or village. */
  locality?: string;
  /** State, province, prefecture or county. */
  region?: string;
  /** Postal or ZIP code. */
  postal_code?: string;
  /** Country, seen as ISO 3166-1 alpha-2; documented as a name, so a name is accepted as well. */
  country?: string;
}
/** An account with another provider that the user can sign in with. */
export interface SocialAccount {
  /** Id of the user at that provider. */
  socialUserId?: string;
  /** Id of the provider. */
  providerId?: string;
  /** Name of the provider, for display. */
  providerName?: string;
}
/**
 * URLs of the profile picture in ten sizes; the key has the width and height in pixels. Each URL is signed and expires
 * soon. A user without a picture gets the URLs of a default picture.
 *
 */
export interface UserThumbnails {
  /** The picture at 20 x 20 pixels. */
  sizeX20?: string;
  /** The picture at 40 x 40 pixels. */
  sizeX40?: string;
  /** The picture at 50 x 50 pixels. */
  sizeX50?: string;
  /** The picture at 58 x 58 pixels. */
  sizeX58?: string;
  /** The picture at 80 x 80 pixels. */
  sizeX80?: string;
  /** The picture at 120 x 120 pixels. */
  sizeX120?: string;
  /** The picture at 160 x 160 pixels. */
  sizeX160?: string;
  /** The picture at 176 x 176 pixels. */
  sizeX176?: string;
  /** The picture at 240 x 240 pixels. */
  sizeX240?: string;
  /** The picture at 360 x 360 pixels. */
  sizeX360?: string;
  [k: string]: string | undefined;
}
/**
 * @deprecated
 * The older map of the same ten pictures, with URLs that need no signature. Autodesk recommends `user_thumbnails`
 * instead, while its official SDKs have only this map.
 *
 */
export interface Thumbnails {
  /** The picture at 20 x 20 pixels. */
  sizeX20?: string;
  /** The picture at 40 x 40 pixels. */
  sizeX40?: string;
  /** The picture at 50 x 50 pixels. */
  sizeX50?: string;
  /** The picture at 58 x 58 pixels. */
  sizeX58?: string;
  /** The picture at 80 x 80 pixels. */
  sizeX80?: string;
  /** The picture at 120 x 120 pixels. */
  sizeX120?: string;
  /** The picture at 160 x 160 pixels. */
  sizeX160?: string;
  /** The picture at 176 x 176 pixels. */
  sizeX176?: string;
  /** The picture at 240 x 240 pixels. */
  sizeX240?: string;
  /** The picture at 360 x 360 pixels. */
  sizeX360?: string;
  [k: string]: string | undefined;
}
/** Error in the envelope of the API gateway, as seen at other APS endpoints. */
export interface GatewayError {
  /** Message for a developer. */
  developerMessage: string;
  /** URL of the page that explains the codes. */
  moreInfo: string;
  /** Stable error code, such as `AUTH-006`. */
  errorCode?: string;
}
/** Error in the envelope of Autodesk's error handling guide; note the space in `more info`. */
export interface DocumentedError {
  /** Message for a developer. */
  developerMessage: string;
  /** Message for the end user; a single space in the guide. */
  userMessage?: string;
  /** Stable error code, such as `AUTH-006`. */
  errorCode?: string;
  /** URL of the page that explains the codes. */
  'more info': string;
}
/** Error in the format of OAuth 2.0, with the codes of RFC 6750. */
export interface OAuthError {
  /** Stable error code. */
  error: string;
  /** Message for a developer. */
  error_description?: string;
}
/** Complete body of a 429. It has no code. */
export interface QuotaError {
  /** Message for a developer. */
  developerMessage: string;
}
/**
 * The profile of the user profile API v2: the same claims, each only with a scope that gives it.
 */
export type UserInfoV2 = UserInfo;
