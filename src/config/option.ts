// What an option can be: its type, its bounds, its default. One interface per type, and the words of each choice.

export const variants = ['documented', 'sdk', 'minimal', 'maximal', 'boundary', 'additive', 'drifted'] as const;
export const errorStyles = ['gateway', 'documented', 'oauth'] as const;
export const bearerModes = ['lenient', 'strict'] as const;
export const tokenPolicies = ['any', 'known'] as const;
export const rateLimitKeys = ['client', 'token', 'session'] as const;
export const pictureModes = ['served', 'autodesk'] as const;
export const scopePolicies = ['refuse', 'ignore'] as const;
export const rateLimitHeaders = ['success', 'all', 'off'] as const;
export const rateLimitResets = ['seconds', 'iso'] as const;
export const discoveryScopes = ['seen', 'all'] as const;
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** What a profile is like. */
export type Variant = (typeof variants)[number];
/** Envelope of error bodies: as seen on Autodesk's gateway, as its pages print it, or RFC 6750's. */
export type ErrorStyle = (typeof errorStyles)[number];
/** Whether a token without `Bearer` is taken (`lenient`) or a 401 (`strict`). */
export type BearerMode = (typeof bearerModes)[number];
/** Which tokens are accepted: any, or `mock.*`, those that the login issued, and those listed in `knownTokens`. */
export type TokenPolicy = (typeof tokenPolicies)[number];
/** What shares one rate limit window. */
export type RateLimitKey = (typeof rateLimitKeys)[number];
/** Addresses of pictures: this server's, which are answered, or Autodesk's own patterns, which lead nowhere. */
export type PictureMode = (typeof pictureModes)[number];
/** What is done about scopes that APS does not have, such as `profile` and `email`. */
export type ScopePolicy = (typeof scopePolicies)[number];
/** Which answers say what is left of the rate limit: successes as documented, errors of a known caller too, or none. */
export type RateLimitHeaders = (typeof rateLimitHeaders)[number];
/** How `X-Rate-Limit-Reset` is written: seconds since the Unix epoch, or ISO 8601 in UTC. */
export type RateLimitReset = (typeof rateLimitResets)[number];
/** Scopes in the discovery document: those that the live one lists, or every documented one. */
export type DiscoveryScopes = (typeof discoveryScopes)[number];
/** How much is logged. */
export type LogLevel = (typeof logLevels)[number];

/** Headings, in the order in which they are shown. */
export type Group =
  | 'Server'
  | 'What is served'
  | 'How it answers'
  | 'Tokens'
  | 'Login'
  | 'Rate limit'
  | 'Sessions and admin API';

/** What every option has. */
interface Described {
  /** Heading it stands under in help and README. */
  readonly group: Group;
  /** One line for help, README and the JSON Schema. */
  readonly description: string;
  /** What happens where the option is not given, if it is no plain value. */
  readonly defaultText?: string;
  /** One-letter flag. */
  readonly short?: string;
  /** Never shown in a message. */
  readonly secret?: true;
}

/** A text, which must match `pattern` where there is one; `expected` says so in words. */
export interface TextOption extends Described {
  readonly type: 'text' | 'path';
  readonly pattern?: RegExp;
  readonly expected?: string;
  readonly default: string | undefined;
}

/** A whole number between two bounds. */
export interface IntegerOption extends Described {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number | undefined;
}

/** On or off. */
export interface BooleanOption extends Described {
  readonly type: 'boolean';
  readonly default: boolean | undefined;
}

/** One of a few words. */
export interface ChoiceOption<Word extends string = string> extends Described {
  readonly type: 'choice';
  readonly choices: readonly Word[];
  readonly default: Word;
}

/** Several texts: repeated or comma-separated as a flag, comma-separated in the environment. */
export interface ListOption extends Described {
  readonly type: 'texts' | 'paths';
  readonly default: readonly string[];
}

/** Texts by text; only in the config file and in process. */
export interface MapOption extends Described {
  readonly type: 'map';
  readonly default: Readonly<Record<string, string>>;
}

/** A row of the table. */
export type Option = TextOption | IntegerOption | BooleanOption | ChoiceOption | ListOption | MapOption;

/** What a value must be, whatever is said of it. */
export type Rule = RuleOf<Option>;
type RuleOf<Row extends Option> = Row extends Option ? Omit<Row, 'group' | 'description' | 'default'> : never;

/** The row that an option with values of this type must have in the table. */
export type OptionOf<Value> = [Value] extends [boolean]
  ? BooleanOption
  : [Value] extends [number]
    ? IntegerOption
    : [Value] extends [string]
      ? string extends Value
        ? TextOption
        : ChoiceOption<Value>
      : [Value] extends [readonly string[]]
        ? ListOption
        : MapOption;
