// The commands, their flags and their help. The implementation of a command loads when it runs, so that help and tokens do
// not wait for the server.

import { Command, CommanderError, Option } from 'commander';
import { KitError } from '../base/errors.ts';
import { packageVersion } from '../base/package-files.ts';
import { loadConfig } from '../config/config.ts';
import { flagOf, optionNames } from '../config/options.ts';
import { configVariable } from '../config/sources.ts';
import { addCoverage, addDiff, addServerCommands } from './commands.ts';
import { addFlags, append, flagTerm, words } from './flags.ts';
import { addJudge } from './judge-command.ts';
import type { MockFlags } from './mock.ts';
import { addPact } from './pact-command.ts';
import { addVerify } from './verify-command.ts';

/** Options that select document, personas and scenarios. */
const offerOptions = ['spec', 'profileApi', 'personas', 'scenarios', 'skipUnfit'] as const;

/**
 * Runs the command of the arguments. Resolves when it ends or, for `mock`, when the server listens.
 *
 * @throws ERR_CLI_USAGE for invalid arguments, and any error of the command
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  const program = createProgram();
  if (args.length === 0) return program.outputHelp();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are printed already.
    if (error.exitCode !== 0) throw usageError(error, args);
  }
}

function createProgram(): Command {
  const program = new Command('aps-userinfo')
    .description("Mock of Autodesk's GET /userinfo, driven by an OpenAPI document.")
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ optionTerm: flagTerm })
    .addHelpText('after', programExamples);
  addMock(program);
  addToken(program);
  addCatalog(program);
  addServerCommands(program);
  addJudge(program);
  addVerify(program);
  addDiff(program);
  addCoverage(program);
  addPact(program);
  return program;
}

function addMock(program: Command): void {
  const mock = program
    .command('mock')
    .summary('serve the mock')
    .description(
      'Serves the mock until it is stopped. Precedence: flags, environment variables, config file, defaults.',
    )
    .addHelpText('after', mockExamples);
  mock.option('--open', 'open the page of the mock in a browser');
  mock.option('-q, --quiet', 'print no greeting and no request lines');
  mock.addOption(
    new Option(
      '--verdicts <name[=file]>',
      'report at the end how the client behaved: text, json, junit, sarif or github; repeatable',
    ).argParser(append),
  );
  mock.option('--exit-code', 'exit with 1 if the client broke a rule, with 3 if it sent no request');
  mock.option('--check', 'list the problems of the document and exit');
  addFlags(mock, optionNames).action(
    async ({ config: file, quiet, open, check, verdicts, exitCode, ...flags }: MockCommandFlags) => {
      const config = loadConfig({ flags, env: process.env, file });
      if (check === true) {
        const { checkDocument } = await import('./check-document.ts');
        process.stdout.write(await checkDocument(config, process.stderr));
        return;
      }
      const { runMock } = await import('./mock.ts');
      await runMock(config, process.stdout, { quiet, open, verdicts, exitCode });
    },
  );
}

function addToken(program: Command): void {
  const token = program
    .command('token')
    .summary('print a token for a persona and scenario')
    .description(
      'Prints a token for a persona or a generated person (~name), after checking that the persona and the scenario exist. Without arguments, prints a token for each persona.',
    )
    .argument('[persona]', 'name of a persona, or ~name for a generated person')
    .argument('[scenario]', 'status, example, variant or scenario; see aps-userinfo catalog')
    .option('--jwt', "print a JWT with the claims of Autodesk's access tokens and an invalid signature")
    .option('--expired', 'with --jwt: a token that expired an hour ago')
    .option('--two-legged', 'with --jwt: a token without a user, as from client credentials')
    .option('--client-id <id>', 'with --jwt or --service-account: client id of the calling application')
    .option('--service-account <name>', 'print an assertion of this account of --service-accounts, good for 5 minutes')
    .option(
      '--scope <list>',
      'scopes, separated by commas; repeatable (default: all; with --jwt or --service-account openid,user-profile:read)',
      words,
    )
    .option('--json', 'print JSON')
    .addHelpText('after', tokenExamples);
  addFlags(token, [...offerOptions, 'serviceAccounts']).action(
    async (persona: string | undefined, scenario: string | undefined, options: TokenFlags) => {
      const { runToken } = await import('./token.ts');
      const { config: file, spec, profileApi, personas, scenarios, skipUnfit, serviceAccounts, ...rest } = options;
      const flags = { spec, profileApi, personas, scenarios, skipUnfit, serviceAccounts };
      const config = loadConfig({ flags, env: process.env, file });
      process.stdout.write(await runToken(config, { persona, scenario, ...rest }));
    },
  );
}

function addCatalog(program: Command): void {
  const catalog = program
    .command('catalog')
    .summary('list personas, failures, variants and scenarios')
    .description('Lists the personas, statuses, failures, variants and scenarios of the mock.')
    .argument('[list]', 'only personas, statuses, failures, examples, variants or scenarios')
    .option('--url <url>', 'list those of a running mock, from its admin API')
    .option('--json', 'print JSON, as --format json does')
    .option('--format <format>', 'text, json or md: a page of documentation')
    .addHelpText('after', catalogExamples);
  addFlags(catalog, [...offerOptions, 'adminToken']).action(
    async (list: string | undefined, { config: file, json, format, url, ...flags }: CatalogFlags) => {
      if (url !== undefined) requireNoOffer(flags);
      const config = loadConfig({ flags, env: process.env, file });
      const { runCatalog } = await import('./catalog.ts');
      await runCatalog(config, { list, url, json, format }, process);
    },
  );
}

/** @throws ERR_CLI_USAGE for a flag that decides what a mock started now would have */
function requireNoOffer(flags: Readonly<Record<string, unknown>>): void {
  const given = offerOptions.find(name => flags[name] !== undefined);
  if (given === undefined) return;
  throw new KitError('ERR_CLI_USAGE', `${flagOf(given)} does not apply to a running mock.`, {
    hint: `Remove --url or ${flagOf(given)}.`,
  });
}

