// Flags and help of `aps-userinfo pact verify` and `pact compare`; pact.ts implements them.

import { type Command, Option } from 'commander';
import { KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import { addFlags, append, integer, milliseconds, reportFlags } from './flags.ts';
import type { CompareFlags, PactVerifyFlags } from './pact.ts';

export function addPact(program: Command): void {
  const pact = program
    .command('pact')
    .summary('consumer contracts: verify them, compare them with the document')
    .description(
      'Consumer contracts. See docs/pact.md for how to write them. Install @pact-foundation/pact and @pactflow/openapi-pact-comparator to use these commands.',
    )
    .allowExcessArguments()
    .action((_flags, { args: [name] }: Command) => refuse(name));
  addVerify(pact);
  addCompare(pact);
}

function refuse(name: string | undefined): never {
  const message = name === undefined ? 'pact requires a command.' : `Unknown command 'pact ${name}'.`;
  const hint = suggest(`pact ${name ?? ''}`.trim(), ['pact verify', 'pact compare']);
  throw new KitError('ERR_CLI_USAGE', message, { hint });
}

function addVerify(pact: Command): void {
  const verify = pact
    .command('verify')
    .summary('verify contracts against a provider')
    .description(
      'Verifies consumer contracts against a provider, usually the mock. Sets up provider states in a separate session. Prints no tokens and no bodies.',
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
    .description('Compares consumer contracts with the document. Contacts no server.')
    .argument('<file...>', 'pact files, or folders of pact files')
    .addHelpText('after', compareHelp);
  for (const option of reportFlags()) compare.addOption(option.helpGroup('Output:'));
  addFlags(compare, ['spec', 'profileApi']).action(async (files: readonly string[], flags: CompareFlags) => {
    const { runPactCompare } = await import('./pact.ts');
    process.exitCode = await runPactCompare(files, flags, process);
  });
}

const verifyGroups: Readonly<Record<string, readonly Option[]>> = {
  Contracts: [
    new Option('--pact <source>', 'pact file, folder of pact files, or "broker"; repeatable').argParser(append),
    new Option('--target <url>', 'the provider, such as http://127.0.0.1:4010'),
    new Option('--provider <name>', 'verify only contracts with this provider; required with a broker'),
    new Option('--states <url>', 'provider state endpoint of another provider; the mock needs none'),
    new Option(
      '--require-interactions <n>',
      'minimum number of interactions that must run, else exit 3 (default: 1)',
    ).argParser(integer),
  ],
  'Permissions and limits': [
    new Option('--live', 'allow non-local hosts; runs only interactions without provider states'),
    new Option('--allow-http', 'with --live: send tokens over unencrypted http'),
    new Option('--budget <n>', 'with --live: maximum requests (default: 20)').argParser(integer),
    new Option('--timeout <ms>', 'timeout of one request, in milliseconds (default: 10000)').argParser(milliseconds),
    new Option('--credentials <file>', 'file with an APS_TOKEN=... line; takes precedence over the environment'),
  ],
  Broker: [
    new Option('--broker-url <url>', 'default: PACT_BROKER_BASE_URL'),
    new Option('--selectors <json>', 'consumer version selectors; default: main branch, deployed or released'),
    new Option('--enable-pending', 'a new contract cannot fail the run until it has passed once'),
    new Option('--include-wip-since <day>', 'include work in progress since this day, such as 2026-01-31'),
    new Option('--publish', 'publish the results to the broker'),
    new Option('--provider-version <version>', 'provider version of the results'),
    new Option('--provider-branch <branch>', 'provider branch of the results'),
    new Option('--build-url <url>', 'build link shown with the results'),
  ],
  Output: [...reportFlags(), new Option('--coverage <file>', 'write which parts of the document the run exercised')],
};

const verifyHelp = `
APS_TOKEN, if set, replaces the placeholder token of a contract. Broker
credentials come from PACT_BROKER_TOKEN, or from PACT_BROKER_USERNAME and
PACT_BROKER_PASSWORD; the token of the mock's admin API comes from
APS_USERINFO_ADMIN_TOKEN.

Exit codes: 0 all interactions passed, 1 errors, 2 wrong usage or document,
3 no interaction ran, 4 the target is unreachable.

Examples:
  aps-userinfo pact verify --pact pacts --target http://127.0.0.1:4010
  aps-userinfo pact verify --pact broker --provider userinfo \\
    --target http://127.0.0.1:4010 --publish --provider-version 1.2.3`;

const compareHelp = `
Exit codes: 0 the document allows every interaction, 1 errors, 2 wrong usage, or
a document or contract is unreadable, 3 no interactions to compare.

Examples:
  aps-userinfo pact compare pacts
  aps-userinfo pact compare page-userinfo.json --spec my-userinfo.yaml`;
