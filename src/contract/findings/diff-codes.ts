// Findings about two versions of a document: what a program that reads the answers has to expect.

/** The kinds of this area. */
export const diffCodes = {
  'diff/operation-removed': {
    title: 'An operation is gone.',
    severity: 'error',
    cause: 'The path or the method was removed or renamed.',
    remedy: 'Keep it until no client calls it.',
  },
  'diff/operation-added': {
    title: 'An operation is new.',
    severity: 'info',
    cause: 'The document describes more than it did.',
    remedy: 'Nothing: no reader is concerned.',
  },
  'diff/security-changed': {
    title: 'Whether an operation asks for a token has changed.',
    severity: 'error',
    cause: 'A security requirement was added or removed. That none is needed any more is only noted.',
    remedy: 'Make sure that every client sends a token before the service asks for it.',
  },
  'diff/parameter-changed': {
    title: 'A request parameter was added, removed or is now required.',
    severity: 'error',
    cause: 'The operation takes other input. Only a parameter that must be sent breaks a client; others are noted.',
    remedy: 'Keep new parameters optional.',
  },
  'diff/rate-limit-changed': {
    title: 'The documented rate limit has changed.',
    severity: 'warning',
    cause: 'The service allows fewer calls, or more, which is only noted.',
    remedy: 'Check that every client stays below it.',
  },
  'diff/status-removed': {
    title: 'A status is no longer documented.',
    severity: 'info',
    cause: 'The service no longer answers so. For a success that is an error: a reader waits for it.',
    remedy: 'Keep the success that clients know.',
  },
  'diff/status-added': {
    title: 'A status is newly documented.',
    severity: 'warning',
    cause: 'The service has one more way to answer, which a reader may not expect.',
    remedy: 'Check that every client handles it.',
  },
  'diff/media-type-removed': {
    title: 'A media type of a response is gone.',
    severity: 'error',
    cause: 'The body comes in another form.',
    remedy: 'Keep it until no client reads it.',
  },
  'diff/media-type-added': {
    title: 'A response may come in one more media type.',
    severity: 'warning',
    cause: 'The service may answer in a form that a reader does not know.',
    remedy: 'Send it only to those who ask for it with Accept.',
  },
  'diff/claim-removed': {
    title: 'A claim is no longer documented.',
    severity: 'error',
    cause: 'It was removed or renamed. A reader that relies on it finds nothing.',
    remedy: 'Keep it until no client reads it, and mark it as deprecated.',
  },
  'diff/claim-added': {
    title: 'A claim is newly documented.',
    severity: 'info',
    cause: 'The service tells more than it did.',
    remedy: 'Nothing: a reader ignores what it does not know.',
  },
  'diff/claim-optional': {
    title: 'A claim that was always there may now be missing.',
    severity: 'error',
    cause: 'It is no longer required.',
    remedy: 'Keep it required, or check that every client can do without it.',
  },
  'diff/claim-required': {
    title: 'A claim that may have been missing is now always there.',
    severity: 'info',
    cause: 'It is now required.',
    remedy: 'Nothing: a reader that can do without it still can.',
  },
  'diff/type-changed': {
    title: 'A value may be of another JSON type.',
    severity: 'error',
    cause: 'A type was added or exchanged. That one of several is gone is only noted.',
    remedy: 'Keep the type, or add a claim under another name.',
  },
  'diff/nullability-changed': {
    title: 'Whether a value may be null has changed.',
    severity: 'error',
    cause: 'Null was allowed, which a reader may not expect. That it no longer is allowed is only noted.',
    remedy: 'Leave the claim out, or check that every client can read null.',
  },
  'diff/format-changed': {
    title: 'A value may be in another format.',
    severity: 'error',
    cause: 'The format was exchanged. A format that is no longer promised is a warning, a new promise is only noted.',
    remedy: 'Keep the format, or add a claim under another name.',
  },
  'diff/values-changed': {
    title: 'The list of values has changed.',
    severity: 'warning',
    cause: 'A value was added, or the list was dropped, which a reader may not expect. A shorter list is only noted.',
    remedy: 'Check that every client handles values that it does not know.',
  },
  'diff/limit-changed': {
    title: 'A limit or pattern of a value has changed.',
    severity: 'warning',
    cause: 'Lengths, numbers or texts may be other ones than before. A new limit is only noted.',
    remedy: 'Check that every client can hold and read them.',
  },
  'diff/members-opened': {
    title: 'Whether an object may have further members has changed.',
    severity: 'warning',
    cause:
      'It was closed, and a reader that refuses unknown members relied on that. That it is now closed is only noted.',
    remedy: 'Check that every client ignores what it does not know.',
  },
  'diff/header-removed': {
    title: 'A response header is no longer documented.',
    severity: 'warning',
    cause: 'The service may no longer send it. It is an error where it was required.',
    remedy: 'Check that no client relies on it.',
  },
  'diff/header-added': {
    title: 'A response header is newly documented.',
    severity: 'info',
    cause: 'The service sends more than it did.',
    remedy: 'Nothing: a reader ignores what it does not know.',
  },
  'diff/header-optional': {
    title: 'A response header that was always there may now be missing.',
    severity: 'error',
    cause: 'It is no longer required.',
    remedy: 'Keep it required, or check that every client can do without it.',
  },
} as const;
