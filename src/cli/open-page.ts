// `mock --open`: opens the page in the browser of the desktop.

import { spawn } from 'node:child_process';
import type { Log } from '../base/log.ts';
import { type MockServer, pagePath } from '../server/server.ts';

/** The program that opens an address, without a shell, which would read the address. */
export function openerFor(platform: NodeJS.Platform): readonly [file: string, ...args: string[]] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}

/** Goes on without a browser, and says so: the mock serves whether or not there is a desktop. */
export async function openPage(
  { url, config }: Pick<MockServer, 'url' | 'config'>,
  log: Log,
  [file, ...args]: readonly [file: string, ...args: string[]] = openerFor(process.platform),
): Promise<void> {
  const address = `${url}${pagePath}`;
  if (!config.admin)
    return log.warn('the page is off with the admin API, so --open opens nothing', {
      hint: '--admin-token turns it on',
    });
  const problem = await new Promise<string | undefined>(resolve => {
    const opener = spawn(file, [...args, address], { stdio: 'ignore', detached: true });
    opener.once('error', error => resolve(error.message));
    opener.once('spawn', () => resolve(undefined));
    opener.unref();
  });
  if (problem !== undefined) log.warn('no browser could be opened; open the address yourself', { address, problem });
}
