// Makes text of a server under test harmless in every report: nothing moves the cursor, reverses the line, breaks an XML
// document or commands a build log.

/** Maximum length of a text, in UTF-16 units: no honest server needs more. */
const longestText = 2000;

/**
 * Characters unsafe for terminals, browsers and XML 1.0: control characters (C0, C1 and DEL), marks that change the
 * direction of a line, line and paragraph separators, invisible marks, halves of surrogate pairs, noncharacters.
 */
const unsafe: RegExp =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text on one line: unsafe characters escaped as `\u001b`, tabs as spaces, cut after 2000 characters with a note. */
export function printable(text: string): string {
  return escapeUnsafe(shortened(text).replaceAll('\t', ' '));
}

/** JSON with unsafe characters escaped, which keeps its value; strings are cut after 2000 characters. */
export function printableJson(value: unknown, indent = 0): string {
  const shorten = (_key: string, part: unknown): unknown => (typeof part === 'string' ? shortened(part) : part);
  return JSON.stringify(value, shorten, indent).split('\n').map(escapeUnsafe).join('\n');
}

function shortened(text: string): string {
  const more = text.length - longestText;
  return more > 0 ? `${text.slice(0, longestText)}... (${more} more characters)` : text;
}

function escapeUnsafe(text: string): string {
  // GitHub's runner executes `##[command]` anywhere in a line.
  return text.replace(unsafe, escaped).replaceAll('##[', '\\u0023#[');
}

/** As in JSON: each UTF-16 unit as four hex digits. */
function escaped(character: string): string {
  const units = character.split('').map(unit => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return units.map(unit => `\\u${unit}`).join('');
}
