// Profiles as they are, byte for byte. After an intended change: npx vitest run test/profiles/golden.test.ts -u, and read
// the difference: everybody's tokens have become somebody else.

import { describe, expect, it } from 'vitest';
import { builtinPersonas, loadPersonas } from '../../src/profiles/personas.ts';
import { variants } from '../../src/profiles/variants.ts';
import { builtin, subjectOf } from './documents.ts';

const { profiles } = subjectOf(builtin);
const personas = loadPersonas([builtinPersonas()]);
const seeds = ['whatever', 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', '日本語 🦊'];

/** One claim a line, so that a difference can be read; each body is quoted as it is sent. */
function shown(body: string): string {
  return `${JSON.stringify(JSON.parse(body), null, 2)}\n`;
}

describe('golden profiles', () => {
  it.each(variants)('%s', async variant => {
    const built = seeds.map(seed => profiles.build({ seed, variant }));
    for (const { body, claims } of built) expect(body).toBe(JSON.stringify(claims));
    const text = built
      .map(({ body, driftedAt }) => `${driftedAt === undefined ? '' : `${driftedAt}\n`}${shown(body)}`)
      .join('');
    await expect(text).toMatchFileSnapshot(`golden/${variant}.golden.json`);
  });

  it.each(personas.map(persona => [persona.name, persona] as const))('%s', async (name, persona) => {
    const { body } = profiles.build({ seed: name, persona, variant: 'documented' });
    await expect(shown(body)).toMatchFileSnapshot(`golden/persona-${name}.golden.json`);
  });
});
