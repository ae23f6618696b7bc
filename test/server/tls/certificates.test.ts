// What the library really writes, read back by Node.js: a library of this kind once ignored the days that it was given.

import { X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type KeyPair, loadMaker } from '../../../src/server/tls/prepare-tls.ts';

const maker = loadMaker();
const dayMs = 86_400_000;

const daysOf = ({ validFrom, validTo }: X509Certificate): number =>
  (Date.parse(validTo) - Date.parse(validFrom)) / dayMs;

const names = ['localhost', '127.0.0.1', '::1', 'mock.internal'];

describe('the local CA', () => {
  it('may sign certificates but no other CA, and lasts ten years', async () => {
    const { cert, key } = await maker.createAuthority();
    const ca = new X509Certificate(cert);
    expect(ca.ca).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(daysOf(ca)).toBe(3651);
    expect(ca.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  });

  it('has a name of its own each time, because a trust store may have several', async () => {
    const [one, two] = await Promise.all([maker.createAuthority(), maker.createAuthority()]);
    expect(new X509Certificate(one.cert).subject).not.toBe(new X509Certificate(two.cert).subject);
  });
});

describe('a certificate of the CA', () => {
  it('has exactly the names and days that it was given, and is no CA', async () => {
    const authority = await maker.createAuthority();
    const { cert } = await maker.issue({ names, authority, days: 397 });
    const leaf = new X509Certificate(cert);
    expect(leaf.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:mock.internal',
    );
    expect(daysOf(leaf)).toBe(398);
    expect(Math.abs(Date.parse(leaf.validTo) - Date.now() - 397 * dayMs)).toBeLessThan(dayMs);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIssued(new X509Certificate(authority.cert))).toBe(true);
    expect(leaf.verify(new X509Certificate(authority.cert).publicKey)).toBe(true);
    expect(leaf.serialNumber).toMatch(/^[0-7]?[0-9A-F]{8,}$/);
  });

  it('is expired where the days are negative', async () => {
    const authority = await maker.createAuthority();
    const leaf = new X509Certificate((await maker.issue({ names, authority, days: -1 })).cert);
    expect(Date.parse(leaf.validTo)).toBeLessThan(Date.now());
    expect(daysOf(leaf)).toBe(1);
  });

  it.each([
    ['is trusted by who trusts the CA', 397, true, undefined],
    ['is rejected once expired', -1, true, 'CERT_HAS_EXPIRED'],
    ['is rejected without the CA', 397, false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('%s', async (_says, days, isIssued, code) => {
    const authority = await maker.createAuthority();
    const pair = await maker.issue({ names, authority: isIssued ? authority : undefined, days });
    expect(await handshake(pair, authority.cert)).toBe(code);
  });
});

/** The error of a client that trusts the CA; undefined after a good handshake. */
async function handshake(pair: KeyPair, ca: string): Promise<string | undefined> {
  const server = createServer(pair, socket => socket.end()).on('tlsClientError', () => {});
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return new Promise(resolve => {
    const client = connect({ port, host: '127.0.0.1', ca }, () => {
      resolve(undefined);
      client.end();
    });
    client.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
  });
}
