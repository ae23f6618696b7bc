// The table of options: type, bounds, default and meaning. Over 250 lines: one table, from which config, checks, environment
// variables, flags, the config file, its JSON Schema and the table in the docs derive.

import type { PersonaName, ScenarioName } from '../base/names.gen.ts';

/** In the order of help. */
const table = {
  /** Name or address to listen on. Default `127.0.0.1`. */
  host: {
    group: 'Server',
    type: 'text',
    pattern: '^[A-Za-z0-9._:%-]+$',
    expected: 'a host name or an IP address, without brackets or port',
    default: '127.0.0.1',
    description: 'host name or address to listen on',
  },
  /** Port to listen on; 0 picks a free one. Default 4010. */
  port: {
    group: 'Server',
    type: 'integer',
    minimum: 0,
    maximum: 65_535,
    default: 4010,
    short: 'p',
    description: 'port to listen on; 0 picks a free one',
  },
  /** Public base URL, as browsers see it, without a slash at the end; undefined uses the URL of the request. */
  publicUrl: {
    group: 'Server',
    type: 'text',
    pattern: '^https?://[\\w.:[\\]-]+(/[\\w.~-]+)*$',
    expected: 'a URL such as http://localhost:4010, without a slash at the end',
    default: undefined,
    defaultText: 'the URL of the request',
    description: 'public base URL, as browsers see it',
  },
  /** Whether to trust `X-Forwarded-Proto` and `X-Forwarded-Host`. Default false. */
  trustProxy: {
    group: 'Server',
    type: 'boolean',
    default: false,
    description: 'trust the X-Forwarded-Proto and X-Forwarded-Host headers',
  },
  /** File written once the server listens, and removed at exit; undefined writes none. */
  readyFile: {
    group: 'Server',
    type: 'path',
    default: undefined,
    defaultText: 'none',
    description: 'file written when the server listens and removed at exit',
  },
  /** Processes that answer on the port. Default 1. */
  workers: {
    group: 'Server',
    type: 'integer',
    minimum: 1,
    maximum: 64,
    default: 1,
    description: 'processes that answer on the port; --store shares their sessions',
  },
  /** Whether to reload the document when its files change. Default false. */
  watch: {
    group: 'Server',
    type: 'boolean',
    default: false,
    description: 'reload the document when its files change',
  },
  /** Least severe level to log. Default `info`; `debug` logs each request. */
  logLevel: {
    group: 'Server',
    type: 'choice',
    choices: ['silent', 'error', 'warn', 'info', 'debug'],
    default: 'info',
    description: 'least severe level to log',
  },
  /** Whether to answer https, beside http on the same port, with a certificate of a local CA. Default false. */
  tls: {
    group: 'TLS',
    type: 'boolean',
    default: false,
    description: 'answer https as well as http, with a certificate of a local CA',
  },
  /** PEM certificate to use instead; implies `tls`. */
  tlsCert: {
    group: 'TLS',
    type: 'path',
    default: undefined,
    defaultText: 'one of the local CA',
    description: 'PEM certificate to use instead, with its chain; implies --tls',
  },
  /** PEM private key of `tlsCert`. */
  tlsKey: {
    group: 'TLS',
    type: 'path',
    default: undefined,
    defaultText: 'that of the local certificate',
    description: 'PEM private key of --tls-cert',
  },
  /** Further host names and addresses of the certificate; any implies `tls`. */
  tlsName: {
    group: 'TLS',
    type: 'texts',
    default: [],
    description: 'further names in the certificate, beside localhost, 127.0.0.1, ::1 and the host name',
  },
  /** Folder that keeps the local CA, so that clients can trust it once; undefined makes another CA at each start; implies `tls`. */
  tlsFolder: {
    group: 'TLS',
    type: 'path',
    default: undefined,
    defaultText: 'a new CA at each start',
    description: 'folder that keeps the local CA, as ca.pem and ca-key.pem',
  },
  /** First of four ports with TLS faults: expired, wrong host, self-signed, closed; 0 picks free ones; implies `tls`. */
  tlsFaultPort: {
    group: 'TLS',
    type: 'integer',
    minimum: 0,
    maximum: 65_532,
    default: undefined,
    defaultText: 'none',
    description: 'first of 4 ports with TLS faults: expired, wrong host, self-signed, closed',
  },
  /** OpenAPI document to serve, YAML or JSON; undefined is the built-in one. */
  spec: {
    group: 'Content',
    type: 'path',
    default: undefined,
    defaultText: 'the built-in document',
    description: 'OpenAPI 3.0, 3.1 or 3.2 document to serve, YAML or JSON',
  },
  /** Operation that reads the profile, as `GET:/v1/me` or an operationId; undefined: see `requireProfileOperation`. */
  operation: {
    group: 'Content',
    type: 'text',
    pattern: '.',
    expected: 'an operation such as GET:/v1/me, or an operationId',
    default: undefined,
    defaultText: 'x-userinfo: true, else a path that ends in userinfo',
    description: 'operation that reads the profile',
  },
  /** Values of path parameters of that operation, by name. Default: an example, or made from the schema. */
  pathParam: {
    group: 'Content',
    type: 'map',
    default: {},
    description: 'path parameters of that operation, as name=value; repeatable',
  },
  /** What stands before the paths of the document, `/` for nothing; undefined is every path of its `servers`. */
  basePath: {
    group: 'Content',
    type: 'text',
    pattern: '^/',
    expected: 'a path such as /auth/v2, or / for none',
    default: undefined,
    defaultText: "the paths of the document's servers",
    description: 'path before those of the document, which answers beside them',
  },
  /** Whether to reject a document for any problem, also in parts that are not served. Default false. */
  strictDocument: {
    group: 'Content',
    type: 'boolean',
    default: false,
    description: 'reject a document for any problem, even in parts not served',
  },
  /** Where `nullable: true` allows null: by OpenAPI 3.0.3, or everywhere. Default `standard`. */
  nullable: {
    group: 'Content',
    type: 'choice',
    choices: ['standard', 'wide'],
    default: 'standard',
    description: 'where "nullable: true" allows null: beside "type" only, or everywhere',
  },
  /** Version of the built-in document. Default `v1`, as discovery and the SDKs still use it. */
  profileApi: {
    group: 'Content',
    type: 'choice',
    choices: ['v1', 'v2'],
    default: 'v1',
    description: 'built-in document: v1 needs no scope, v2 needs openid and gives claims by scope',
  },
  /** Files and folders of personas, in addition to the built-in ones. */
  personas: {
    group: 'Content',
    type: 'paths',
    default: [],
    description: 'persona files or folders, in addition to the built-in ones',
  },
  /** Files and folders of scenarios, in addition to the built-in ones. */
  scenarios: {
    group: 'Content',
    type: 'paths',
    default: [],
    description: 'scenario files or folders, in addition to the built-in ones',
  },
  /** Whether personas and scenarios that do not fit the document are left out, with a warning each, instead of refused. Default false. */
  skipUnfit: {
    group: 'Content',
    type: 'boolean',
    default: false,
    description: 'leave out personas and scenarios that do not fit the document',
  },
  /** Seed for generated profiles: another seed gives other people. Default ''. */
  seed: {
    group: 'Content',
    type: 'text',
    default: '',
    description: 'seed for generated profiles',
  },
  /** Default profile variant. Default `documented`. */
  variant: {
    group: 'Content',
    type: 'choice',
    choices: ['documented', 'sdk', 'minimal', 'maximal', 'boundary', 'additive', 'respelled', 'drifted'],
    default: 'documented',
    description: 'default profile variant',
  },
  /** Default faker locale, for personas without their own. Default `en`. */
  locale: {
    group: 'Content',
    type: 'text',
    pattern: '^[A-Za-z]{2,3}([_-][A-Za-z]+)*$',
    expected: 'a faker locale such as "de" or "pt_BR"',
    default: 'en',
    description: 'default faker locale',
  },
  /** Picture URLs. Default `served`: this server's own, signed and short-lived, with a PNG for each. */
  pictures: {
    group: 'Content',
    type: 'choice',
    choices: ['served', 'autodesk'],
    default: 'served',
    description: "picture URLs: served by this server, or Autodesk's own",
  },
  /** Default scenario; undefined gives a valid profile. */
  scenario: {
    group: 'Responses',
    type: 'text',
    names: 'scenario',
    pattern: '.',
    expected: 'the name of a scenario, status, example or variant',
    default: undefined,
    defaultText: 'a valid profile',
    description: 'default scenario',
  },
  /** Delay of every API response, in milliseconds. Default 0. */
  delayMs: {
    group: 'Responses',
    type: 'integer',
    minimum: 0,
    maximum: 3_600_000,
    default: 0,
    description: 'delay of every API response, in milliseconds',
  },
  /** Format of error bodies. Default `gateway`. */
  errorStyle: {
    group: 'Responses',
    type: 'choice',
    choices: ['gateway', 'documented', 'oauth'],
    default: 'gateway',
    description: 'format of error bodies',
  },
  /** Whether to send `WWW-Authenticate` with 401 and 403 (RFC 6750 section 3). Default: only with `errorStyle` `oauth`. */
  wwwAuthenticate: {
    group: 'Responses',
    type: 'boolean',
    default: undefined,
    defaultText: 'on only with errorStyle oauth',
    description: 'send WWW-Authenticate (RFC 6750) with 401 and 403',
  },
  /** Whether to allow cross-origin requests to the API (never to the admin API). Default true. */
  cors: {
    group: 'Responses',
    type: 'boolean',
    default: true,
    description: 'allow cross-origin requests to the API (never to the admin API)',
  },
  /** Whether to send `X-Mock-Decision`, `Preference-Applied` and `Vary: Prefer`. Default true. */
  explain: {
    group: 'Responses',
    type: 'boolean',
    default: true,
    description: 'send X-Mock-Decision, Preference-Applied and Vary: Prefer',
  },
  /** Whether to repeat the `X-Correlation-Id` of the request. Default false. */
  echoCorrelationId: {
    group: 'Responses',
    type: 'boolean',
    default: false,
    description: 'repeat the X-Correlation-Id of the request in the response',
  },
  /** Whether authentication comes before `Prefer`, as in Prism. Default false. */
  prismCompat: {
    group: 'Responses',
    type: 'boolean',
    default: false,
    description: 'authenticate before reading Prefer, as Prism does',
  },
  /** Whether a request without a token gets 401; else it reads the profile of an anonymous person. Default true. */
  auth: {
    group: 'Tokens',
    type: 'boolean',
    default: true,
    description: 'answer 401 without a token; off: with the profile of an anonymous person',
  },
  /** Whether a token without the scheme `Bearer` is taken. Default `lenient`, as the service seems to. */
  bearer: {
    group: 'Tokens',
    type: 'choice',
    choices: ['lenient', 'strict'],
    default: 'lenient',
    description: 'strict: a token without "Bearer" gets a 401',
  },
  /** Accepted tokens. Default `any`. */
  tokens: {
    group: 'Tokens',
    type: 'choice',
    choices: ['any', 'known'],
    default: 'any',
    description: 'known: accept only mock.* tokens, tokens from the login, and knownTokens',
  },
  /**
   * Persona by token, with scopes as in a mock token: `alice`, `alice~openid`. Has no prototype, so any token can be looked
   * up. Default empty.
   */
  knownTokens: {
    group: 'Tokens',
    type: 'map',
    secret: true,
    default: {},
    description: 'map of token to persona, with scopes as in a mock token (alice~openid)',
  },
  /** Scopes that a JWT must have, else 403; other tokens have none, and pass. Default none. */
  requireScope: {
    group: 'Tokens',
    type: 'texts',
    default: [],
    description: 'scopes that a JWT must have; otherwise 403',
  },
  /** File of the applications that may log in; undefined allows any. */
  clients: {
    group: 'Login',
    type: 'path',
    default: undefined,
    defaultText: 'any client may log in',
    description: 'file of the applications that may log in (YAML or JSON)',
  },
  /** Persona, or `~name` for a stranger, that logs in without a page; undefined shows the login page. */
  autoLogin: {
    group: 'Login',
    type: 'text',
    names: 'persona',
    pattern: '^~?[^~]+$',
    expected: 'the name of a persona, or ~name for a stranger',
    default: undefined,
    defaultText: 'the login page',
    description: 'persona that logs in without the login page',
  },
  /** Whether to reject or ignore scopes that APS does not have. Default `refuse`. */
  unknownScopes: {
    group: 'Login',
    type: 'choice',
    choices: ['refuse', 'ignore'],
    default: 'refuse',
    description: 'ignore: drop scopes that APS does not have, such as profile and email',
  },
  /** Whether the authorize endpoint asks for `nonce` wherever `openid` is a scope. Default false; the pages differ. */
  requireNonce: {
    group: 'Login',
    type: 'boolean',
    default: false,
    description: 'reject a login with the scope openid and no nonce',
  },
  /** Milliseconds for which a used refresh token works again. Default 0: one use. */
  refreshGraceMs: {
    group: 'Login',
    type: 'integer',
    minimum: 0,
    maximum: 60_000,
    default: 0,
    description: 'milliseconds in which a used refresh token still works; APS was seen with about 50',
  },
  /** What a used refresh token does beside its 400. Default `reject`: nothing, what it was exchanged for stays good. */
  refreshReuse: {
    group: 'Login',
    type: 'choice',
    choices: ['reject', 'revoke-family'],
    default: 'reject',
    description: 'used refresh token: reject it, or also revoke every token of its login',
  },
  /** What revoking an access token ends. Default `token`; a refresh token always ends its login. */
  revocation: {
    group: 'Login',
    type: 'choice',
    choices: ['token', 'login'],
    default: 'token',
    description: 'what revoking an access token ends: that token, or all tokens of its login',
  },
  /** JWK Set of private RSA keys that sign tokens, the current one first; undefined has one made. */
  signingKeys: {
    group: 'Login',
    type: 'path',
    default: undefined,
    defaultText: 'a new key at each start',
    description: 'JWK Set of private RSA keys that sign tokens; the first one signs',
  },
  /** Whether discovery adds the names of Autodesk's pages: `revoke_endpoint`, `introspect_endpoint`. Default false. */
  discoveryAliases: {
    group: 'Login',
    type: 'boolean',
    default: false,
    description: "add the endpoint names of Autodesk's pages to the discovery document",
  },
  /** File of the secure service accounts that sessions start with; false takes service accounts and their grant away. */
  serviceAccounts: {
    group: 'Login',
    type: 'path',
    canBeOff: true,
    default: undefined,
    defaultText: 'on, and none exist',
    description: 'file of secure service accounts (YAML or JSON), or off: no accounts and no jwt-bearer',
  },
  /** Whether assertions need the audience of the live service. Default false: the token URL of this server is right, too. */
  strictAud: {
    group: 'Login',
    type: 'boolean',
    default: false,
    description: "reject assertions whose aud is this server's token URL instead of the live one",
  },
  /** Whether an assertion whose `jti` was exchanged before is rejected. Default false: no page says so. */
  rejectReplayedJti: {
    group: 'Login',
    type: 'boolean',
    default: false,
    description: 'reject an assertion whose jti was exchanged before',
  },
  /** Scopes and grants in the discovery document. Default `seen`, as seen live; `all` has every documented one. */
  discoveryScopes: {
    group: 'Login',
    type: 'choice',
    choices: ['seen', 'all'],
    default: 'seen',
    description: 'scopes and grants in the discovery document: as seen live, or every documented one',
  },
  /** Calls per window, 0 for no limit; undefined uses the document's `x-rate-limit`. */
  rateLimit: {
    group: 'Rate limit',
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000_000,
    default: undefined,
    defaultText: "the document's, 500",
    description: 'calls per window; 0 disables the limit',
  },
  /** Length of a window in seconds; undefined uses the document's `x-rate-limit`. */
  rateLimitWindowSeconds: {
    group: 'Rate limit',
    type: 'integer',
    minimum: 1,
    maximum: 86_400,
    default: undefined,
    defaultText: "the document's, 60",
    description: 'length of the rate limit window, in seconds',
  },
  /** What each rate limit window counts. Default `client`. */
  rateLimitKey: {
    group: 'Rate limit',
    type: 'choice',
    choices: ['client', 'token', 'session'],
    default: 'client',
    description: 'what each rate limit window counts',
  },
  /** Responses with rate limit headers: successes as documented, also errors of a known caller, or none. Default `success`. */
  rateLimitHeaders: {
    group: 'Rate limit',
    type: 'choice',
    choices: ['success', 'all', 'off'],
    default: 'success',
    description: 'responses with rate limit headers: successes, all of a known caller, or none',
  },
  /** Format of `X-Rate-Limit-Reset`: seconds since the Unix epoch, or ISO 8601 in UTC. Default `seconds`; undocumented. */
  rateLimitReset: {
    group: 'Rate limit',
    type: 'choice',
    choices: ['seconds', 'iso'],
    default: 'seconds',
    description: 'format of X-Rate-Limit-Reset: Unix time in seconds, or ISO 8601',
  },
  /** Calls per window of one person over all applications, with its own headers; undefined means no such limit. */
  userRateLimit: {
    group: 'Rate limit',
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000_000,
    default: undefined,
    defaultText: 'none',
    description: 'calls per window of one person over all applications',
  },
  /** What a stop says of requests that nothing serves, and of scenarios queued with `once` and not used. Default `off`. */
  onUnexpected: {
    group: 'Sessions and admin API',
    type: 'choice',
    choices: ['off', 'warn', 'error'],
    default: 'off',
    description: 'report requests that nothing serves and unused once scenarios at the end',
  },
  /** Requests kept in each session's journal. Default 1000. */
  journalSize: {
    group: 'Sessions and admin API',
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    default: 1000,
    description: "requests kept in each session's journal",
  },
  /** Memory of all journals together, in bytes; beyond it the oldest entries go. Default 64 MiB. */
  journalBytes: {
    group: 'Sessions and admin API',
    type: 'integer',
    minimum: 65_536,
    maximum: 1_099_511_627_776,
    default: 67_108_864,
    description: 'memory of all journals together in bytes; the oldest entries are removed first',
  },
  /** Maximum number of sessions; the least recently used is removed first. Default 1000. */
  maxSessions: {
    group: 'Sessions and admin API',
    type: 'integer',
    minimum: 1,
    maximum: 100_000,
    default: 1000,
    description: 'maximum number of sessions; the least recently used is removed first',
  },
  /** Seconds after which an unused session expires. Default 600. */
  sessionIdleSeconds: {
    group: 'Sessions and admin API',
    type: 'integer',
    minimum: 1,
    maximum: 604_800,
    default: 600,
    description: 'seconds after which an unused session expires',
  },
  /** Valkey or Redis server that replicas share sessions on; undefined keeps them in the process. */
  store: {
    group: 'Sessions and admin API',
    type: 'text',
    secret: true,
    pattern: '^(redis|rediss|valkey|valkeys)://[^\\s]+$',
    expected: 'a URL such as redis://127.0.0.1:6379',
    default: undefined,
    defaultText: 'memory',
    description: 'URL of a Valkey or Redis server on which replicas share sessions',
  },
  /** What every key on the store begins with. */
  storePrefix: {
    group: 'Sessions and admin API',
    type: 'text',
    pattern: '^[^\\s{}]+$',
    expected: 'text without spaces and braces',
    default: 'aps-userinfo:',
    description: 'what every key on the store begins with',
  },
  /** Whether to serve the admin API. Default: on loopback, and otherwise only with `adminToken`. */
  admin: {
    group: 'Sessions and admin API',
    type: 'boolean',
    default: undefined,
    defaultText: 'on for a loopback host or with adminToken',
    description: 'serve the admin API at /__admin',
  },
  /** Bearer token that the admin API requires; undefined requires none. */
  adminToken: {
    group: 'Sessions and admin API',
    type: 'text',
    secret: true,
    pattern: '^[A-Za-z0-9\\-._~+/]+=*$',
    expected: 'a bearer token: letters, digits and any of - . _ ~ + /',
    default: undefined,
    defaultText: 'none',
    description: 'bearer token that the admin API requires',
  },
} as const;

