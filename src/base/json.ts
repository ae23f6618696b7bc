// JSON values.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/** Neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names of members and options with secret values. */
const secretName = /secret|token|passw|credential|authorization|cookie|(?:api|private|signing)_?-?key/iu;

/**
 * A value for a message: objects by type only, strings cut at 60 characters and without the user and password of a URL, and
 * no value of a secret name.
 */
export function showValue(value: unknown, name = ''): string {
  const isSecret = secretName.test(name);
  if (Array.isArray(value))
    return isSecret
      ? 'a list'
      : cut(
          `[${value
            .slice(0, 20)
            .map(item => showValue(item))
            .join(', ')}]`,
        );
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'object':
      return value === null ? 'null' : 'an object';
    case 'string':
      if (isSecret) return `a string of ${value.length} characters`;
      return cut(JSON.stringify(value.replace(/\/\/[^/?#]*@/gu, '//***@')));
    case 'number':
    case 'boolean':
      return isSecret ? `a ${typeof value}` : String(value);
    default:
      return `a ${typeof value}`;
  }
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
