// Profiles of the same tokens in several sessions: they differ in the addresses of pictures only.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options, startMock } from '../../src/index.ts';
import { jwt } from '../server/mock/jwt.ts';

const publicUrl = 'http://mock.test';
const now = 1_800_000_000_000;

/** A persona that names an address of a picture itself. */
function ownPersona(): string {
  const folder = mkdtempSync(join(tmpdir(), 'personas-'));
  const address = `${publicUrl}/sessions/first/pictures/default/user_X120.png`;
  const claims = `{ sub: OWNPERSONA12, picture: '${address}', about_me: 'See ${address}' }`;
  writeFileSync(join(folder, 'own.yaml'), `name: own\ntitle: Own\nclaims: ${claims}\n`);
  return folder;
}

/** The document, but with pictures of the first session only. */
export function choosyDocument(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'document-')), 'choosy.yaml');
  const text = readFileSync(new URL('../../spec/userinfo.yaml', import.meta.url), 'utf8');
  writeFileSync(file, text.replace('x-person: pictureUrl', "x-person: pictureUrl\n          pattern: '/first/'"));
  return file;
}

const ownTokens = [
  ...['mock.alice', 'mock.carla', 'mock.own', 'mock.alice~openid', 'stranger', 'known'],
  jwt({ userid: '7ALC3QX9RW2K' }),
];

/** Bodies for each token in the last one of these sessions of a new mock, after the same requests in the others. */
export async function profilesIn(
  start: typeof startMock,
  option: Options,
  sessions: readonly string[],
): Promise<string[]> {
  await using mock = await start({ publicUrl, personas: [ownPersona()], knownTokens: { known: 'alice' }, ...option });
  const bodies: string[] = [];
  mock.session('first').clock.set(now);
  // In other sessions, nobody has logged in with it.
  const { accessToken } = await mock.session('first').login({ persona: '~bob' });
  const tokens = [...ownTokens, accessToken];
  for (const name of sessions) {
    mock.session(name).clock.set(now);
    const url = `http://127.0.0.1:${mock.port}/sessions/${name}/userinfo`;
    // The answer to a token is kept when the token comes for the second time.
    for (const token of [...tokens, ...tokens])
      bodies.push(await (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).text());
  }
  return bodies.slice(-2 * tokens.length);
}
