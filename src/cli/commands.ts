// The commands `wait`, `stop`, `diff` and `coverage`: their flags and their help. What they do is loaded when they run.

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CoverageFlags } from './coverage.ts';
import type { DiffFlags } from './diff.ts';
import { addFlags, integer, reportFlags } from './flags.ts';
import type { WaitFlags } from './running-server.ts';

/** `wait` and `stop`, for scripts that start a server in the background. */
export function addServerCommands(program: Command): void {
  program
    .command('wait')
    .summary('wait until a server answers')
    .description('Waits until a server answers, and prints its URL.')
    .argument('[url]', 'base URL of the server, such as http://127.0.0.1:4010')
    .option('--ready-file <file>', 'wait for the server that writes this file')
    .addOption(timeout('exit 4 after this time'))
    .addHelpText('after', examples('wait http://127.0.0.1:4010', 'wait --ready-file ready.json --timeout 10000'))
    .action(async (url: string | undefined, flags: WaitFlags) => {
      const { waitForServer } = await import('./running-server.ts');
      process.stdout.write(`${await waitForServer(url, flags)}\n`);
    });
  program
    .command('stop')
    .summary('stop the mock that wrote a ready file')
    .description('Stops the mock that wrote the ready file, and waits until it has ended. Requests under way finish.')
    .requiredOption('--ready-file <file>', 'file that "mock --ready-file" wrote')
    .addOption(timeout('exit 4 if it still runs after this time'))
    .addHelpText('after', examples('stop --ready-file ready.json'))
    .action(async ({ readyFile, timeout: timeoutMs }: { readyFile: string; timeout?: number }) => {
      const { stopServer } = await import('./running-server.ts');
      process.stdout.write(`Stopped ${await stopServer(readyFile, timeoutMs)}\n`);
    });
}

function timeout(meaning: string): Option {
  return new Option('--timeout <ms>', `${meaning}, in milliseconds (default: 30000)`).argParser(integer);
}

function examples(...commands: readonly string[]): string {
  return `\nExamples:\n${commands.map(command => `  aps-userinfo ${command}`).join('\n')}`;
}

export function addDiff(program: Command): void {
  const diff = program
    .command('diff')
    .summary('compare two documents or two recordings')
    .description('Compares two OpenAPI documents, or two folders of recordings, from the view of a client.')
    .argument('<old>', 'document, or folder of recordings')
    .argument('<new>', 'newer document, or folder of recordings')
    .addHelpText('after', diffHelp);
  for (const option of reportFlags()) diff.addOption(option);
  addFlags(diff, ['spec', 'profileApi']).action(async (before: string, now: string, flags: DiffFlags) => {
    const { runDiff } = await import('./diff.ts');
    process.exitCode = await runDiff(before, now, flags, process);
  });
}

const diffHelp = `
An error breaks a program that reads the responses, a warning may break it, info
does not. Recordings may differ where the document (--spec) leaves the value
open. Descriptions and examples are not compared.

Exit codes: 0 no breaking change, 1 breaking changes, 2 wrong usage or an
unreadable file, 3 the recordings have nothing in common.

Examples:
  aps-userinfo diff userinfo-1.yaml userinfo-2.yaml
  aps-userinfo diff recordings/monday recordings/tuesday --strict
  aps-userinfo diff old.yaml new.yaml --report text --report sarif=diff.sarif`;

export function addCoverage(program: Command): void {
  program
    .command('coverage')
    .summary('show which parts of the document were exercised')
    .description('Shows which statuses, examples, claims and values of the document were exercised.')
    .argument('<files...>', 'coverage files, or folders of coverage files')
    .option('--all', 'list everything that was not exercised')
    .option('--json', 'print one merged coverage file')
    .addOption(new Option('--require <percent>', 'exit 1 if less than this percentage is covered').argParser(percent))
    .addHelpText('after', coverageHelp)
    .action(async (files: readonly string[], flags: CoverageFlags) => {
      const { runCoverage } = await import('./coverage.ts');
      process.exitCode = runCoverage(files, flags, process.stdout);
    });
}

function percent(value: string): number {
  if (/^\d+(\.\d+)?$/u.test(value) && Number(value) <= 100) return Number(value);
  throw new InvalidArgumentError('Expected a number from 0 to 100.');
}

const coverageHelp = `
verify --coverage writes coverage files, and so do tests that run with the
environment variable APS_USERINFO_COVERAGE set to a folder.
APS_USERINFO_COVERAGE_SOURCE names their source (default: tests).

Exit codes: 0 success, 1 less covered than --require, 2 unreadable file.

Examples:
  aps-userinfo coverage live.json coverage/
  aps-userinfo coverage coverage/ --all
  aps-userinfo coverage coverage/ --require 80`;
