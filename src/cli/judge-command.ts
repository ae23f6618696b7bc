// Flags and help of `aps-userinfo judge`; judge.ts implements it.

import { type Command, Option } from 'commander';
import { KitError } from '../base/errors.ts';
import { loadConfig } from '../config/config.ts';
import { addFlags, append, collect, milliseconds, pair } from './flags.ts';
import type { JudgeFlags } from './judge.ts';
import type { Client } from './judge-client.ts';

export function addJudge(program: Command): void {
  const judge = program
    .command('judge')
    .summary('run a client through the catalogue and judge it')
    .description(
      'Runs a client against the mock, one scenario after another, and prints what it sent, how long it waited, and which rules it broke.',
    )
    .argument('[client...]', 'command after --, or the URL of a running app that calls the mock')
    .addOption(
      new Option('--only <names>', 'run only these scenarios (default: the whole catalogue)').argParser(collect),
    )
    .addOption(new Option('--skip <names>', 'skip these scenarios').argParser(collect))
    .addOption(
      new Option('--timeout <ms>', 'stop the client after this time for each scenario (default: 35000)').argParser(
        milliseconds,
      ),
    )
    .addOption(new Option('--run-timeout <ms>', 'time of the whole run (default: 1800000)').argParser(milliseconds))
    .addOption(
      new Option('--threshold <name=n>', 'change what counts as too much, such as attempts=3; repeatable').argParser(
        pair,
      ),
    )
    .option('--format <format>', 'table as text, md or json (default: text)')
    .addOption(
      new Option('--report <name[=file]>', 'also a report: text, json, junit, sarif or github; repeatable').argParser(
        append,
      ),
    )
    .option('--show-output', 'show the output of the command')
    .addHelpText('after', help);
  addFlags(judge, ['port', 'spec', 'profileApi', 'personas', 'scenarios', 'skipUnfit']).action(
    async (
      words: readonly string[],
      flags: JudgeFlags & { readonly config?: string; readonly [option: string]: unknown },
    ) => {
      const client = clientOf(words);
      const { config: file, port, spec, profileApi, personas, scenarios, skipUnfit, ...rest } = flags;
      const given = {
        port: port ?? ('url' in client ? undefined : '0'),
        spec,
        profileApi,
        personas,
        scenarios,
        skipUnfit,
      };
      const { runJudge } = await import('./judge.ts');
      process.exitCode = await runJudge(loadConfig({ flags: given, env: process.env, file }), client, rest, process);
    },
  );
}

function clientOf([first, ...rest]: readonly string[]): Client {
  if (first === undefined)
    throw new KitError('ERR_CLI_USAGE', 'No client to judge.', {
      hint: 'Write a command after --, as in: aps-userinfo judge -- npm test.',
    });
  return rest.length === 0 && /^https?:\/\//iu.test(first) ? { url: first } : { command: [first, ...rest] };
}

const help = `
The command gets these variables:
  JUDGE_BASE_URL   base URL of the mock, another one for each scenario
  JUDGE_TOKEN      a token that is valid there
  JUDGE_SCENARIO   name of the scenario

A URL is requested once for each scenario. Its app must call the mock at
http://127.0.0.1:4010, or at the port of --port.

Exit codes: 0 no rule broken, 1 rules broken, 2 wrong usage, 3 the client sent
no request or the time of the run was over, 4 the app does not answer.

Examples:
  aps-userinfo judge -- npm test
  aps-userinfo judge --only 429,flaky,stall -- node client.js
  aps-userinfo judge --format md --report junit=judge.xml -- npm test
  aps-userinfo judge http://localhost:3000/profile`;
