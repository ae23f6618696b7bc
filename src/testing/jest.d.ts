// The parts of jest's types that matchers-jest.ts uses, as users have jest and this repository does not.

declare module '@jest/globals' {
  export const expect: { extend(matchers: object): void };
}

declare module '@jest/expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> {}
}
