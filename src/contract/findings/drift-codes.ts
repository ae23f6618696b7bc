// Findings about change: what a service answers now, against what it answered when a recording was made.

/** The kinds of this area. */
export const driftCodes = {
  'drift/status-changed': {
    title: 'The same request is answered with another status than before.',
    severity: 'error',
    cause: 'The service handles the case differently, or the credentials are not of the kind they were.',
    remedy: 'Check the credentials first. If the change is meant, document it and update the baseline.',
  },
  'drift/status-appeared': {
    title: 'A status was seen that the baseline does not have beside the others.',
    severity: 'info',
    cause: 'More was asked than when the baseline was made, or the service answers in a new way now and then.',
    remedy: 'Update the baseline if the status belongs there.',
  },
  'drift/claim-appeared': {
    title: 'A claim is there that the baseline does not have.',
    severity: 'warning',
    cause:
      'The service has learnt something new. A claim that is documented is only noted: people differ in what they fill in.',
    remedy: 'Document the claim, and update the baseline.',
  },
  'drift/claim-vanished': {
    title: 'A claim of the baseline is not there.',
    severity: 'warning',
    cause:
      'The service dropped it, or the token belongs to another person, who never filled it in. It is an error where the document requires the claim, and only noted where the baseline had it now and then.',
    remedy: 'Compare the same person. If the claim is gone for good, change the document and update the baseline.',
  },
  'drift/type-changed': {
    title: 'A value is of a JSON type that the baseline does not have.',
    severity: 'error',
    cause: 'The service writes it in another way. Where the document allows both types it is a warning.',
    remedy: 'Check that every client can read it. If the change is meant, change the document and update the baseline.',
  },
  'drift/nullability-changed': {
    title: 'A value is null that was not, or is no longer null.',
    severity: 'error',
    cause:
      'The service, or the person, no longer has the value. Where the document allows null it is only noted: people differ.',
    remedy: 'Compare the same person. If null is meant, allow it in the document and update the baseline.',
  },
  'drift/format-changed': {
    title: 'A string or number is in another format than in the baseline.',
    severity: 'warning',
    cause:
      'Often a date that became a number of seconds, seconds that became milliseconds, or an address that became a name.',
    remedy: 'Check that every client can read it. If the change is meant, change the document and update the baseline.',
  },
  'drift/value-appeared': {
    title: 'A value of a documented list was seen that the baseline does not have.',
    severity: 'info',
    cause: 'People differ, or the service uses more of the list than before.',
    remedy: 'Update the baseline if the value belongs there.',
  },
  'drift/header-appeared': {
    title: 'A header of interest is there that the baseline does not have.',
    severity: 'info',
    cause: 'The service, or a proxy before it, sends more than it did.',
    remedy: 'Update the baseline if the header is meant.',
  },
  'drift/header-vanished': {
    title: 'A header of the baseline is not there.',
    severity: 'warning',
    cause:
      'The service, or a proxy before it, no longer sends it. It is an error where the document requires the header.',
    remedy: 'Check that no client relies on it, and update the baseline.',
  },
  'drift/header-changed': {
    title: 'A header is of another form than in the baseline.',
    severity: 'warning',
    cause: 'Often another charset, a date in place of seconds in Retry-After, or other caching.',
    remedy: 'Check that every client can read it, and update the baseline.',
  },
  'drift/body-changed': {
    title: 'The body is of another kind than in the baseline: JSON, other text, or none.',
    severity: 'error',
    cause: 'Often a proxy that answers in place of the service.',
    remedy: 'Find out who sent it. If the change is meant, change the document and update the baseline.',
  },
} as const;
