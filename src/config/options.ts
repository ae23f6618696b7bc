// The one table of options: type, bounds, default and meaning. Defaults, checks, environment variables, flags, the
// config file, its published JSON Schema and README's table are all read from it.

import type { Config } from '../config.ts';
import {
  bearerModes,
  errorStyles,
  logLevels,
  type OptionOf,
  rateLimitKeys,
  tokenPolicies,
  variants,
} from './option.ts';

/** Name of an option. */
export type OptionName = keyof Config;

/** Every option, in the order in which it is shown. An option of another type than its row does not compile. */
export const optionTable: { readonly [Name in OptionName]: OptionOf<Exclude<Config[Name], undefined>> } = {
  host: {
    group: 'Server',
    type: 'text',
    pattern: /^[A-Za-z0-9._:%-]+$/,
    expected: 'a host name or an IP address, without brackets or port',
    default: '127.0.0.1',
    description: 'name or address to listen on',
  },
  port: {
    group: 'Server',
    type: 'integer',
    minimum: 0,
    maximum: 65_535,
    default: 4010,
    short: 'p',
    description: 'port to listen on; 0 takes any free one',
  },
  readyFile: {
    group: 'Server',
    type: 'path',
    default: undefined,
    defaultText: 'none',
    description: 'file written once listening, removed at exit',
  },
  watch: {
    group: 'Server',
    type: 'boolean',
    default: false,
    description: 'take up changes of the document while running',
  },
  logLevel: {
    group: 'Server',
    type: 'choice',
    choices: logLevels,
    default: 'info',
    description: 'what is logged; debug logs each request',
  },
  spec: {
    group: 'What is served',
    type: 'path',
    default: undefined,
    defaultText: 'the built-in document',
    description: 'OpenAPI 3.0 or 3.1 document to serve, YAML or JSON',
  },
  personas: {
    group: 'What is served',
    type: 'paths',
    default: [],
    description: 'files or folders of personas, beside the built-in ones',
  },
  scenarios: {
    group: 'What is served',
    type: 'paths',
    default: [],
    description: 'files or folders of scenarios, beside the built-in ones',
  },
  seed: {
    group: 'What is served',
    type: 'text',
    default: '',
    description: 'mixed into every profile: another seed, other people',
  },
  variant: {
    group: 'What is served',
    type: 'choice',
    choices: variants,
    default: 'documented',
    description: 'what profiles are like where a request does not say',
  },
  locale: {
    group: 'What is served',
    type: 'text',
    pattern: /^[A-Za-z]{2,3}([_-][A-Za-z]+)*$/,
    expected: 'a faker locale such as "de" or "pt_BR"',
    default: 'en',
    description: 'faker locale of people whose persona names none',
  },
  scenario: {
    group: 'How it answers',
    type: 'text',
    pattern: /./,
    expected: 'the name of a scenario, status, example or variant',
    default: undefined,
    defaultText: 'the ordinary answer',
    description: 'scenario of requests that ask for none',
  },
  delayMs: {
    group: 'How it answers',
    type: 'integer',
    minimum: 0,
    maximum: 3_600_000,
    default: 0,
    description: 'delay of every answer of the API, in milliseconds',
  },
  errorStyle: {
    group: 'How it answers',
    type: 'choice',
    choices: errorStyles,
    default: 'gateway',
    description: 'envelope of error bodies',
  },
  wwwAuthenticate: {
    group: 'How it answers',
    type: 'boolean',
    default: undefined,
    defaultText: 'on with errorStyle oauth only',
    description: 'send WWW-Authenticate (RFC 6750) with 401 and 403',
  },
  cors: {
    group: 'How it answers',
    type: 'boolean',
    default: true,
    description: 'let web pages of other origins read the API, never the admin API',
  },
  explain: {
    group: 'How it answers',
    type: 'boolean',
    default: true,
    description: 'send X-Mock-Decision, Preference-Applied and Vary: Prefer',
  },
  prismCompat: {
    group: 'How it answers',
    type: 'boolean',
    default: false,
    description: 'authenticate before Prefer is read, as Prism does',
  },
  bearer: {
    group: 'Tokens',
    type: 'choice',
    choices: bearerModes,
    default: 'lenient',
    description: 'strict: a token without "Bearer" is a 401',
  },
  tokens: {
    group: 'Tokens',
    type: 'choice',
    choices: tokenPolicies,
    default: 'any',
    description: 'known: only mock.* tokens and those in knownTokens',
  },
  knownTokens: {
    group: 'Tokens',
    type: 'map',
    secret: true,
    default: {},
    description: 'persona by token',
  },
  requireScope: {
    group: 'Tokens',
    type: 'texts',
    default: [],
    description: 'scopes a token must have, else 403',
  },
  rateLimit: {
    group: 'Rate limit',
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000_000,
    default: undefined,
    defaultText: "the document's, 500",
    description: 'calls per window; 0 is no limit',
  },
  rateLimitWindowSeconds: {
    group: 'Rate limit',
    type: 'integer',
    minimum: 1,
    maximum: 86_400,
    default: undefined,
    defaultText: "the document's, 60",
    description: 'length of a rate limit window, in seconds',
  },
  rateLimitKey: {
    group: 'Rate limit',
    type: 'choice',
    choices: rateLimitKeys,
    default: 'client',
    description: 'what shares one rate limit window',
  },
  journalSize: {
    group: 'Sessions and admin API',
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    default: 1000,
    description: 'requests kept in the journal of each session',
  },
  maxSessions: {
    group: 'Sessions and admin API',
    type: 'integer',
    minimum: 1,
    maximum: 100_000,
    default: 1000,
    description: 'sessions kept; the least recently used go first',
  },
  sessionIdleSeconds: {
    group: 'Sessions and admin API',
    type: 'integer',
    minimum: 1,
    maximum: 604_800,
    default: 600,
    description: 'an unused session is forgotten after so many seconds',
  },
  admin: {
    group: 'Sessions and admin API',
    type: 'boolean',
    default: undefined,
    defaultText: 'on where the host is loopback, or with adminToken',
    description: 'serve the admin API under /__admin',
  },
  adminToken: {
    group: 'Sessions and admin API',
    type: 'text',
    secret: true,
    pattern: /^[A-Za-z0-9\-._~+/]+=*$/,
    expected: 'a bearer token: letters, digits and any of - . _ ~ + /',
    default: undefined,
    defaultText: 'none',
    description: 'bearer token that the admin API asks for',
  },
};

/** Every option, in the order of the table. */
export const optionNames: readonly OptionName[] = Object.keys(optionTable) as OptionName[];

/** The name of an option: `rateLimit`. */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(optionTable, name);
}
