// Makes text that comes from a server under test harmless wherever a report is shown: nothing moves the cursor, turns the
// line around, ends an XML document or gives orders to a build log.

/** Longest text of a report, in UTF-16 units; what is longer was made to be long. */
const longestText = 2000;

/**
 * What terminals, browsers and XML 1.0 must not get: control characters (C0, C1 and DEL), marks that change the
 * direction of a line, line and paragraph separators, invisible marks, halves of surrogate pairs, noncharacters.
 */
const unsafe: RegExp =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text on one line: what is unsafe as `\u001b`, a tab as a space; cut after 2000 characters, saying so. */
export function printable(text: string): string {
  return escapeUnsafe(shortened(text).replaceAll('\t', ' '));
}

/** JSON with what is unsafe escaped, which leaves its value as it is; strings are cut after 2000 characters. */
export function printableJson(value: unknown, indent = 0): string {
  const shorten = (_key: string, part: unknown): unknown => (typeof part === 'string' ? shortened(part) : part);
  return JSON.stringify(value, shorten, indent).split('\n').map(escapeUnsafe).join('\n');
}

function shortened(text: string): string {
  const more = text.length - longestText;
  return more > 0 ? `${text.slice(0, longestText)}... (${more} more characters)` : text;
}

function escapeUnsafe(text: string): string {
  // GitHub's runner obeys `##[command]` anywhere in a line.
  return text.replace(unsafe, escaped).replaceAll('##[', '\\u0023#[');
}

/** As JSON has it: each UTF-16 unit by its number. */
function escaped(character: string): string {
  const units = character.split('').map(unit => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return units.map(unit => `\\u${unit}`).join('');
}
