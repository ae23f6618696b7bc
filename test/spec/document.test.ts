// spec/userinfo.yaml: valid as OpenAPI, complete against the reference page, true to its own rules.

import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { documentFile } from '../../spec/generate.ts';
import { at, isValid, type Node, nodes, propertiesOf, root, statusesOfThePage } from './subject.ts';

const claimsOfThePage = `
  sub name given_name family_name preferred_username email email_verified profile picture locale updated_at
  is_2fa_enabled is_backup_code_present country_code address phone_number phone_number_verified ldap_enabled ldap_domain
  job_title industry industry_code about_me language company created_date last_login_date eidm_guid opt_in
  social_userinfo_list user_thumbnails thumbnails`
  .trim()
  .split(/\s+/);
const sizesOfThePage = [20, 40, 50, 58, 80, 120, 160, 176, 240, 360].map(size => `sizeX${size}`);
const membersOfThePage = {
  Address: ['street_address', 'locality', 'region', 'postal_code', 'country'],
  SocialAccount: ['socialUserId', 'providerId', 'providerName'],
  UserThumbnails: sizesOfThePage,
  Thumbnails: sizesOfThePage,
};

const operations = ['get', 'post'].map(method => at(`/paths/~1userinfo/${method}`));

describe('the document', () => {
  it('is valid against the official OpenAPI schema', async () => {
    const validator = new Validator();
    expect(await validator.validate(documentFile)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every claim of the page and no other', () => {
    expect(propertiesOf('UserInfo')).toEqual(claimsOfThePage);
  });

  it.each(Object.entries(membersOfThePage))('has every member of %s and no other', (schema, members) => {
    expect(propertiesOf(schema)).toEqual(members);
  });

  it('requires sub alone and refuses no unknown claim', () => {
    const userInfo = at('/components/schemas/UserInfo');
    expect(userInfo['required']).toEqual(['sub']);
    expect(isValid('UserInfo', { sub: 'ABCDEFGH1234', unheard_of: { of: 1 } })).toBe(true);
    expect(isValid('UserInfo', { name: 'First Last' })).toBe(false);
  });

  it('has the statuses of the page, the same for GET and POST', () => {
    for (const operation of operations) {
      expect(Object.keys(operation['responses'] as Node)).toEqual(statusesOfThePage);
    }
    expect(operations[0]?.['responses']).toEqual(operations[1]?.['responses']);
    expect(operations.map(operation => operation['operationId'])).toEqual(['getUserInfo', 'postUserInfo']);
  });

  it('describes everything in whole sentences, without text cut short by YAML', () => {
    const texts = nodes(root).flatMap(({ node, pointer }) =>
      ['description', 'summary'].flatMap(key =>
        typeof node[key] === 'string' ? [`${pointer}/${key}: ${node[key].trim()}`] : [],
      ),
    );
    expect(texts.length).toBeGreaterThan(80);
    expect(texts.filter(text => !/[.)]$/.test(text))).toEqual([]);
  });
});

describe('ldap_domain', () => {
  const sub = 'ABCDEFGH1234';
  it.each([
    [true, 'null exactly when ldap_enabled is false', { ldap_enabled: false, ldap_domain: null }],
    [false, 'not a string when ldap_enabled is false', { ldap_enabled: false, ldap_domain: 'example.com' }],
    [true, 'a string when ldap_enabled is true', { ldap_enabled: true, ldap_domain: 'example.com' }],
    [false, 'not null when ldap_enabled is true', { ldap_enabled: true, ldap_domain: null }],
    [true, 'free to be absent when ldap_enabled is false', { ldap_enabled: false }],
    [true, 'free to be absent when ldap_enabled is true', { ldap_enabled: true }],
    [true, 'free to be null when ldap_enabled is absent', { ldap_domain: null }],
    [true, 'free to be a string when ldap_enabled is absent', { ldap_domain: 'example.com' }],
    [true, 'free to be absent along with ldap_enabled', {}],
    [false, 'never empty', { ldap_enabled: true, ldap_domain: '' }],
    [false, 'never anything else', { ldap_domain: 1 }],
  ])('(%s) is %s', (valid, _rule, claims) => {
    expect(isValid('UserInfo', { sub, ...claims })).toBe(valid);
  });
});