type Table = typeof table;

export type OptionName = keyof Table;

/** The configuration: plain data, frozen. Names have units. */
export type Config = {
  readonly [Name in OptionName]: Value<Table[Name]> | (Table[Name] extends UnsetRow ? undefined : never);
};

/** Options of a caller; a missing or undefined option has its default. */
export type Options = { readonly [Name in OptionName]?: Config[Name] | undefined };

/** A default of undefined stays undefined, except for a switch, whose default depends on other options. */
type UnsetRow = { readonly default: undefined; readonly type: Exclude<Option['type'], 'boolean'> };

type Value<Row> = Row extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : Row extends { readonly canBeOff: true }
    ? string | false
    : Row extends { readonly names: keyof Names }
      ? Names[Row['names']]
      : Row extends { readonly type: keyof Values }
        ? Values[Row['type']]
        : never;

interface Names {
  readonly persona: PersonaName;
  readonly scenario: ScenarioName;
}

interface Values {
  readonly text: string;
  readonly path: string;
  readonly integer: number;
  readonly boolean: boolean;
  readonly texts: readonly string[];
  readonly paths: readonly string[];
  readonly map: Readonly<Record<string, string>>;
}

export const optionTable: Readonly<Record<OptionName, Option>> = table;

/** In the order of the table. */
export const optionNames: readonly OptionName[] = Object.keys(optionTable) as OptionName[];

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(optionTable, name);
}

