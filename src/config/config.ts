// Options -> Config: what a caller, the command line, the environment or a config file says becomes one frozen
// configuration, checked once, with every problem in one error.

import type { ProfileApi } from '../base/package-files.ts';
import { checkRules, type Given, readSetting, refuse, settle } from './check.ts';
import { fromFile } from './file.ts';
import { isLoopback } from './loopback.ts';
import type {
  BearerMode,
  DiscoveryScopes,
  ErrorStyle,
  LogLevel,
  PictureMode,
  RateLimitHeaders,
  RateLimitKey,
  RateLimitReset,
  Rule,
  ScopePolicy,
  TokenPolicy,
  Variant,
} from './option.ts';
import { optionNames } from './options.ts';
import { configVariable, fromEnvironment, fromFlags, fromOptions } from './sources.ts';

export type { ProfileApi } from '../base/package-files.ts';
export type {
  BearerMode,
  DiscoveryScopes,
  ErrorStyle,
  LogLevel,
  PictureMode,
  RateLimitHeaders,
  RateLimitKey,
  RateLimitReset,
  ScopePolicy,
  TokenPolicy,
  Variant,
} from './option.ts';

/** Everything that can be configured, settled: plain data, frozen. Names carry units; `README.md` has the same table. */
export interface Config {
  /** Name or address to listen on. Default `127.0.0.1`. */
  readonly host: string;
  /** Port to listen on; 0 takes any free one. Default 4010. */
  readonly port: number;
  /** OpenAPI document to serve, YAML or JSON; undefined is the built-in one. */
  readonly spec: string | undefined;
  /** Whose rules the built-in document has. Default `v1`, as discovery and the SDKs still point there. */
  readonly profileApi: ProfileApi;
  /** Files and folders of personas, beside the built-in ones. */
  readonly personas: readonly string[];
  /** Files and folders of scenarios, beside the built-in ones. */
  readonly scenarios: readonly string[];
  /** Mixed into every profile: another seed, other people. Default ''. */
  readonly seed: string;
  /** What profiles are like where a request does not say. Default `documented`. */
  readonly variant: Variant;
  /** Faker locale of people whose persona names none. Default `en`. */
  readonly locale: string;
  /** Whose addresses pictures have. Default `served`: this server's own, signed and short-lived, with a PNG behind each. */
  readonly pictures: PictureMode;
  /** Scenario of requests that ask for none; undefined is the ordinary answer. */
  readonly scenario: string | undefined;
  /** Delay of every answer of the API, in milliseconds. Default 0. */
  readonly delayMs: number;
  /** Envelope of error bodies. Default `gateway`. */
  readonly errorStyle: ErrorStyle;
  /** Whether 401 and 403 carry `WWW-Authenticate` (RFC 6750 section 3). Default: only where `errorStyle` is `oauth`. */
  readonly wwwAuthenticate: boolean;
  /** Whether a token without the scheme `Bearer` is taken. Default `lenient`, as the service seems to. */
  readonly bearer: BearerMode;
  /** Which tokens are accepted. Default `any`. */
  readonly tokens: TokenPolicy;
  /** Persona by token; has no prototype, so any token can be looked up. Default empty. */
  readonly knownTokens: Readonly<Record<string, string>>;
  /** Scopes that a JWT must have, else 403; other tokens have none, and pass. Default none. */
  readonly requireScope: readonly string[];
  /** Calls per window, 0 for no limit; undefined is the document's `x-rate-limit`. */
  readonly rateLimit: number | undefined;
  /** Length of a window in seconds; undefined is the document's `x-rate-limit`. */
  readonly rateLimitWindowSeconds: number | undefined;
  /** What shares one window. Default `client`. */
  readonly rateLimitKey: RateLimitKey;
  /** Which answers say what is left of the limit. Default `success`, as documented. */
  readonly rateLimitHeaders: RateLimitHeaders;
  /** How `X-Rate-Limit-Reset` is written. Default `seconds`; the pages show no format. */
  readonly rateLimitReset: RateLimitReset;
  /** Calls per window of one person, over all applications, with headers of its own; undefined is no such limit. */
  readonly userRateLimit: number | undefined;
  /** Whether an answer repeats the `X-Correlation-Id` of its request. Default false. */
  readonly echoCorrelationId: boolean;
  /** Whether web pages of other origins may read the API; the admin API never. Default true. */
  readonly cors: boolean;
  /** Whether answers explain themselves: `X-Mock-Decision`, `Preference-Applied`, `Vary: Prefer`. Default true. */
  readonly explain: boolean;
  /** Whether authentication comes before `Prefer`, as in Prism. Default false. */
  readonly prismCompat: boolean;
  /** Whether the admin API is served. Default: on loopback, and beyond it only with `adminToken`. */
  readonly admin: boolean;
  /** Bearer token that the admin API asks for; undefined asks for none. */
  readonly adminToken: string | undefined;
  /** Requests kept in the journal of each session. Default 1000. */
  readonly journalSize: number;
  /** Sessions kept; beyond it the least recently used is forgotten. Default 1000. */
  readonly maxSessions: number;
  /** A session unused for so many seconds is forgotten. Default 600. */
  readonly sessionIdleSeconds: number;
  /** Least important event that is logged. Default `info`; `debug` logs each request. */
  readonly logLevel: LogLevel;
  /** Whether changes of the document are taken up while running. Default false. */
  readonly watch: boolean;
  /** URL under which browsers reach the server, no slash at the end; undefined is the one that a request came to. */
  readonly publicUrl: string | undefined;
  /** Whether `X-Forwarded-Proto` and `X-Forwarded-Host` are believed. Default false. */
  readonly trustProxy: boolean;
  /** File of the applications that may log in; undefined lets any. */
  readonly clients: string | undefined;
  /** Persona, or `~name` for a stranger, that logs in without a page; undefined asks on the login page. */
  readonly autoLogin: string | undefined;
  /** What is done about scopes that APS does not have. Default `refuse`. */
  readonly unknownScopes: ScopePolicy;
  /** JWK Set of private RSA keys that sign tokens, the current one first; undefined has one made. */
  readonly signingKeys: string | undefined;
  /** Whether discovery also has the names of Autodesk's pages: `revoke_endpoint`, `introspect_endpoint`. Default false. */
  readonly discoveryAliases: boolean;
  /** Scopes in the discovery document. Default `seen`: those that the live one lists; `all` adds every documented one. */
  readonly discoveryScopes: DiscoveryScopes;
  /** File written once the server listens, and removed at exit; undefined writes none. */
  readonly readyFile: string | undefined;
}