interface CommandFlags {
  readonly config?: string;
  readonly [option: string]: unknown;
}

interface MockCommandFlags extends CommandFlags, MockFlags {
  readonly check?: boolean;
}

interface CatalogFlags extends CommandFlags {
  readonly format?: string;
  readonly json?: boolean;
  readonly url?: string;
}

interface TokenFlags extends CommandFlags {
  readonly json?: boolean;
  readonly jwt?: boolean;
  readonly expired?: boolean;
  readonly twoLegged?: boolean;
  readonly clientId?: string;
  readonly scope?: readonly string[];
  readonly serviceAccount?: string;
}

/** Converts commander's error, whose suggestion is on a second line. */
function usageError(error: CommanderError, args: readonly string[]): KitError {
  const [what = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  // A misspelt flag may have a secret as its value.
  const said = what.replace(/(?<=^unknown option '[^=]*)=.*'$/su, "'");
  const near = suggestion?.match(/^\(Did you mean (?:one of )?(.*)\?\)$/)?.[1]?.split(', ');
  const hint = near === undefined ? hintFor(error.code, args) : `Did you mean "${near.join('" or "')}"?`;
  return new KitError('ERR_CLI_USAGE', said.charAt(0).toUpperCase() + said.slice(1), { hint });
}

function hintFor(code: string, [first = '']: readonly string[]): string {
  if (code === 'commander.excessArguments' && first === 'mock') return 'Pass the document with --spec FILE.';
  if (code === 'commander.unknownOption' && first.startsWith('-'))
    return 'Flags come after the command: aps-userinfo mock --port 0.';
  const command = first.startsWith('-') || code === 'commander.unknownCommand' ? '' : `${first} `;
  return `See aps-userinfo ${command}--help.`;
}

const programExamples = `
Examples:
  aps-userinfo mock                    serve on 127.0.0.1:4010
  aps-userinfo mock --port 0           serve on any free port
  aps-userinfo token alice 429         a token: Alice hits the rate limit
  aps-userinfo catalog                 all personas and scenarios`;

const mockExamples = `
Each flag has an environment variable (--rate-limit: APS_USERINFO_RATE_LIMIT)
and a name in the config file (rateLimit). ${configVariable} also sets the
config file.

Examples:
  aps-userinfo mock --port 0 --ready-file ready.json
  aps-userinfo mock --spec my-userinfo.yaml --watch
  aps-userinfo mock --personas people --scenario slow --rate-limit 5`;

const tokenExamples = `
Examples:
  aps-userinfo token                   one token for each persona
  aps-userinfo token alice             Alice
  aps-userinfo token alice 429         Alice hits the rate limit
  aps-userinfo token "~bob"            a generated person, always the same
  aps-userinfo token alice --jwt       a JWT of Alice
  aps-userinfo token alice --scope openid,profapi:img-profile:read
  aps-userinfo token --service-account robot --service-accounts robots.yaml`;

const catalogExamples = `
Examples:
  aps-userinfo catalog
  aps-userinfo catalog failures
  aps-userinfo catalog --format md
  aps-userinfo catalog --url http://127.0.0.1:4010
  aps-userinfo catalog --json --spec my-userinfo.yaml`;
