// A finding: one disagreement with the document, from the mock's own check, a test or the verifier.

import type { FindingCode } from '../../base/codes.gen.ts';

export type { FindingCode } from '../../base/codes.gen.ts';

/** An error breaks the document, a warning may be drift, info is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  /** Stable code, such as `schema/type`. */
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The problem, without any personal value. */
  readonly message: string;
  /** The documented alternative, or what to do. */
  readonly hint?: string;
  /** JSON Pointer (RFC 6901) into the checked value; '' is the whole, `*` stands for a name that may be data. */
  readonly instancePath: string;
  /** JSON Pointer (RFC 6901) into the document, through every `$ref`. */
  readonly schemaPath: string;
  /** What was checked: a response, an example of the document, a persona file. */
  readonly where: string;
  readonly expected?: string;
  /** Type, length and form of the value; never the value itself. */
  readonly actual?: string;
  /** The value; only if the caller requests values, as for their own mock. */
  readonly actualValue?: unknown;
  /** The `--ignore` that lowered it to info, as written. */
  readonly ignoredBy?: string;
}

/** A finding without its code. The severity defaults to the catalogue's. */
export interface FindingDetails {
  readonly message: string;
  readonly where: string;
  readonly severity?: Severity | undefined;
  readonly hint?: string | undefined;
  /** Default: the whole. */
  readonly instancePath?: string | undefined;
  /** Default: the whole document. */
  readonly schemaPath?: string | undefined;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  /** Only where values may be shown. */
  readonly actualValue?: unknown;
}

/** A finding before its `where` is known. */
export interface UnplacedFinding extends Omit<FindingDetails, 'where'> {
  readonly code: FindingCode;
}

/** Creates a finding without loading the catalogue, for callers that know the severity. */
export function findingOf(code: FindingCode, severity: Severity, details: FindingDetails): Finding {
  const { message, where, hint, instancePath = '', schemaPath = '', expected, actual, actualValue } = details;
  return {
    code,
    severity,
    message,
    ...(hint !== undefined && { hint }),
    instancePath,
    schemaPath,
    where,
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual }),
    ...(actualValue !== undefined && { actualValue }),
  };
}
