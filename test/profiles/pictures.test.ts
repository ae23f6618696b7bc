// Whose addresses a profile's pictures have: Autodesk's own, or those that somebody gives out.

import { describe, expect, it } from 'vitest';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import { createValidators } from '../../src/contract/openapi/validators.ts';
import { builtinPersonas, loadPersonas, type Persona } from '../../src/profiles/personas.ts';
import type { PictureHost } from '../../src/profiles/pictures.ts';
import { createProfileBuilder } from '../../src/profiles/profile-builder.ts';

const document = await loadDocument(builtinDocument());
const [operation] = document.operations;
const schemaPointer = operation!.responses.get('200')!.content.get('application/json')!.schemaPointer;
const validators = createValidators(document);
const profiles = createProfileBuilder({ document, schemaPointer, validators, seed: '', locale: 'en' });
const personas = new Map(loadPersonas([builtinPersonas()]).map(persona => [persona.name, persona]));

const pictures: PictureHost = {
  uploadedBy: subject => picture(`http://mock.example/${subject}`),
  byDefault: picture('http://mock.example/default'),
};

function picture(folder: string): PictureHost['byDefault'] {
  return { plain: size => `${folder}/${size}`, signed: size => `${folder}/${size}?signed` };
}

interface Told {
  readonly sub: string;
  readonly picture?: string;
  readonly thumbnails: Readonly<Record<string, string>>;
  readonly user_thumbnails: Readonly<Record<string, string>>;
}

function told(persona: Persona | undefined, seed = persona?.name ?? ''): Told {
  return profiles.build({ seed, persona, variant: 'documented', pictures }).claims as unknown as Told;
}

describe('a profile with another host of pictures', () => {
  it('has those addresses, each in its size, and none of Autodesk', () => {
    for (let seed = 0; seed < 50; seed++) {
      const profile = told(undefined, String(seed));
      expect(profile.picture).toMatch(/^http:\/\/mock\.example\/\w+\/120$/);
      for (const [key, address] of Object.entries({ ...profile.thumbnails, ...profile.user_thumbnails }))
        expect(address.replace('?signed', '').split('/').at(-1)).toBe(key.replace('sizeX', ''));
      expect(JSON.stringify(profile)).not.toContain('images.profile.autodesk.com');
    }
  });

  it('is else the same as without', () => {
    const { picture: _, thumbnails: __, user_thumbnails: ___, ...rest } = told(undefined, 'x');
    expect(profiles.build({ seed: 'x', variant: 'documented' }).claims).toMatchObject(rest);
  });

  it('goes by whether the person has a picture', () => {
    const addresses = [...Array(50).keys()].map(seed => told(undefined, String(seed)).picture ?? '');
    const byDefault = addresses.filter(address => address.includes('/default/')).length;
    expect(byDefault).toBeGreaterThan(5);
    expect(byDefault).toBeLessThan(45);
  });

  it("has them instead of a built-in persona's URLs of Autodesk", () => {
    const alice = told(personas.get('alice'));
    expect(alice.picture).toBe(`http://mock.example/${alice.sub}/120`);
    expect(alice.user_thumbnails['sizeX20']).toBe(`http://mock.example/${alice.sub}/20?signed`);
  });

  it('has the default ones for a persona without a picture', () => {
    const carla = told(personas.get('carla'));
    expect(carla.picture).toBeUndefined();
    expect(carla.thumbnails['sizeX20']).toBe('http://mock.example/default/20');
  });

  it.each(['https://cdn.example/zoe/x120.png', 'https://images.profile.autodesk.com/ZOE/profilepictures/x120.jpg'])(
    'leaves what a persona of the user says as it is: %s',
    address => {
      const alice = personas.get('alice')!;
      const zoe: Persona = { ...alice, builtin: false, claims: { ...alice.claims, picture: address } };
      expect(told(zoe).picture).toBe(address);
    },
  );
});
