// Decodes JWTs without checking them.
// @see https://www.rfc-editor.org/rfc/rfc7519#section-7.2

import { isObject } from './json.ts';

/** The JSON parts of a JWT, unchecked. */
export interface DecodedJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The parts of a JWT in compact serialization; undefined for any other text. */
export function decodeJwt(text: string): DecodedJwt | undefined {
  const segments = text.split('.', 4);
  if (segments.length !== 3) return undefined;
  const header = decodePart(segments[0]);
  const payload = header && decodePart(segments[1]);
  return payload && { header, payload };
}

function decodePart(part = ''): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
