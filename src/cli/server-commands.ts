// The commands `aps-userinfo wait` and `stop`, for scripts that start a server in the background.

import { type Command, Option } from 'commander';
import { integer } from './flags.ts';
import type { WaitFlags } from './running-server.ts';

/** Adds the commands. */
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
