// Generated from errors.json and findings.json by `npm run fix`. Do not edit: change the catalogue and generate again.

/** A stable error code: what a program may compare. */
export type ErrorCode =
  | 'ERR_CONFIG_INVALID' | 'ERR_CONFIG_UNREADABLE' | 'ERR_CLI_USAGE' | 'ERR_DOCUMENT_UNREADABLE' | 'ERR_DOCUMENT_UNPARSABLE'
  | 'ERR_DOCUMENT_INVALID' | 'ERR_DOCUMENT_REF_UNRESOLVABLE' | 'ERR_DOCUMENT_EXAMPLE_INVALID' | 'ERR_DOCUMENT_UNSUPPORTED'
  | 'ERR_PROFILE_UNGENERATABLE' | 'ERR_PROFILE_LOCALE_UNKNOWN' | 'ERR_PERSONA_UNREADABLE' | 'ERR_PERSONA_INVALID' | 'ERR_PERSONA_UNKNOWN'
  | 'ERR_SCENARIO_UNREADABLE' | 'ERR_SCENARIO_INVALID' | 'ERR_SCENARIO_UNKNOWN' | 'ERR_PREFER_UNREADABLE' | 'ERR_PREFER_UNDOCUMENTED'
  | 'ERR_REQUEST_INVALID' | 'ERR_REQUEST_TOO_LARGE' | 'ERR_ROUTE_UNKNOWN' | 'ERR_OPERATION_NOT_SERVED' | 'ERR_OPERATION_AMBIGUOUS'
  | 'ERR_OPERATION_PARAMETER' | 'ERR_OPERATION_UNKNOWN' | 'ERR_METHOD_NOT_ALLOWED' | 'ERR_SESSION_INVALID' | 'ERR_SESSION_UNKNOWN'
  | 'ERR_JOURNAL_ENTRY_UNKNOWN' | 'ERR_ADMIN_BODY_INVALID' | 'ERR_ADMIN_BODY_TOO_LARGE' | 'ERR_ADMIN_MEDIA_TYPE' | 'ERR_ADMIN_UNAUTHORIZED'
  | 'ERR_ADMIN_FORBIDDEN' | 'ERR_CLIENTS_UNREADABLE' | 'ERR_CLIENTS_INVALID' | 'ERR_SERVICE_ACCOUNTS_UNREADABLE'
  | 'ERR_SERVICE_ACCOUNTS_INVALID' | 'ERR_SIGNING_KEYS_UNREADABLE' | 'ERR_SIGNING_KEYS_INVALID' | 'ERR_PICTURE_FORBIDDEN'
  | 'ERR_PAGE_UNAVAILABLE' | 'ERR_RESPONSE_INVALID' | 'ERR_RESPONSE_UNREADABLE' | 'ERR_SERVER_PORT_IN_USE'
  | 'ERR_SERVER_ADDRESS_UNAVAILABLE' | 'ERR_TLS_UNUSABLE' | 'ERR_PACKAGE_NOT_INSTALLED' | 'ERR_TLS_NO_CA' | 'ERR_STORE_UNREACHABLE'
  | 'ERR_READY_FILE_UNREADABLE' | 'ERR_READY_FILE_UNWRITABLE' | 'ERR_REPORT_UNWRITABLE' | 'ERR_TARGET_NOT_ALLOWED'
  | 'ERR_TARGET_UNREACHABLE' | 'ERR_CREDENTIAL_INVALID' | 'ERR_HAR_UNREADABLE' | 'ERR_RECORDING_UNREADABLE' | 'ERR_RECORDING_UNWRITABLE'
  | 'ERR_COVERAGE_UNREADABLE' | 'ERR_COVERAGE_UNWRITABLE' | 'ERR_PACT_NOT_INSTALLED' | 'ERR_PACT_UNSUPPORTED' | 'ERR_PACT_MOCK_SERVER'
  | 'ERR_PACT_REQUEST' | 'ERR_PACT_TRACKING' | 'ERR_PACT_CLAIM_UNKNOWN' | 'ERR_PACT_CLAIM_WITHHELD' | 'ERR_PACT_INTERACTION_UNKNOWN'
  | 'ERR_PACT_STATE_UNKNOWN' | 'ERR_PACT_STATE_PARAMETER' | 'ERR_PACT_UNREADABLE' | 'ERR_PACT_BROKER' | 'ERR_INTERNAL'
  | 'ERR_NOTHING_JUDGED' | 'ERR_RUN_UNEXPECTED' | 'ERR_MSW_FAULT';

