// Options -> Config: what a caller, the command line, the environment or a config file says becomes one frozen
// configuration, checked once, with every problem in one error.

import { checkRules, type Given, isLoopback, readSetting, refuse, settle } from './check.ts';
import { fromFile } from './file.ts';
import { type Config, type Options, optionNames, type Rule } from './options.ts';
import { configVariable, fromEnvironment, fromFlags, fromOptions } from './sources.ts';

export type { ProfileApi } from '../base/package-files.ts';
export type { Config, Options } from './options.ts';

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
