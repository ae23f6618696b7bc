// What a server answers that keeps to the document, written from the document's text alone. Every case of the corpus is
// this server with one change.

import type { Answer, Asked, Headers } from './wire.ts';

/** The profile that the good token gives. */
export const profile = {
  sub: 'XK7Q2M9ZTR4B',
  name: 'Ines Marangoni',
  given_name: 'Ines',
  family_name: 'Marangoni',
  preferred_username: 'ines.marangoni',
  email: 'ines.marangoni@example.org',
  email_verified: true,
  profile: 'https://profile.example.org/ines',
  picture: 'https://images.example.org/XK7Q2M9ZTR4B/x120.jpg',
  locale: 'it-IT',
  updated_at: 1_719_830_400,
  is_2fa_enabled: true,
  is_backup_code_present: false,
  country_code: 'IT',
  address: {
    street_address: 'Via dei Mille 12\n',
    locality: 'Torino',
    region: 'Piemonte',
    postal_code: '10123',
    country: 'IT',
  },
  phone_number: '+39 0115550123 #42',
  phone_number_verified: false,
  ldap_enabled: false,
  ldap_domain: null,
  job_title: 'Structural engineer',
  industry: 'Architecture',
  industry_code: 'AEC01',
  about_me: 'Bridges, mostly.',
  language: 'it',
  company: 'Studio Marangoni',
  created_date: '2015-03-09T08:15:00Z',
  last_login_date: '2026-10-30T17:42:05Z',
  eidm_guid: 'XK7Q2M9ZTR4B',
  opt_in: false,
  social_userinfo_list: [{ socialUserId: 'ines.m', providerId: 'g-118', providerName: 'Google' }],
  user_thumbnails: {
    sizeX20: 'https://images.example.org/7d1/x20.jpg?t=c2ln',
    sizeX120: 'https://images.example.org/7d1/x120.jpg?t=c2ln',
  },
  thumbnails: {
    sizeX20: 'https://images.example.org/XK7Q2M9ZTR4B/x20.jpg',
    sizeX120: 'https://images.example.org/XK7Q2M9ZTR4B/x120.jpg',
  },
} as const;

/** What the server knows; everything else is a token that nobody issued. */
export const tokens = {
  /** A JWT without a signature whose `userid` is the person's. */
  good: 'e30.eyJ1c2VyaWQiOiJYSzdRMk05WlRSNEIifQ.c2ln',
  expired: 'expired-token',
  twoLegged: 'two-legged-token',
  unknown: 'unknown-token',
} as const;

/** A token that makes the server answer with a status. */
export function provoke(status: number): string {
  return `provoke-${status}`;
}

const guide = 'https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/error_handling/';

/** The body of an error. */
export function errorBody(developerMessage: string, errorCode?: string): string {
  return JSON.stringify({ developerMessage, moreInfo: guide, ...(errorCode !== undefined && { errorCode }) });
}

const badToken = errorBody('Access token provided is invalid or expired.', 'AUTH-006');
const noToken = errorBody('The Authorization header is missing or invalid.', 'AUTH-012');
const provoked: Readonly<Record<string, string>> = {
  400: errorBody('The request could not be understood.'),
  403: errorBody('Token does not have the privilege for this request.', 'AUTH-010'),
  429: JSON.stringify({ developerMessage: 'Quota limit exceeded.' }),
  500: errorBody('An unknown error occurred on the server.', 'ERR-003'),
};

/** Answers as documented. */
export function goodAnswer({ method, path, authorization }: Pick<Asked, 'method' | 'path' | 'authorization'>): Answer {
  if (!/^\/{1,2}userinfo$/u.test(path)) return json(404, '{}');
  if (method === 'OPTIONS') return { status: 204, headers: preflightHeaders, body: '' };
  if (!['GET', 'HEAD', 'POST'].includes(method)) return { ...json(405, '{}'), headers: notAllowedHeaders };
  if (authorization === undefined) return json(401, noToken);
  const [, token = ''] = /^Bearer ([^ ]+)$/u.exec(authorization) ?? [];
  if (token === tokens.good) return json(200, JSON.stringify(profile));
  const [, status = ''] = /^provoke-(\d+)$/u.exec(token) ?? [];
  const body = provoked[status];
  if (body === undefined) return json(401, badToken);
  return json(Number(status), body, status === '429' ? { 'Retry-After': '25' } : {});
}

const commonHeaders: Headers = {
  Date: 'Mon, 23 Nov 2026 12:00:00 GMT',
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'Access-Control-Allow-Origin': '*',
  'X-Request-Id': '6f9619ff-8b86-d011-b42d-00c04fc964ff',
};

const notAllowedHeaders: Headers = { ...commonHeaders, Allow: 'GET, HEAD, POST, OPTIONS' };

const preflightHeaders: Headers = {
  Date: 'Mon, 23 Nov 2026 12:00:00 GMT',
  'Content-Length': null,
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, POST',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
};

function json(status: number, body: string, headers: Headers = {}): Answer {
  return { status, headers: { ...commonHeaders, ...headers }, body };
}
