// Other methods than GET, and other spellings of the address.

import type { BadCase, Expected, Family } from '../case.ts';
import {
  answered,
  asksBy,
  asksForProfile,
  body,
  type Change,
  headers,
  only,
  sent,
  status,
  together,
  type When,
} from '../changes.ts';
import { errorBody, profile, tokens } from '../good-server.ts';
import type { Send } from '../wire.ts';

const head = asksBy('HEAD');
const posts = asksBy('POST');
const traces = asksBy('TRACE');
const doubled: When = ({ path }) => path.startsWith('//');
const queried: When = asked => asksForProfile(asked) && asked.query !== '';
const other = JSON.stringify({ ...profile, sub: 'PQ3W8E5RTY6U', eidm_guid: 'PQ3W8E5RTY6U' });
const withBody: Send = (socket, text) => socket.end(`${text}{}`);
const notAllowed = (allow: string | null): Change => together(answered(405, '{}'), headers({ Allow: allow }));

export const methods: Family = {
  title: 'methods and addresses',
  cases: [
    wrong('HEAD is not allowed', 'head-equals-get', only(head, notAllowed('GET')), 'check/head-status'),
    wrong('HEAD finds nothing', 'head-equals-get', only(head, status(404)), 'check/head-status'),
    wrong(
      'HEAD has no content',
      'head-equals-get',
      only(head, together(status(204), headers({ 'Content-Length': null }))),
      'check/head-status',
    ),
    wrong(
      'HEAD has another type',
      'head-equals-get',
      only(head, headers({ 'Content-Type': 'text/plain' })),
      'check/head-headers',
    ),
    wrong(
      'HEAD has another length',
      'head-equals-get',
      only(head, headers({ 'Content-Length': '0' })),
      'check/head-headers',
    ),
    wrong('HEAD sends a body', 'head-equals-get', only(head, sent(withBody)), 'check/head-body'),
    post('POST is not allowed', only(posts, notAllowed('GET, HEAD')), 'check/status', 'response/status-undocumented'),
    post(
      'POST gives another name',
      only(posts, body(JSON.stringify({ ...profile, name: 'Ines' }))),
      'check/post-differs /name',
    ),
    post(
      'POST gives another person',
      only(posts, body(other)),
      'check/post-differs /sub',
      'check/post-differs /eidm_guid',
    ),
    post('POST gives nothing', only(posts, body('')), 'response/body-missing'),
    post(
      'POST asks for another token',
      only(posts, answered(401, errorBody('Access token provided is invalid or expired.', 'AUTH-006'))),
      'check/status',
    ),
    wrong(
      'an unknown method is answered',
      'method-not-allowed',
      only(traces, answered(200, '{}')),
      'check/method-accepted',
    ),
    wrong(
      'an unknown method finds nothing',
      'method-not-allowed',
      only(traces, answered(404, '{}')),
      'check/method-status',
    ),
    wrong(
      'an unknown method makes it fail',
      'method-not-allowed',
      only(traces, answered(500, '{}')),
      'check/method-status',
    ),
    wrong('405 has no Allow', 'method-not-allowed', only(traces, headers({ Allow: null })), 'response/allow-missing'),
    wrong(
      'Allow lacks a method',
      'method-not-allowed',
      only(traces, headers({ Allow: 'GET, HEAD' })),
      'check/allow-incomplete',
    ),
    wrong('a doubled slash finds nothing', 'double-slash', only(doubled, answered(404, '{}')), 'check/double-slash'),
    wrong(
      'a doubled slash is redirected',
      'double-slash',
      only(doubled, answered(308, '', { Location: '/userinfo' })),
      'check/double-slash',
    ),
    wrong(
      'an unknown query is refused',
      'unknown-query-ignored',
      only(queried, answered(400, errorBody('The request could not be understood.'))),
      'check/query-matters',
    ),
    wrong(
      'an unknown query changes the person',
      'unknown-query-ignored',
      only(queried, body(other)),
      'check/query-matters /sub',
    ),
    wrong(
      'an unknown query gives a page',
      'unknown-query-ignored',
      only(queried, body('<h1>Welcome</h1>')),
      'check/query-matters',
    ),
  ],
};

function wrong(name: string, check: string, change: Change, ...found: readonly Expected[]): BadCase {
  return { name, change, found: { [check]: found }, ask: undefined };
}

function post(name: string, change: Change, ...found: readonly Expected[]): BadCase {
  const ask = found.some(code => code.startsWith('response/')) ? { method: 'POST', token: tokens.good } : undefined;
  return { ...wrong(name, 'post', change, ...found), permit: 'allowPost', ask };
}
