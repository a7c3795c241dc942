/** A word as a POSIX shell takes it: quoted where it holds more than letters, digits and harmless signs. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** What a scan is pushed as. */
export interface PushedAs {
  readonly artefact: string
  readonly product: string
  readonly version: string
  readonly platform: string
}

/** The command that scans an artefact where it lies and tells this server. */
export function scanCommand({ artefact, product, version, platform }: PushedAs, server: string): string {
  const words = ['scan', artefact, '--push', server, '--product', product, '--release', version]
  return ['foreseen', ...words, ...(platform === '' ? [] : ['--platform', platform])].map(shellWord).join(' ')
}
