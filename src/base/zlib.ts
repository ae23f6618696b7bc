// node:zlib on demand. Importing it as an ES module evaluates all of it, which takes a hundredth of a start.

export function zlib(): typeof import('node:zlib') {
  return process.getBuiltinModule('node:zlib');
}
