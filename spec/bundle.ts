// Bundles src to the few files of dist/lib: opening a hundred modules takes longer than running them. What is imported on
// demand stays a file of its own, and the result is for reading: nothing is minified.
// @see https://rolldown.rs/reference/

import { isBuiltin } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import manifest from '../package.json' with { type: 'json' };
import { bundledPackages } from './publish.ts';
import { insideBundle } from './require.ts';

/** What to bundle. */
export interface BundleOptions {
  /** Folder of the sources. */
  readonly root: string;
  /** Entry points below it, by the name of the file that each becomes. */
  readonly entries: Readonly<Record<string, string>>;
  /**
   * Files for what sources need together, by name: the modules that each of these sources imports, itself or through
   * others, but not on demand. A module goes into the first file that fits.
   */
  readonly together?: Readonly<Record<string, readonly string[]>>;
  /** Where the files are written. Sources find the package's own files two levels above themselves, and so must these. */
  readonly folder: string;
}

/** What was written. */
export interface Bundle {
  /** Names of the files. */
  readonly files: readonly string[];
  /** Paths of the modules in them. */
  readonly modules: readonly string[];
}

const installed: ReadonlySet<string> = new Set(
  Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(
    name => !bundledPackages.includes(name),
  ),
);

/** Fastify requires these for features that the mock does not use: its logger, JSON schemas of routes, `inject`. */
const unused: ReadonlySet<string> = new Set([
  ...['pino', 'light-my-request'],
  ...['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'],
]);

/** Modules of Node.js that packages require at once for what is not used here. Loading them takes a tenth of a start. */
const unusedBuiltins: Readonly<Record<string, readonly string[]>> = {
  // Servers that it makes itself for https, and its own way to listen.
  fastify: ['node:https', 'node:http2', 'node:dns'],
  // Commands that are programs of their own.
  commander: ['node:child_process'],
};

/** @throws Error when a source cannot be bundled */
export async function bundle({ root, entries, together = {}, folder }: BundleOptions): Promise<Bundle> {
  const build = await rolldown({
    cwd: root,
    input: entries,
    platform: 'node',
    external: (id, importer) => !isHttpOfPackage(id, importer) && !isUnusedBuiltin(id, importer) && isOutside(id),
    plugins: [withoutUnusedBuiltins, onlyHttp, noResponse, lateLists, fewTypes, escaped],
    tsconfig: false,
    // A package of oidc-provider's uses it to name a function.
    checks: { eval: false },
  });
  try {
    const { output } = await build.write({
      dir: folder,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: ({ name }) => `${name.replaceAll('.', '-')}.js`,
      minifyInternalExports: false,
      intro: ({ name }) => (firsts.has(name) ? refusal : ''),
      codeSplitting: { groups: groupsOf(together, root) },
    });
    return {
      files: output.map(({ fileName }) => fileName),
      modules: output.flatMap(part => (part.type === 'chunk' ? part.moduleIds : [])),
    };
  } finally {
    await build.close();
  }
}

function isUnusedBuiltin(id: string, importer = ''): boolean {
  return Object.entries(unusedBuiltins).some(
    ([name, modules]) => modules.includes(id) && importer.includes(join('node_modules', name, '/')),
  );
}

/** An empty module stands in for them. */
const withoutUnusedBuiltins: Plugin = {
  name: 'unused-builtins',
  resolveId: (id, importer) => (isUnusedBuiltin(id, importer) ? '\0unused' : null),
  load: id => (id === '\0unused' ? 'module.exports = {};' : null),
};

const http = 'node:http';

function isHttpOfPackage(id: string, importer = ''): boolean {
  return id === http && importer.includes(join('/node_modules', '/'));
}

/** Importing it as an ES module evaluates all its exports, undici too: 20 ms of a first login. */
const onlyHttp: Plugin = {
  name: 'only-http',
  resolveId: (id, importer) => (isHttpOfPackage(id, importer) ? `\0${http}` : null),
  load: id => (id === `\0${http}` ? `module.exports = process.getBuiltinModule('${http}');` : null),
};

/** koa asks whether an answer's body is a `Response`, a getter that evaluates undici, too; oidc-provider sends none. */
const noResponse: Plugin = {
  name: 'no-response',
  transform: (code, id) =>
    id.includes(join('/node_modules', 'koa', 'lib', '/')) ? `${code}\nclass Response {}` : null,
};

/** oidc-provider makes formats for the lists in its messages as it loads, and with them ICU's data: a tenth of a first login. */
const lateLists: Plugin = {
  name: 'late-lists',
  transform: (code, id) =>
    id.endsWith(join('/oidc-provider', 'lib', 'helpers', 'formatters.js'))
      ? code.replace(/new Intl\.ListFormat\(.*?\)/g, '{ format: list => $&.format(list) }')
      : null,
};

/** The media types of the login. Tables of all that exist take a third of a first login, and half of its file. */
const loginTypes = [
  ...['application/json', 'application/jwk-set+json', 'application/jwt', 'application/token-introspection+jwt'],
  ...['application/octet-stream', 'application/x-www-form-urlencoded', 'text/html', 'text/plain'],
];

const fewTypes: Plugin = {
  name: 'few-types',
  transform: (code, id) => {
    if (!id.endsWith(join('/mime-db', 'db.json'))) return null;
    const types = JSON.parse(code) as Readonly<Record<string, unknown>>;
    return JSON.stringify(Object.fromEntries(loginTypes.map(name => [name, types[name]])));
  },
};

/** V8 reads a file of ASCII alone in half the memory, and faster. */
const escaped: Plugin = {
  name: 'escaped',
  generateBundle: (_options, files) => {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      file.code = file.code.replace(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    }
  },
};

/** The files that run first, whichever entry point is imported. */
const firsts: ReadonlySet<string> = new Set(['rolldown-runtime', 'base']);

/** Runs before anything else: a bundler of tests can leave the package without an address to read its files from. */
const refusal = `(url => {
  if (url === undefined || typeof __webpack_require__ === 'function')
    throw new Error('${insideBundle}');
})(import.meta.url);`;

function isOutside(id: string): boolean {
  if (id.startsWith('.') || isAbsolute(id)) return false;
  const name = packageOf(id);
  return isBuiltin(id) || installed.has(name) || unused.has(name);
}

/** `@scope/name` or `name` of an import. */
function packageOf(id: string): string {
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/');
}

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

function groupsOf(together: Readonly<Record<string, readonly string[]>>, root: string) {
  return Object.entries(together).map(([name, sources]) => {
    let shared: readonly ReadonlySet<string>[] | undefined;
    return {
      debugName: name,
      name: (id: string, graph: Graph) => {
        shared ??= sources.map(source => importsOf(join(root, source), graph));
        return shared.every(imports => imports.has(id)) ? name : null;
      },
    };
  });
}

function importsOf(source: string, graph: Graph): ReadonlySet<string> {
  const found = new Set([source]);
  for (const id of found) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  return found;
}