/** What a caller may say; whatever is left out, or undefined, has its default. */
export type Options = { readonly [Name in keyof Config]?: Config[Name] | undefined };

/** Where a command takes its configuration from, strongest first. */
export interface ConfigSources {
  /** Flags by option name, as text from the command line: `{ port: '0', watch: true }`. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Config file that a flag names; else `APS_USERINFO_CONFIG` names it, else none is read. */
  readonly file?: string | undefined;
  /** Environment; only `APS_USERINFO_*` is read. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The configuration of these options. Reads neither environment nor files, and leaves paths as they are.
 *
 * @param defaults of the caller's own, before those of the table
 * @throws ERR_CONFIG_INVALID naming every unknown option and every value that an option cannot have
 */
export function resolveConfig(options: Options = {}, defaults: Options = {}): Config {
  return configOf([fromOptions(options, optionNames), fromOptions(defaults, optionNames)]);
}

/**
 * The configuration of a command: flags before environment before config file before defaults. The config file is
 * what `--config` or `APS_USERINFO_CONFIG` names; relative paths in it are relative to it.
 *
 * @throws ERR_CONFIG_INVALID naming every problem of every source, and the source
 * @throws ERR_CONFIG_UNREADABLE when the config file cannot be read or parsed
 */
export function loadConfig(sources: ConfigSources): Config {
  const { flags = {}, env = {}, file = env[configVariable] } = sources;
  return configOf([fromFlags(flags), fromEnvironment(env), file === undefined ? [] : fromFile(file)]);
}

/**
 * Checks options that are none of the server's: those of one call.
 *
 * @param table every member that the options may have
 * @throws ERR_CONFIG_INVALID naming every unknown member and every value that a member cannot have
 */
export function checkOptions<Name extends string>(options: unknown, table: Readonly<Record<Name, Rule>>): void {
  const given = fromOptions(options, Object.keys(table) as Name[]);
  const read = given.map(member => ('message' in member ? member : readSetting(member, table)));
  refuse(read.filter(result => 'message' in result));
}

function configOf(strongestFirst: readonly (readonly Given[])[]): Config {
  const said = settle(strongestFirst, checkRules);
  const { host, adminToken, errorStyle } = said;
  const config = {
    ...said,
    wwwAuthenticate: said.wwwAuthenticate ?? errorStyle === 'oauth',
    admin: said.admin ?? (isLoopback(host) || adminToken !== undefined),
  };
  return Object.freeze(config);
}
