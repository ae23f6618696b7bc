// Addresses of pictures: how they look, how long they stay the same, how long they are good.

import { describe, expect, it } from 'vitest';
import {
  createSignature,
  type PictureAddresses,
  PictureIssuer,
  pictureIdOf,
  validitySeconds,
} from '../../../src/server/pictures/picture-addresses.ts';

const signature = createSignature('');
const base = 'http://127.0.0.1:4010';
const start = 1_800_000_000_000;
const end = start + validitySeconds * 1000;

describe('the address of a picture', () => {
  const issuer = new PictureIssuer(signature);
  const address = issuer.at(base, start).uploadedBy('7ALC3QX9RW2K').signed(120);

  it('has the documented pattern, and does not name the person', () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:4010\/pictures\/[\da-f]{16}\/x120\.png\?t=[\w-]+$/);
    expect(address).not.toContain('7ALC3QX9RW2K');
  });

  it('is the same whichever claim carries it', () => {
    expect(issuer.at(base, start).uploadedBy('7ALC3QX9RW2K').plain(120)).toBe(address);
  });

  it('needs no signature where it is the default picture', () => {
    expect(issuer.at(base, start).byDefault.signed(50)).toBe(`${base}/pictures/default/user_X50.png`);
  });

  it('is good for at least a quarter of an hour and at most two', () => {
    for (const now of [start, end - 1]) {
      const token = new URL(issuer.at(base, now).uploadedBy('A').signed(20)).searchParams.get('t') ?? '';
      const seconds = (signature.expiryOf(pictureIdOf('A'), token) ?? 0) - now / 1000;
      expect(seconds).toBeGreaterThanOrEqual(validitySeconds);
      expect(seconds).toBeLessThanOrEqual(2 * validitySeconds);
    }
  });
});

describe('the addresses of a base URL', () => {
  it('are the same object for a quarter of an hour, so that an answer made with them can be sent again', () => {
    const issuer = new PictureIssuer(signature);
    expect(issuer.at(base, end - 1)).toBe(issuer.at(base, start));
    expect(issuer.at(base, end)).not.toBe(issuer.at(base, start));
  });

  it('do not disturb those of another', () => {
    const issuer = new PictureIssuer(signature);
    const first = issuer.at(base, start);
    issuer.at('http://localhost:4010', start);
    expect(issuer.at(base, start)).toBe(first);
  });

  it('replace those of another in a text, where only the base differs', () => {
    const issuer = new PictureIssuer(signature);
    const textOf = (host: PictureAddresses) =>
      `${host.uploadedBy('A').plain(20)} ${host.byDefault.plain(40)} ${host.uploadedBy('A').signed(360)}`;
    const here = issuer.at(base, start);
    const there = issuer.at(`${base}/sessions/a`, start);
    expect(there.moved(textOf(here), here)).toBe(textOf(there));
    expect(here.moved(textOf(there), there)).toBe(textOf(here));
  });

  it.each([
    ['those of another quarter of an hour', base, end],
    ['those of a very long base', `${base}/${'a'.repeat(1024)}`, start],
  ])('do not replace %s', (_name, otherBase, now) => {
    const issuer = new PictureIssuer(signature);
    const [here, there] = [issuer.at(base, start), issuer.at(otherBase, now)];
    expect(there.moved(here.byDefault.plain(20), here)).toBeUndefined();
    expect(here.moved(there.byDefault.plain(20), there)).toBeUndefined();
  });

  it('stay bounded in number', () => {
    const issuer = new PictureIssuer(signature);
    const first = issuer.at(base, start);
    for (let index = 0; index < 1000; index++) issuer.at(`http://host-${index}`, start);
    expect(issuer.at(base, start)).not.toBe(first);
  });
});
