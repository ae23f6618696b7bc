// JSON Pointers, as text and as URI fragments. @see https://www.rfc-editor.org/rfc/rfc6901

/** The reference tokens of a pointer, unescaped: `/a~1b/0` is `['a/b', '0']`. */
export function pointerTokens(pointer: string): string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/').map(unescapeToken);
}

export function joinPointer(pointer: string, ...tokens: readonly (string | number)[]): string {
  let joined = pointer;
  for (const token of tokens) joined += `/${escapeToken(String(token))}`;
  return joined;
}

/** The pointer without its last token; the whole document is its own parent. */
export function parentPointer(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}

export function isAtOrBelow(pointer: string, parent: string): boolean {
  return pointer === parent || pointer.startsWith(`${parent}/`);
}

/** The pointer of a URI fragment (`#/a%7Bb` without its `#`); undefined for another fragment. */
export function pointerOfFragment(fragment: string): string | undefined {
  try {
    const pointer = decodeURIComponent(fragment);
    return pointer === '' || pointer.startsWith('/') ? pointer : undefined;
  } catch {
    return undefined;
  }
}

/** The pointer as a local `$ref`, percent-encoded (section 6 of the RFC). */
export function refOfPointer(pointer: string): string {
  return `#${encodeURI(pointer).replaceAll('#', '%23').replaceAll('[', '%5B').replaceAll(']', '%5D')}`;
}

/** The pointer of a local `$ref`; undefined for every other `$ref`. */
export function pointerOfRef(ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith('#') ? pointerOfFragment(ref.slice(1)) : undefined;
}

function escapeToken(token: string): string {
  return token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
}
