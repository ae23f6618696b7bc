// Findings about contracts: what a provider answered other than agreed, and what a contract has other than the document.

/** The kinds of this area. */
export const pactCodes = {
  'pact/status': {
    title: 'The provider answers with another status than the contract has.',
    severity: 'error',
    cause: 'The provider changed, or its state is not the one that the interaction is given.',
    remedy: 'Mend the provider, or agree on another contract with the consumer.',
  },
  'pact/header': {
    title: 'A header of the answer is not as the contract has it.',
    severity: 'error',
    cause: 'The provider does not send the header, or sends another value.',
    remedy: 'Mend the provider, or agree on another contract with the consumer.',
  },
  'pact/content-type': {
    title: 'The body of the answer is of another media type than the contract has.',
    severity: 'error',
    cause: 'Something before the provider answered for it, or an error came in place of the answer.',
    remedy: 'Look at what was answered; mend the provider or its state.',
  },
  'pact/body': {
    title: 'A value of the answer is not as the contract has it.',
    severity: 'error',
    cause: 'The provider leaves the value out, or sends one of another type or form.',
    remedy: 'Mend the provider, or agree on another contract with the consumer.',
  },
  'pact/request': {
    title: 'The interaction could not be verified.',
    severity: 'error',
    cause: 'The verifier met an error of its own.',
    remedy: 'Look at the message; verify the interaction alone.',
  },
  'pact/no-answer': {
    title: 'The provider gave no answer to a request of a contract.',
    severity: 'error',
    cause: 'It closed the connection, or took longer than the time allowed.',
    remedy: "Look at the provider's log; allow more time with --timeout where it is only slow.",
  },
  'pact/state-unknown': {
    title: 'The provider has no state of the name that an interaction is given.',
    severity: 'error',
    cause: 'The state is misspelt, or meant for another provider.',
    remedy: 'Use one of the states that the finding lists.',
  },
  'pact/state-failed': {
    title: 'A provider state could not be set up.',
    severity: 'error',
    cause: 'Its parameters do not fit, or the provider failed.',
    remedy: 'Look at the message, and mend the parameters or the state handler.',
  },
  'pact/pending': {
    title: 'A pending interaction does not hold yet.',
    severity: 'warning',
    cause: 'The consumer wants something that the provider does not have so far.',
    remedy: 'Build it; until then the interaction does not fail the run.',
  },
  'pact/verifier-failed': {
    title: 'The verifier of Pact ended before it had a result.',
    severity: 'error',
    cause: 'It crashed, took too long, or could not read a contract.',
    remedy: 'Read the message; update @pact-foundation/pact.',
  },
  'pact/not-published': {
    title: 'The results of a verification could not be published.',
    severity: 'error',
    cause: 'The broker did not take them: no permission, a version that it refuses, or a broker that is too old.',
    remedy: "Look at the broker's log and at the rights of the token; publish again.",
  },
  'pact/operation-undocumented': {
    title: 'A contract calls something that the document does not have.',
    severity: 'error',
    cause: 'The path or method is misspelt, or has been removed from the document.',
    remedy: 'Call what the document has.',
  },
  'pact/status-undocumented': {
    title: 'A contract expects a status that the document does not have.',
    severity: 'error',
    cause: 'The consumer reckons with an answer that nobody promised.',
    remedy: 'Expect a documented status, or document this one.',
  },
  'pact/request-incompatible': {
    title: 'A contract sends a request that the document does not allow.',
    severity: 'error',
    cause: 'A parameter, a header, the body or the authorization is not as documented.',
    remedy: 'Send what the document asks for.',
  },
  'pact/response-incompatible': {
    title: 'A contract expects an answer that the document does not allow.',
    severity: 'error',
    cause: 'The consumer expects a value of another type or form, or one that is not documented.',
    remedy: 'Expect what the document promises, or correct the document.',
  },
  'pact/not-promised': {
    title: 'A contract speaks of something that the document says nothing about.',
    severity: 'warning',
    cause: 'A header, query or media type is in the contract, but not in the document.',
    remedy: 'Leave it out of the contract, or document it.',
  },
  'pact/rule-too-strict': {
    title: 'A matching rule of a contract refuses values that the document allows.',
    severity: 'warning',
    cause:
      "The rule was written from one example; or it is one of Pact's own that refuses real values, such as email().",
    remedy: "Match by the document's own type, pattern and format, as userinfoInteractions does.",
  },
  'pact/rule-unreadable': {
    title: 'A matching rule of a contract cannot be read, and was not compared with the document.',
    severity: 'warning',
    cause: 'Its regular expression is malformed, or has what only Pact understands, such as (?i).',
    remedy: 'Write it so that JavaScript can read it too; a malformed one matches nothing.',
  },
} as const;
