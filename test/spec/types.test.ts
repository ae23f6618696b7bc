// The generated sources are in step with what they follow from, and the types of the document are pleasant to use.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentFile, renderSources, renderTypes } from '../../spec/generate.ts';
import type { DocumentedError, ErrorBody, UserInfo } from '../../src/contract/openapi/types.gen.ts';

describe('the generated sources', () => {
  it('are in step with document, catalogues and options; `npm run fix` writes them', async () => {
    for (const [path, text] of Object.entries(await renderSources())) {
      expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), path).toBe(text);
    }
  });
});

describe('the generated types', () => {
  it('change with the document', async () => {
    const changed = readFileSync(documentFile, 'utf8').replace('required: [sub]', 'required: [sub, name]');
    const source = await renderTypes(changed);
    expect(source).toContain('\n  name: string;');
    expect(source).not.toContain('\n  name?: string;');
  });

  it('allow null for ldap_domain and further sizes of thumbnails', () => {
    const profile: UserInfo = {
      sub: 'ABCDEFGH1234',
      ldap_domain: null,
      thumbnails: { sizeX200: 'https://example.com/200.png' },
    };
    const picture: string | undefined = profile.thumbnails?.['sizeX200'];
    expect(picture).toBe('https://example.com/200.png');
  });

  it('catch a misspelt claim', () => {
    // @ts-expect-error: the claim is called given_name
    const profile: UserInfo = { sub: 'ABCDEFGH1234', givenName: 'First' };
    expect(profile.sub).toBe('ABCDEFGH1234');
  });

  it('catch a profile without sub', () => {
    // @ts-expect-error: sub is required
    const profile: UserInfo = { name: 'First Last' };
    expect(profile.name).toBe('First Last');
  });

  it('tell the envelopes of errors apart', () => {
    const documented: DocumentedError = {
      developerMessage: 'm',
      errorCode: 'AUTH-006',
      'more info': 'https://example.com',
    };
    const messageOf = (body: ErrorBody): string => ('error' in body ? body.error : body.developerMessage);
    expect([messageOf(documented), messageOf({ error: 'invalid_token' })]).toEqual(['m', 'invalid_token']);
  });
});
