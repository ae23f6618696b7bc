// The package's entry point warns on the console about unknown runtimes. This module does not, and has no types.
declare module 'oidc-provider/lib/provider.js' {
  export { default as Provider } from 'oidc-provider';
}
