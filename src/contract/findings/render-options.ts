// What renderers are told besides the report.

/** Where a part of the document stands. */
export interface Place {
  /** As a report shows it: best relative to the folder of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** What renderers are told besides the report. */
export interface RenderOptions {
  /** Whether the text has colours. Default: no. */
  readonly color?: boolean;
  /** Where the part of the document stands that a finding's `schemaPath` names. Default: nobody knows. */
  readonly locate?: (schemaPath: string) => Place | undefined;
  /** Version of aps-userinfo. Default: none is told. */
  readonly version?: string;
}
