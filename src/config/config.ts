// Creates the frozen configuration from a caller's options, the command line, the environment and a config file; one error
// has every problem.

import { checkRules, type Given, isLoopback, readSetting, refuse, settle } from './check.ts';
import { type Config, type Options, optionNames, type Rule } from './options.ts';
import { configVariable, fromEnvironment, fromFile, fromFlags, fromOptions } from './sources.ts';

export type { ProfileApi } from '../base/package-files.ts';
export type { Config, Options } from './options.ts';

/** Sources of a command's configuration, strongest first. */
export interface ConfigSources {
  /** Flags by option name, as text: `{ port: '0', watch: true }`. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Config file of the flag; else `APS_USERINFO_CONFIG`, else none. */
  readonly file?: string | undefined;
  /** Environment; only `APS_USERINFO_*` is read. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The configuration of these options. Reads neither environment nor files, and leaves paths unchanged.
 *
 * @param defaults the caller's own, which take precedence over those of the table
 * @throws ERR_CONFIG_INVALID naming every unknown option and every invalid value
 */
export function resolveConfig(options: Options = {}, defaults: Options = {}): Config {
  return configOf([fromOptions(options, optionNames), fromOptions(defaults, optionNames)]);
}

/**
 * The configuration of a command. Precedence: flags, environment, config file, defaults. The config file is that of
 * `--config` or `APS_USERINFO_CONFIG`; its relative paths are relative to it.
 *
 * @throws ERR_CONFIG_INVALID naming every problem of every source, and the source
 * @throws ERR_CONFIG_UNREADABLE
 */
export function loadConfig(sources: ConfigSources): Config {
  const { flags = {}, env = {}, file = env[configVariable] } = sources;
  return configOf([fromFlags(flags), fromEnvironment(env), file === undefined ? [] : fromFile(file)]);
}

/**
 * Checks the options of a call, such as those of a test.
 *
 * @param table every member that the options may have
 * @throws ERR_CONFIG_INVALID naming every unknown member and every invalid value
 */
export function checkOptions<Name extends string>(options: unknown, table: Readonly<Record<Name, Rule>>): void {
  const given = fromOptions(options, Object.keys(table) as Name[]);
  const read = given.map(member => ('message' in member ? member : readSetting(member, table)));
  refuse(read.filter(result => 'message' in result));
}

function configOf(strongestFirst: readonly (readonly Given[])[]): Config {
  const said = settle(strongestFirst, checkRules);
  const { host, adminToken, errorStyle, tlsCert, tlsFaultPort, tlsFolder, tlsName } = said;
  const config = {
    ...said,
    wwwAuthenticate: said.wwwAuthenticate ?? errorStyle === 'oauth',
    tls: said.tls || tlsName.length > 0 || [tlsCert, tlsFaultPort, tlsFolder].some(value => value !== undefined),
    admin: said.admin ?? (isLoopback(host) || adminToken !== undefined),
  };
  return Object.freeze(config);
}
