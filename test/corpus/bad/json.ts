// Bodies that are no JSON, or JSON that parsers read differently.

import { type Family, family, profileAsk } from '../case.ts';
import { body, headers, inProfile, together } from '../changes.ts';

const page = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>\n';
const text = (change: string | Uint8Array | ((good: string) => string | Uint8Array)) => inProfile(body(change));

export const json: Family = family('text of the body', 'valid-token', profileAsk, [
  ['the body is empty', text(''), 'response/body-missing'],
  ['the body is white space', text(' \n'), 'response/json-truncated'],
  ['a web page is called JSON', text(page), 'response/json-invalid'],
  [
    'a web page is called a web page',
    inProfile(together(headers({ 'Content-Type': 'text/html; charset=utf-8' }), body(page))),
    'response/content-type-undocumented',
  ],
  ['the JSON ends within a string', text(good => good.slice(0, 40)), 'response/json-truncated'],
  ['the last brace is missing', text(good => good.slice(0, -1)), 'response/json-truncated'],
  ['a second brace follows', text(good => `${good}}`), 'response/json-trailing'],
  ['a second object follows', text(good => `${good}\n{}`), 'response/json-trailing'],
  ['a line of debugging follows', text(good => `${good}\n<!-- 12 ms -->`), 'response/json-trailing'],
  ['a guard against scripts comes first', text(good => `)]}',\n${good}`), 'response/json-invalid'],
  ['it is JSONP', text(good => `callback(${good});`), 'response/json-invalid'],
  ['a comma is too many', text(good => good.replace(/\}$/u, ',}')), 'response/json-invalid'],
  ['there is a comment', text(good => good.replace('{', '{ /* profile */ ')), 'response/json-invalid'],
  ['strings have single quotation marks', text(good => good.replaceAll('"', "'")), 'response/json-invalid'],
  ['a value is NaN', text(good => good.replace('1719830400', 'NaN')), 'response/json-invalid'],
  ['a value is undefined', text(good => good.replace('null', 'undefined')), 'response/json-invalid'],
  ['a number begins with 0', text(good => good.replace('1719830400', '01719830400')), 'response/json-invalid'],
  ['a line break stands in a string', text(good => good.replace('\\n', '\n')), 'response/json-invalid'],
  [
    'a name stands twice',
    text(good => good.replace('{', '{"email":"old@example.org",')),
    'response/json-duplicate-name /email',
  ],
  [
    'a name stands twice, once escaped',
    text(good => good.replace('{', '{"em\\u0061il":"old@example.org",')),
    'response/json-duplicate-name /email',
  ],
  [
    'a name stands twice in the address',
    text(good => good.replace('"region"', '"region":"TO","region"')),
    'response/json-duplicate-name /address/region',
  ],
  [
    'a name stands twice in an item of a list',
    text(good => good.replace('"providerId"', '"providerId":"x","providerId"')),
    'response/json-duplicate-name /social_userinfo_list/0/providerId',
  ],
  ['a byte order mark comes first', text(good => `\uFEFF${good}`), 'response/byte-order-mark'],
  ['it is in ISO 8859-1', text(good => Buffer.from(good.replace('Ines', 'Inès'), 'latin1')), 'response/utf8-invalid'],
  ['it is in UTF-16', text(good => Buffer.from(`\uFEFF${good}`, 'utf16le')), 'response/utf8-invalid'],
  [
    'a surrogate is coded as a character',
    text(good => Buffer.from(good.replace('Ines', '\xed\xa0\x80'), 'latin1')),
    'response/utf8-invalid',
  ],
]);
