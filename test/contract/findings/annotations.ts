// Reads workflow commands as GitHub's runner does, after its documentation: `::name key=value,key=value::message`.

/** A workflow command. */
export interface Annotation {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** The commands of a log. @throws Error where a line is none, or has what only an escape may stand for */
export function parseAnnotations(log: string): readonly Annotation[] {
  if (!log.endsWith('\n')) throw new Error('the last line does not end');
  return log.slice(0, -1).split('\n').map(parseLine);
}

function parseLine(line: string): Annotation {
  if (!line.startsWith('::')) throw new Error(`no command: ${line}`);
  const end = line.indexOf('::', 2);
  if (end < 0) throw new Error(`no message: ${line}`);
  const head = line.slice(2, end);
  const space = head.indexOf(' ');
  const name = space < 0 ? head : head.slice(0, space);
  if (!['error', 'warning', 'notice'].includes(name)) throw new Error(`no annotation: ${line}`);
  const pairs = space < 0 ? [] : head.slice(space + 1).split(',');
  return { name, properties: Object.fromEntries(pairs.map(parsePair)), message: unescapeData(line.slice(end + 2)) };
}

const known = ['file', 'line', 'col', 'endLine', 'endColumn', 'title'];

function parsePair(pair: string): readonly [string, string] {
  const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(pair) ?? [];
  if (!known.includes(key)) throw new Error(`no property: ${pair}`);
  return [key, unescapeData(value.replaceAll('%3A', ':').replaceAll('%2C', ','))];
}

function unescapeData(text: string): string {
  if (/\r|%(?!0D|0A|25)/.test(text)) throw new Error(`not escaped: ${text}`);
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
