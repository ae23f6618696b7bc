// Flags and help of `aps-userinfo diff`; diff.ts implements it.

import type { Command } from 'commander';
import type { DiffFlags } from './diff.ts';
import { addFlags, reportFlags } from './flags.ts';

export function addDiff(program: Command): void {
  const diff = program
    .command('diff')
    .summary('compare two documents or two recordings')
    .description('Compares two OpenAPI documents, or two folders of recordings, from the view of a client.')
    .argument('<old>', 'document, or folder of recordings')
    .argument('<new>', 'newer document, or folder of recordings')
    .addHelpText('after', help);
  for (const option of reportFlags()) diff.addOption(option);
  addFlags(diff, ['spec', 'profileApi']).action(async (before: string, now: string, flags: DiffFlags) => {
    const { runDiff } = await import('./diff.ts');
    process.exitCode = await runDiff(before, now, flags, process);
  });
}

const help = `
An error breaks a program that reads the responses, a warning may break it, info
does not. Recordings may differ where the document (--spec) leaves the value
open. Descriptions and examples are not compared.

Exit codes: 0 no breaking change, 1 breaking changes, 2 wrong usage or an
unreadable file, 3 the recordings have nothing in common.

Examples:
  aps-userinfo diff userinfo-1.yaml userinfo-2.yaml
  aps-userinfo diff recordings/monday recordings/tuesday --strict
  aps-userinfo diff old.yaml new.yaml --report text --report sarif=diff.sarif`;
