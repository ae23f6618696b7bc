// The commands `aps-userinfo pact verify` and `pact compare`: their flags and their help. What they do is in pact.ts.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import { addFlags } from './flags.ts';
import type { CompareFlags, PactVerifyFlags } from './pact.ts';

/** Adds the commands. */
export function addPact(program: Command): void {
  const pact = program
    .command('pact')
    .summary('consumer contracts: verify them, compare them with the document')
    .description(
      'Consumer contracts. To write them, see docs/pact.md. These commands need @pact-foundation/pact and @pactflow/openapi-pact-comparator, which are installed apart.',
    )
    .allowExcessArguments()
    .action((_flags, { args: [name] }: Command) => refuse(name));
  addVerify(pact);
  addCompare(pact);
}

/** Neither of the two commands was named. */
function refuse(name: string | undefined): never {
  const message = name === undefined ? 'pact needs to know what to do.' : `Unknown command 'pact ${name}'.`;
  const hint = suggest(`pact ${name ?? ''}`.trim(), ['pact verify', 'pact compare']);
  throw new KitError('ERR_CLI_USAGE', message, { hint });
}

function addVerify(pact: Command): void {
  const verify = pact
    .command('verify')
    .summary('verify contracts against a provider')
    .description(
      'Verifies consumer contracts against a provider, the mock above all. Provider states are set up in a session of their own. Prints no token and no body.',
    )
    .addHelpText('after', verifyHelp);
  for (const [group, options] of Object.entries(verifyGroups))
    for (const option of options) verify.addOption(option.helpGroup(`${group}:`));
  addFlags(verify, ['spec', 'profileApi']).action(async (flags: PactVerifyFlags) => {
    const { runPactVerify } = await import('./pact.ts');
    process.exitCode = await runPactVerify(flags, process);
  });
}

function addCompare(pact: Command): void {
  const compare = pact
    .command('compare')
    .summary('compare contracts with the document')
    .description('Compares consumer contracts, whoever wrote them, with the document. Asks no server.')
    .argument('<file...>', 'pact files, or folders of them')
    .addHelpText('after', compareHelp);
  for (const option of outcomes()) compare.addOption(option.helpGroup('What comes of it:'));
  addFlags(compare, ['spec', 'profileApi']).action(async (files: readonly string[], flags: CompareFlags) => {
    const { runPactCompare } = await import('./pact.ts');
    process.exitCode = await runPactCompare(files, flags, process);
  });
}

const verifyGroups: Readonly<Record<string, readonly Option[]>> = {
  'What is verified': [
    new Option('--pact <source>', 'pact file, folder of them, or "broker"; several times').argParser(append),
    new Option('--target <url>', 'the provider, such as http://127.0.0.1:4010'),
    new Option('--provider <name>', 'only its contracts; a broker has to be told'),
    new Option('--states <url>', "where a provider of one's own sets up its states; the mock needs none"),
    new Option('--require-interactions <n>', 'interactions that must have run, else exit 3 (default: 1)').argParser(
      integer,
    ),
  ],
  'What is permitted': [
    new Option('--live', 'hosts beyond this machine; of a contract then only what needs no state'),
    new Option('--allow-http', 'with --live: tokens over http, unencrypted'),
    new Option('--budget <n>', 'with --live: most requests (default: 20)').argParser(integer),
    new Option('--timeout <ms>', 'time for one answer (default: 10000)').argParser(integer),
    new Option('--credentials <file>', 'file with an APS_TOKEN=... line; before the environment'),
  ],
  'The broker': [
    new Option('--broker-url <url>', 'default: PACT_BROKER_BASE_URL'),
    new Option('--selectors <json>', 'consumer version selectors; default: main branch, deployed or released'),
    new Option('--enable-pending', 'new contracts do not fail the run until they held once'),
    new Option('--include-wip-since <day>', 'also work in progress since that day, such as 2026-01-31'),
    new Option('--publish', 'tell the broker the results'),
    new Option('--provider-version <version>', 'of which the results are'),
    new Option('--provider-branch <branch>', 'of which the results are'),
    new Option('--build-url <url>', 'shown beside the results'),
  ],
  'What comes of it': [...outcomes(), new Option('--coverage <file>', 'write what of the document was exercised')],
};

function outcomes(): readonly Option[] {
  return [
    new Option('--report <name[=file]>', 'text, json, junit, sarif or github; several times').argParser(append),
    new Option('--strict', 'warnings count as errors'),
    new Option('--ignore <code[:pointer]>', 'a finding that is not minded; several times').argParser(append),
  ];
}

/** A file may have commas in its name. */
function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function integer(value: string): number {
  if (/^\d+$/u.test(value)) return Number(value);
  throw new InvalidArgumentError('It is no whole number.');
}

const verifyHelp = `
Where the placeholder token stands in a contract, APS_TOKEN is sent if there is
one. Credentials of the broker come from PACT_BROKER_TOKEN, or from
PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD; the token of the mock's admin API
from APS_USERINFO_ADMIN_TOKEN.

Exit codes: 0 all that was verified holds, 1 something does not, 2 usage or
document, 3 no interaction was verified, 4 the target cannot be reached.

Examples:
  aps-userinfo pact verify --pact pacts --target http://127.0.0.1:4010
  aps-userinfo pact verify --pact broker --provider userinfo \\
    --target http://127.0.0.1:4010 --publish --provider-version 1.2.3`;

const compareHelp = `
Exit codes: 0 the document allows all of it, 1 it does not, 2 usage, document or
contract cannot be read, 3 there is no interaction to compare.

Examples:
  aps-userinfo pact compare pacts
  aps-userinfo pact compare page-userinfo.json --spec my-userinfo.yaml`;
