import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../src/config/config.ts';
import { prepareTls, type Tls } from '../../../src/server/tls/prepare-tls.ts';

const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'tls-'));

const prepare = (options: Parameters<typeof resolveConfig>[0] = {}): Promise<Tls> => prepareTls(resolveConfig(options));

describe('TLS with a local CA', () => {
  it('has the names of this machine, of the host option and of --tls-name', async () => {
    const { server, ca } = await prepare({ host: '127.0.0.7', tlsName: ['aps', '10.0.0.9'] });
    const { subjectAltName = '' } = new X509Certificate(server.cert);
    const names = subjectAltName.split(', ').map(name => name.replace(/^.*:(?=[^:]*$)/, ''));
    expect(names).toEqual(
      expect.arrayContaining(['localhost', '127.0.0.1', '127.0.0.7', hostname(), 'aps', '10.0.0.9']),
    );
    expect(new X509Certificate(ca ?? '').ca).toBe(true);
  });

  it('keeps the CA in a folder, its key for the owner only', async () => {
    const tlsFolder = join(temporaryFolder(), 'made', 'ca');
    const first = await prepare({ tlsFolder });
    const second = await prepare({ tlsFolder });
    expect(second.ca).toBe(first.ca);
    expect(second.server.cert).not.toBe(first.server.cert);
    expect(readFileSync(join(tlsFolder, 'ca.pem'), 'utf8')).toBe(first.ca);
    if (process.platform !== 'win32') expect(statSync(join(tlsFolder, 'ca-key.pem')).mode & 0o777).toBe(0o600);
    const authority = new X509Certificate(first.ca ?? '');
    expect(new X509Certificate(second.server.cert).verify(authority.publicKey)).toBe(true);
  });

  it('makes another CA at each start without a folder', async () => {
    expect((await prepare()).ca).not.toBe((await prepare()).ca);
  });
});

describe('TLS with files', () => {
  it('uses them, and has no CA', async () => {
    const folder = temporaryFolder();
    const { server } = await prepare();
    const [tlsCert, tlsKey] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    writeFileSync(tlsCert, server.cert);
    writeFileSync(tlsKey, server.key);
    expect(await prepare({ tlsCert, tlsKey })).toEqual({ server, ca: undefined, faults: new Map() });
    expect((await prepare({ tlsCert, tlsKey, tlsFaultPort: 0 })).faults.size).toBe(4);
  });

  it('says which file is wrong, and how, without its content', async () => {
    const folder = temporaryFolder();
    const [one, other] = await Promise.all([prepare(), prepare()]);
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const tlsCert = write('cert.pem', one.server.cert);
    const tlsKey = write('other.pem', other.server.key);
    const cases: readonly (readonly [Parameters<typeof prepare>[0], string])[] = [
      [{ tlsCert, tlsKey }, `"${tlsKey}" is not the private key of "${tlsCert}".`],
      [{ tlsCert: tlsKey, tlsKey }, `"${tlsKey}" is not a PEM certificate.`],
      [{ tlsCert, tlsKey: tlsCert }, `"${tlsCert}" is not an unencrypted PEM private key.`],
      [
        { tlsCert, tlsKey: join(folder, 'none') },
        `"${join(folder, 'none')}" cannot be read: there is no such file or folder.`,
      ],
      [{ tlsFolder: tlsCert }, 'cannot be written'],
    ];
    for (const [options, message] of cases)
      await expect(prepare(options)).rejects.toMatchObject({
        code: 'ERR_TLS_UNUSABLE',
        message: expect.stringContaining(message),
      });
  });

  it('takes no folder whose certificate is not that of a CA, or that lacks its key', async () => {
    const folder = temporaryFolder();
    const { server } = await prepare();
    writeFileSync(join(folder, 'ca.pem'), server.cert);
    await expect(prepare({ tlsFolder: folder })).rejects.toMatchObject({ code: 'ERR_TLS_UNUSABLE' });
    writeFileSync(join(folder, 'ca-key.pem'), server.key);
    await expect(prepare({ tlsFolder: folder })).rejects.toMatchObject({
      message: expect.stringContaining('is not the certificate of a CA'),
    });
  });
});
