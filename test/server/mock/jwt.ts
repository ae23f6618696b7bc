// Tokens as Autodesk issues them, unsigned: what the tests of the request path send.

/** A JWT with these claims. */
export function jwt(
  claims: Readonly<Record<string, unknown>>,
  header: unknown = { alg: 'RS256', kid: 'test' },
): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode(header)}.${encode(claims)}.${Buffer.from('signature').toString('base64url')}`;
}
