/** What keeps results from reaching a server; the source of `docs/errors.md`. */
export const pushCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'push-bad-server',
    meaning: 'The address of the server is missing or no http or https address without a path.',
    remedy: 'Write https://foreseen.example.org.',
  },
  {
    code: 'push-clear-text',
    meaning: 'The token would cross a network unencrypted.',
    remedy: 'Write an https address; http is for this machine alone.',
  },
  {
    code: 'push-missing-token',
    meaning: 'There is no API token to push with.',
    remedy: 'Give --token-file FILE, or set FORESEEN_TOKEN; a token on a command line can be seen by others.',
  },
  {
    code: 'push-bad-token',
    meaning: 'What was given as a token is none: a token begins with fsn_ and has no spaces.',
    remedy:
      'Make one in the settings of the server, or with "foreseen token add", and put it on the first line.',
  },
  {
    code: 'push-missing-release',
    meaning: 'A scan is pushed as a release of a product, and one of both was not named.',
    remedy: 'Give --product NAME and --release VERSION.',
  },
  {
    code: 'push-without-server',
    meaning: 'Options of a push were given without the server that it goes to.',
    remedy: 'Give --push URL too, or leave them out.',
  },
  {
    code: 'push-unreachable',
    meaning: 'The server cannot be reached, or the connection broke before its answer.',
    remedy: 'Check the address and that the server runs; pushing again changes nothing that was taken in.',
  },
  {
    code: 'push-untrusted',
    meaning: 'The certificate of the server is not trusted here.',
    remedy: 'Give --server-ca FILE with the CA that issued it, or use the name that the certificate is for.',
  },
  {
    code: 'push-no-answer',
    meaning: 'What answered is no Foreseen server.',
    remedy: 'Check the address; a proxy before the server must pass /api/ on.',
  },
]
