// Pictures from the profile to the PNG: under the URL and in the session that the profile was asked by.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { serveChanged } from './documents.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => {
  mock.reset();
  mock.clock.set(1_800_000_000_000);
});
afterAll(() => mock.close());

interface Profile {
  readonly picture: string;
  readonly thumbnails: Readonly<Record<string, string>>;
  readonly user_thumbnails: Readonly<Record<string, string>>;
}

async function textOf(url: string, token = 'mock.alice', headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${url}/userinfo`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  return response.text();
}

async function profileOf(url: string, token?: string, headers?: Record<string, string>): Promise<Profile> {
  return JSON.parse(await textOf(url, token, headers)) as Profile;
}

async function sizeOf(address: string): Promise<readonly number[]> {
  const response = await fetch(address);
  expect(response.headers.get('content-type')).toBe('image/png');
  const png = Buffer.from(await response.arrayBuffer());
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

const quarter = 900_000;

describe('the pictures of a profile', () => {
  it.each(['mock.alice', 'mock.carla', 'any stranger'])(
    'are PNGs of the sizes that the claims name: %s',
    async token => {
      const { thumbnails, user_thumbnails } = await profileOf(mock.url, token.replace(' ', '-'));
      const sizes = Object.keys(user_thumbnails).map(key => Number(key.replace('sizeX', '')));
      expect(sizes).toHaveLength(10);
      for (const map of [thumbnails, user_thumbnails])
        expect(await Promise.all(Object.values(map).map(sizeOf))).toEqual(sizes.map(size => [size, size]));
    },
  );

  it('include the claim picture, at 120 pixels', async () => {
    expect(await sizeOf((await profileOf(mock.url)).picture)).toEqual([120, 120]);
  });

  it('are refused when their time is over, by the clock of the mock', async () => {
    const { picture } = await profileOf(mock.url);
    mock.clock.advance(quarter);
    expect((await fetch(picture)).status).toBe(200);
    mock.clock.advance(quarter);
    expect((await fetch(picture)).status).toBe(403);
  });

  it('have addresses under the name that the client used', async () => {
    const host = `localhost:${mock.port}`;
    const { picture } = await profileOf(`http://${host}`);
    expect(new URL(picture).host).toBe(host);
    expect((await profileOf(mock.url)).picture).toContain(mock.url);
  });

  it.each(['path', 'header'])('lead to the session that the profile came from, and to its clock: by %s', async way => {
    const session = mock.session('pictures');
    session.clock.set(1_900_000_000_000);
    const { picture } =
      way === 'path'
        ? await profileOf(session.url)
        : await profileOf(mock.url, undefined, { 'x-mock-session': 'pictures' });
    expect(picture).toContain(`${session.url}/pictures/`);
    expect((await fetch(picture)).status).toBe(200);
    session.clock.advance(2 * quarter);
    expect((await fetch(picture)).status).toBe(403);
  });
});

describe('the bytes of a profile', () => {
  it.each(['mock.alice', 'stranger'])(
    'are the same for a quarter of an hour, then only the addresses change: %s',
    async token => {
      const texts: string[] = [];
      for (let time = 0; time < 4; time++) texts.push(await textOf(mock.url, token));
      mock.clock.advance(quarter - 1);
      texts.push(await textOf(mock.url, token));
      expect(new Set(texts).size).toBe(1);
      mock.clock.advance(1);
      const later = await textOf(mock.url, token);
      const withoutTokens = (text: string) => text.replace(/\?t=[\w-]+/g, '');
      expect(withoutTokens(later)).toBe(withoutTokens(texts[0] ?? ''));
      if (token === 'mock.alice') expect(later).not.toBe(texts[0]);
    },
  );

  it('are the same on every server of the same URL: the signature follows from the seed', async () => {
    await using other = await startMock();
    other.clock.set(1_800_000_000_000);
    expect((await textOf(other.url)).replaceAll(other.url, mock.url)).toBe(await textOf(mock.url));
  });
});

describe('a document that requires other URLs', () => {
  it('gets them, for personas and strangers', async () => {
    const secure = await serveChanged(document => {
      document.components.schemas.UserInfo.properties.picture.pattern = '^https://';
    });
    for (const token of ['mock.alice', 'stranger', 'mock.alice.drifted'])
      expect((await profileOf(secure.url, token)).picture).toMatch(/^https:/);
  });
});

describe('the option "pictures"', () => {
  it("sends Autodesk's own patterns, which do not change with time or place", async () => {
    await using plain = await startMock({ pictures: 'autodesk' });
    const { picture, user_thumbnails } = await profileOf(plain.url);
    expect(picture).toBe(
      'https://images.profile.autodesk.com/7ALC3QX9RW2K/profilepictures/x120.jpg?r=638608843165630000',
    );
    expect(user_thumbnails['sizeX20']).toMatch(/^https:\/\/images\.profile\.autodesk\.com\/\w+\/x20\.jpg\?t=[\w-]+$/);
    const before = await textOf(plain.url);
    plain.clock.advance(10 * quarter);
    expect(await textOf(plain.url.replace('127.0.0.1', 'localhost'))).toBe(before);
  });

  it('sends in each session the person that the logins of this session know', async () => {
    await using plain = await startMock({ pictures: 'autodesk' });
    const [here, elsewhere] = [plain.session('here'), plain.session('elsewhere')];
    const { accessToken } = await here.login({ persona: '~bob' });
    const before = await textOf(elsewhere.url, accessToken);
    // The answer to a token is kept when it comes for the second time.
    for (let time = 0; time < 2; time++) expect(await textOf(here.url, accessToken)).not.toBe(before);
    expect(await textOf(elsewhere.url, accessToken)).toBe(before);
  });
});
