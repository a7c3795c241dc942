/** What goes wrong in the pages themselves, before the server or without it; the source of `docs/errors.md`. */
export const webCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'web-unreachable',
    meaning: 'The server does not answer.',
    remedy: 'Look whether the server runs, then try again. A request that did not arrive changed nothing.',
  },
  {
    code: 'web-foreign-answer',
    meaning: 'Something else than the server answered.',
    remedy: 'Try again; if it stays so, look at the proxy before the server.',
  },
  {
    code: 'web-page-failed',
    meaning: 'The page could not be drawn.',
    remedy: 'Load the page again; if it stays so, tell whoever runs this server, with these words.',
  },
  {
    code: 'web-passkey',
    meaning: 'No passkey was used.',
    remedy: 'Try again and confirm at the device that holds the passkey, or sign in another way.',
  },
]