/** The code of a finding about a schema. */
export type SchemaFindingCode =
  | 'schema/type' | 'schema/required' | 'schema/format' | 'schema/pattern' | 'schema/enum' | 'schema/const' | 'schema/min-length'
  | 'schema/max-length' | 'schema/minimum' | 'schema/maximum' | 'schema/exclusive-minimum' | 'schema/exclusive-maximum'
  | 'schema/multiple-of' | 'schema/min-items' | 'schema/max-items' | 'schema/unique-items' | 'schema/items' | 'schema/unevaluated-items'
  | 'schema/contains' | 'schema/min-properties' | 'schema/max-properties' | 'schema/additional-properties' | 'schema/unevaluated-properties'
  | 'schema/property-names' | 'schema/dependent-required' | 'schema/any-of' | 'schema/one-of' | 'schema/not' | 'schema/false-schema'
  | 'schema/if' | 'schema/further';

/** The stable code of a finding, `area/name` in lower case with hyphens: what a program may compare. */
export type FindingCode =
  | SchemaFindingCode
  | 'response/operation-undocumented' | 'response/allow-missing' | 'response/status-undocumented' | 'response/status-elsewhere'
  | 'response/content-type-missing' | 'response/content-type-malformed' | 'response/content-type-undocumented' | 'response/charset'
  | 'response/content-coding-unknown' | 'response/content-coding-false' | 'response/content-coding-cut-off' | 'response/content-length'
  | 'response/body-cut-off' | 'response/body-too-large' | 'response/body-timed-out' | 'response/body-missing' | 'response/surplus-bytes'
  | 'response/body-undocumented' | 'response/byte-order-mark' | 'response/utf8-invalid' | 'response/json-truncated'
  | 'response/json-trailing' | 'response/json-too-deep' | 'response/json-invalid' | 'response/json-duplicate-name'
  | 'response/number-imprecise' | 'response/undocumented-claim' | 'response/further' | 'response/contradiction' | 'response/header-missing'
  | 'response/header-invalid' | 'response/retry-after' | 'response/retry-after-date' | 'response/challenge-malformed'
  | 'response/error-of-other-status' | 'response/error-with-success' | 'response/no-profile' | 'response/variant' | 'response/storable'
  | 'response/storable-privately' | 'check/no-answer' | 'check/wrong-url' | 'check/status' | 'check/token-accepted' | 'check/redirect'
  | 'check/person-changed' | 'check/wrong-person' | 'check/claim-changed' | 'check/error-code' | 'check/error-code-missing'
  | 'check/error-code-differs' | 'check/method-accepted' | 'check/method-status' | 'check/allow-incomplete' | 'check/head-status'
  | 'check/head-headers' | 'check/head-body' | 'check/post-differs' | 'check/cors-missing' | 'check/cors-origin' | 'check/cors-errors'
  | 'check/preflight-refused' | 'check/preflight-header' | 'check/double-slash' | 'check/query-matters' | 'check/challenge-error'
  | 'check/rate-limit-absent' | 'check/claim-beyond-scopes' | 'check/rate-limit-headers' | 'check/retry-after-missing'
  | 'drift/status-changed' | 'drift/status-appeared' | 'drift/claim-appeared' | 'drift/claim-vanished' | 'drift/type-changed'
  | 'drift/nullability-changed' | 'drift/format-changed' | 'drift/value-appeared' | 'drift/header-appeared' | 'drift/header-vanished'
  | 'drift/header-changed' | 'drift/body-changed' | 'diff/operation-removed' | 'diff/operation-added' | 'diff/security-changed'
  | 'diff/scopes-changed' | 'diff/parameter-changed' | 'diff/rate-limit-changed' | 'diff/status-removed' | 'diff/status-added'
  | 'diff/media-type-removed' | 'diff/media-type-added' | 'diff/claim-removed' | 'diff/claim-added' | 'diff/claim-optional'
  | 'diff/claim-required' | 'diff/type-changed' | 'diff/nullability-changed' | 'diff/format-changed' | 'diff/values-changed'
  | 'diff/limit-changed' | 'diff/members-opened' | 'diff/header-removed' | 'diff/header-added' | 'diff/header-optional' | 'pact/status'
  | 'pact/header' | 'pact/content-type' | 'pact/body' | 'pact/request' | 'pact/no-answer' | 'pact/state-unknown' | 'pact/state-failed'
  | 'pact/pending' | 'pact/verifier-failed' | 'pact/not-published' | 'pact/operation-undocumented' | 'pact/status-undocumented'
  | 'pact/request-incompatible' | 'pact/response-incompatible' | 'pact/not-promised' | 'pact/rule-too-strict' | 'pact/rule-unreadable'
  | 'policy/ignore-unused' | 'client/retry-after' | 'client/repeated-refusal' | 'client/refresh-stampede' | 'client/refresh-after-403'
  | 'client/no-back-off' | 'client/no-jitter' | 'client/never-gives-up' | 'client/request-storm' | 'client/code-reused'
  | 'client/token-outside-header' | 'client/authorization-malformed' | 'client/no-timeout' | 'client/profile-not-kept'
  | 'client/picture-address-kept' | 'client/authorize-unprotected' | 'client/subject-not-compared';