describe('a claim', () => {
  it.each([
    ['sub', ['3XVSL72JL2U5', 'ZRCJ32URKY489AXQ'], ['ABCDEFGH', 'abcdefgh1234', '', 'ABCDEFGH12345']],
    ['eidm_guid', ['3XVSL72JL2U5', 'ZRCJ32URKY489AXQ'], ['ABCDEFGH', 'ABCDEFGH-234']],
    [
      'created_date',
      ['2017-12-11T20:54:18Z'],
      ['1512981258', 1512981258, '2017-12-11T20:54:18.000Z', '2017-12-11T20:54:18+01:00', '2017-13-11T20:54:18Z'],
    ],
    ['last_login_date', ['2020-05-10T04:00:29Z'], ['2020-05-10', '2020-05-10 04:00:29Z', null]],
    ['updated_at', [0, 1662583480, 4102444800], ['1662583480', 1662583480.5, -1]],
    ['locale', ['en', 'en-US', 'zh-Hans-CN', 'es-419', 'fil-PH'], ['en_US', 'EN', 'en-us', '']],
    ['language', ['en', 'fil'], ['pt_BR', 'english', '']],
    ['country_code', ['US'], ['us', 'USA', '']],
    [
      'phone_number',
      ['+1 1234567890 #123', '+49 3012345678'],
      ['+11234567890', '1 1234567890', '+1 1234567890;ext=123', '', null],
    ],
    ['email', ['first.last+aps@example.com', "o'neil@example.com"], ['first.last', '']],
    ['email_verified', [true, false], ['true', 1, null]],
    [
      'picture',
      ['https://images.profile.autodesk.com/x/profilepictures/x120.jpg', 'http://127.0.0.1:4010/p.png'],
      ['', 'x120.jpg', null],
    ],
    ['social_userinfo_list', [[], [{ providerName: 'Google' }]], [{}, [''], null]],
    ['address', [{}, { region: '', postal_code: '' }, { country: 'Germany' }], ['Berlin', [], null]],
    [
      'thumbnails',
      [{}, { sizeX20: 'https://example.com/20.png' }, { sizeX200: 'https://example.com/200.png' }],
      [[], { x20: 'https://example.com/20.png' }, { sizeX20: 'no address' }],
    ],
    [
      'user_thumbnails',
      [{}, { sizeX360: 'https://example.com/a/x360.jpg?t=b' }],
      [[], { sizeX: 'https://example.com/20.png' }, { sizeX20: null }],
    ],
  ])('called %s takes %j and refuses %j', (claim, good, bad) => {
    const accepts = (value: unknown) => isValid('UserInfo', { sub: 'ABCDEFGH1234', [claim]: value });
    expect(good.filter(value => !accepts(value))).toEqual([]);
    expect(bad.filter(accepts)).toEqual([]);
  });
});

describe('error bodies', () => {
  it.each([
    [
      true,
      'the envelope of the gateway',
      { developerMessage: 'm', moreInfo: 'https://example.com', errorCode: 'AUTH-006' },
    ],
    [true, 'that envelope without a code', { developerMessage: 'm', moreInfo: 'https://example.com' }],
    [
      true,
      'the documented envelope',
      { developerMessage: 'm', userMessage: ' ', errorCode: 'ID-GE-009', 'more info': 'https://example.com' },
    ],
    [
      true,
      'the documented envelope without userMessage',
      { developerMessage: 'm', errorCode: 'AUTH-003', 'more info': 'https://example.com' },
    ],
    [true, 'the envelope of OAuth', { error: 'invalid_token', error_description: 'd' }],
    [false, 'an empty object', {}],
    [false, 'a message alone, which only a 429 has', { developerMessage: 'm' }],
    [false, 'a text', 'm'],
  ])('(%s) are %s', (valid, _shape, body) => {
    expect(isValid('ErrorBody', body)).toBe(valid);
  });
});
