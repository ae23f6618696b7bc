// Profiles as they are, byte for byte: one that a reader can check, and a hash of each variant and persona. After an
// intended change run `npm run fix` and read the difference: the people of every user have changed.

import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { builtinPersonas, loadPersonas } from '../../src/profiles/personas.ts';
import { variants } from '../../src/profiles/variants.ts';
import { builtin, subjectOf } from './documents.ts';

const { profiles } = subjectOf(builtin);
const seeds = ['whatever', 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', '日本語 🦊'];
const readable = { seed: 'whatever', variant: 'maximal' } as const;

it('golden profiles keep their bytes', async () => {
  const ofVariants = variants.flatMap(variant =>
    seeds.map(seed => {
      const { body, claims, driftedAt = '' } = profiles.build({ seed, variant });
      if (variant === 'respelled') expect(JSON.parse(body)).toEqual(claims);
      else expect(body).toBe(JSON.stringify(claims));
      return `${hash(driftedAt + body)} ${variant} ${seed}`;
    }),
  );
  const ofPersonas = loadPersonas([builtinPersonas()]).map(persona => {
    const { body } = profiles.build({ seed: persona.name, persona, variant: 'documented' });
    return `${hash(body)} persona ${persona.name}`;
  });
  const shown = JSON.stringify(JSON.parse(profiles.build(readable).body), null, 2);
  const lines = [
    `${readable.variant} ${readable.seed}`,
    shown,
    '',
    'SHA-256 of each body',
    ...ofVariants,
    ...ofPersonas,
  ];
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('profiles.golden.txt');
});

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
