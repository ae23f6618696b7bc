// Which hosts only this machine can reach.
// @see https://www.rfc-editor.org/rfc/rfc6890#section-2.2

/** Whether a host to listen on is loopback: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(name);
}
