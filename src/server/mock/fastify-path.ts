// Path templates of a document as Fastify writes them. @see https://spec.openapis.org/oas/v3.1.1.html#path-templating

/** `/users/{id}` as Fastify has it: `/users/:id`. */
export function toFastifyPath(path: string): string {
  return path.replaceAll(':', '::').replace(/\{([^}]+)\}(?=(.?))/g, (_, name: string, next: string) => {
    // Without an expression, Fastify takes some of what follows for a part of the name.
    const expression = next === '' || next === '/' ? '' : '(.+?)';
    return `:${parameterKey(name)}${expression}`;
  });
}

/** Under what name a path parameter is in `request.params`: some characters would end it. */
export function parameterKey(name: string): string {
  return name.replace(/\W/g, character => `_${character.codePointAt(0)?.toString(16)}`);
}
