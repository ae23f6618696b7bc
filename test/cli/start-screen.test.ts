import { beforeAll, describe, expect, it } from 'vitest';
import { renderStartScreen, type Started } from '../../src/cli/start-screen.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { loadServedDocument, type ServedDocument } from '../../src/server/mock/served-document.ts';

let served: ServedDocument;

beforeAll(async () => {
  served = await loadServedDocument(resolveConfig());
});

function started(url = 'http://127.0.0.1:4010', options = {}): Started {
  return { url, host: '127.0.0.1', config: resolveConfig(options), served, tlsFaults: undefined };
}

describe('the start-up screen', () => {
  it('shows the URL of the mock and requests to try', async () => {
    await expect(renderStartScreen(started(), false)).toMatchFileSnapshot('start-screen.txt');
  });

  it.each(['http://127.0.0.1:54321', 'http://[fe80::1234:5678:9abc:def0]:54321'])(
    'fits 80 columns at %s, except for commands, which no shell takes in parts',
    url => {
      const lines = renderStartScreen(started(url), false).split('\n');
      expect(lines.filter(line => line.length > 80 && !line.startsWith('  curl '))).toEqual([]);
    },
  );

  it('prints commands that sh, cmd.exe and PowerShell take', () => {
    const commands = (platform: NodeJS.Platform): readonly string[] =>
      renderStartScreen(started(), false, platform).match(/^ {2}curl.*$/gm) ?? [];
    expect(commands('linux')).toHaveLength(4);
    expect(commands('win32')).toEqual(commands('linux').map(command => command.replace('curl', 'curl.exe')));
    expect(commands('win32').join()).not.toMatch(/['\\]/);
  });

  it('names the CA and the TLS faults of a server with TLS, and has commands that need no trust', () => {
    const fault = 'https://127.0.0.1:2';
    const tlsFaults = { expired: fault, 'wrong-host': fault, 'self-signed': fault, closed: fault };
    const screen = renderStartScreen({ ...started('https://127.0.0.1:1', { tls: true }), tlsFaults }, false);
    expect(screen).toContain('  CA         http://127.0.0.1:1/__admin/ca.pem\n');
    expect(screen).toContain(`  TLS fault  wrong-host  ${fault}\n`);
    expect(screen).toContain('  curl -kiH "Authorization: Bearer mock.alice.429" https://127.0.0.1:1/userinfo\n');
  });

  it('has colour only where the terminal shows it', () => {
    expect(renderStartScreen(started(), false)).not.toContain('\u001b');
    expect(renderStartScreen(started(), true)).toContain('\u001b[1m');
  });

  it('reports a disabled admin API', () => {
    expect(renderStartScreen(started(undefined, { host: '0.0.0.0' }), false)).toMatch(/Admin API +off/);
  });

  it('prints the commands as they work from here, with the files in force', () => {
    const screen = renderStartScreen(started(undefined, { personas: ['my people'], scenarios: ['s.yaml'] }), false);
    expect(screen).toContain('npm run -s catalog -- --personas "my people" --scenarios s.yaml\n');
    expect(screen).toContain('npm run -s token -- --personas "my people"');
  });
});
