// Media types, as far as the request path must tell them apart. @see https://www.rfc-editor.org/rfc/rfc6839#section-3.1

/** Whether a media type is JSON: `application/json`, or any with the structured syntax suffix `+json`. */
export function isJson(mediaType: string): boolean {
  return /^application\/json\b|\+json\b/i.test(mediaType);
}

/** Text is sent as UTF-8, and says so unless the document names a charset itself. */
export function withCharset(mediaType: string): string {
  return /charset=/i.test(mediaType) || !/^text\/|json|xml/i.test(mediaType)
    ? mediaType
    : `${mediaType}; charset=utf-8`;
}
