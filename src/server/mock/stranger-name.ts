// How a stranger is named: `~` and a word that can stand in a token, `mock.~<word>[.<scenario>]`.
// @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1

/** What to do about a name that a stranger cannot have. */
export const strangerNameHint = 'Use letters, digits and any of - _ ~ + / after the first ~.';

/** Whether a stranger can be named so. A dot would end the name in a token. */
export function isStrangerName(name: string): boolean {
  return /^~[A-Za-z0-9\-_~+/]+$/.test(name);
}
