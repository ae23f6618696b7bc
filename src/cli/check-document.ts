// `aps-userinfo mock --check`: lists the problems of the document without starting the mock.

import { counted } from '../base/counted.ts';
import type { Config } from '../config/config.ts';
import type { DocumentWarning } from '../contract/openapi/document.ts';
import { loadServedDocument } from '../server/mock/served-document.ts';
import { type Terminal, withProgress } from './terminal.ts';

/** Every warning, and every operation that is not served. @throws as `createServer` */
export async function checkDocument(config: Config, terminal: Terminal = {}): Promise<string> {
  const { document, profile, leftOut } = await withProgress(terminal, () => loadServedDocument(config));
  const { served, unserved, warnings } = document;
  const lines = [
    ...leftOut,
    ...warnings.map(lineOf),
    ...unserved.map(({ operation, reason }) => `${operation.method} ${operation.path} is not served: ${reason}`),
    `OpenAPI ${document.specVersion}: ${counted(served.length, 'operation')} served, ${unserved.length} not, ${counted(warnings.length, 'warning')}`,
    profile === undefined
      ? 'Profile operation: ambiguous, choose one with --operation'
      : `Profile operation: ${profile.method} ${profile.path}`,
  ];
  return `${lines.join('\n')}\n`;
}

function lineOf({ code, pointer, message, hint, locate }: DocumentWarning): string {
  const { file, line, column } = locate();
  const place = `${file}:${line}:${column} ${pointer === '' ? '#' : pointer}`;
  return `${place}: ${message} [${code}]${hint === undefined ? '' : ` ${hint}`}`;
}
