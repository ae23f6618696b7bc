// Media types, as far as the request path must tell them apart. @see https://www.rfc-editor.org/rfc/rfc6839#section-3.1

/** Text is sent as UTF-8, and says so unless the document names a charset itself. */
export function withCharset(mediaType: string): string {
  return /charset=/i.test(mediaType) || !/^text\/|json|xml/i.test(mediaType)
    ? mediaType
    : `${mediaType}; charset=utf-8`;
}
