// Which media types may be quoted: those that are known. Any other text in Content-Type may be a token or a person's.

const known = new Set([
  ...['application/json', 'application/problem+json', 'application/vnd.api+json', 'application/jwt', 'application/xml'],
  ...['application/javascript', 'application/octet-stream', 'application/pdf', 'application/x-www-form-urlencoded'],
  ...[
    'text/html',
    'text/plain',
    'text/xml',
    'text/json',
    'text/csv',
    'text/css',
    'text/javascript',
    'text/event-stream',
  ],
  ...['application/zip', 'image/jpeg', 'image/png', 'multipart/form-data'],
]);

/** @see https://www.iana.org/assignments/media-type-structured-suffix */
const structured =
  /^(application|audio|font|image|message|model|multipart|text|video)\/.+(\+(?:json|xml|cbor|yaml|zip))$/u;

/** A media type as it may be quoted, such as `application/*+json` for one of JSON; undefined where nothing of it may be. */
export function shownMediaType(essence: string): string | undefined {
  if (known.has(essence)) return essence;
  const [, type, suffix] = structured.exec(essence) ?? [];
  return type === undefined ? undefined : `${type}/*${suffix}`;
}