/** Whether an option has a flag `--no-...`. */
export function canBeOff(option: Option): boolean {
  return option.type === 'boolean' || (option.type === 'path' && option.canBeOff === true);
}

/** `rateLimit` -> `--rate-limit`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}

/** `rateLimit` -> `APS_USERINFO_RATE_LIMIT`. */
export function variableOf(name: string): string {
  return `APS_USERINFO_${name.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`;
}

/** Headings in their order. */
export type Group =
  | 'Server'
  | 'TLS'
  | 'Content'
  | 'Responses'
  | 'Tokens'
  | 'Login'
  | 'Rate limit'
  | 'Sessions and admin API';

interface Described {
  /** Heading in help and docs. */
  readonly group: Group;
  /** One line for help, docs and the JSON Schema. */
  readonly description: string;
  /** Description of the default, if it is not a plain value. */
  readonly defaultText?: string;
  /** One-letter flag. */
  readonly short?: string;
  /** Must not appear in messages. */
  readonly secret?: true;
}

/** A string that matches `pattern`, if given; `expected` describes it. */
export interface TextOption extends Described {
  readonly type: 'text' | 'path';
  /** Source of a regular expression. */
  readonly pattern?: string;
  readonly expected?: string;
  /** Kind of name: editors complete the built-in ones. */
  readonly names?: keyof Names;
  /** Whether `false` is a value as well, `--no-...` as a flag. */
  readonly canBeOff?: true;
  readonly default: string | undefined;
}

export interface IntegerOption extends Described {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number | undefined;
}

export interface BooleanOption extends Described {
  readonly type: 'boolean';
  readonly default: boolean | undefined;
}

export interface ChoiceOption extends Described {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

/** Strings: repeated or comma-separated as a flag, comma-separated in the environment. */
export interface ListOption extends Described {
  readonly type: 'texts' | 'paths';
  readonly default: readonly string[];
}

/** Texts by text: `name=value` as a repeatable flag, unless it is secret; not in the environment. */
export interface MapOption extends Described {
  readonly type: 'map';
  readonly default: Readonly<Record<string, string>>;
}

export type Option = TextOption | IntegerOption | BooleanOption | ChoiceOption | ListOption | MapOption;

/** The rule of a value, without its description. */
export type Rule = RuleOf<Option>;
type RuleOf<Row extends Option> = Row extends Option ? Omit<Row, 'group' | 'description' | 'default'> : never;
