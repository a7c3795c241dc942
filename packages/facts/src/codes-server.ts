/** Why the HTTP interface refuses, and what to do; the source of `docs/errors.md`. */
export const serverCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'server-bad-http',
    meaning: 'What was sent is not an HTTP/1.1 request.',
    remedy: 'Send a well-formed request; behind a proxy, look at what it forwards.',
  },
  {
    code: 'server-bad-url',
    meaning: 'The address of the request cannot be decoded.',
    remedy: 'Encode every part of the path with percent signs and UTF-8.',
  },
  {
    code: 'server-bad-json',
    meaning: 'The body of the request is not the JSON that it says it is.',
    remedy: 'Send one JSON value in UTF-8, without the keys "__proto__" and "constructor".',
  },
  {
    code: 'server-invalid',
    meaning: 'A part of the request does not have the form that this address asks for.',
    remedy: 'Correct what "errors" names; /api/v1/openapi.json describes every field.',
  },
  {
    code: 'server-bad-cursor',
    meaning: 'The cursor was not given out for this list with these filters and this order.',
    remedy: 'Begin again at the first page, or repeat filters and order of the page before.',
  },
  {
    code: 'server-unauthenticated',
    meaning: 'The request carries neither a session nor an API token that is valid.',
    remedy: 'Sign in, or send "Authorization: Bearer fsn_..." with a token that has not ended.',
  },
  {
    code: 'server-login-failed',
    meaning: 'The login and the password do not belong together.',
    remedy: 'Check both; an owner can give out a new one-time link.',
  },
  {
    code: 'server-login-throttled',
    meaning: 'There were too many failed attempts to sign in.',
    remedy: 'Wait for as many seconds as the header Retry-After says.',
  },
  {
    code: 'server-link-invalid',
    meaning: 'The one-time link was used, has ended, or was never given out.',
    remedy: 'Restart the server for a new owner link, or ask an owner for a new invitation.',
  },
  {
    code: 'server-weak-password',
    meaning: 'The password is too short, too long, or easily guessed from the account.',
    remedy: 'Take 12 to 256 characters that do not contain the login.',
  },
  {
    code: 'server-role',
    meaning: 'The role of this account does not allow this.',
    remedy: 'Ask an owner for the role that the message names.',
  },
  {
    code: 'server-scope',
    meaning: 'The API token does not have the scope for this, or only a signed-in person may do it.',
    remedy: 'Make a token with the scope that the message names, or sign in.',
  },
  {
    code: 'server-csrf',
    meaning: 'A change asked for with a session cookie did not come from the pages of this server.',
    remedy: 'Send the "csrfToken" of GET /api/v1/session in the header X-CSRF-Token.',
  },
  {
    code: 'server-passkey-refused',
    meaning: 'The answer of the passkey was not accepted.',
    remedy: 'Begin again; if it stays, sign in otherwise and add a new passkey.',
  },
  {
    code: 'server-passkeys-off',
    meaning: 'Passkeys do not work at the address at which this server is reached.',
    remedy: 'Use the name that the message says, or start the server with its public https address.',
  },
  {
    code: 'server-provider-off',
    meaning: 'No OpenID provider is configured at this server.',
    remedy: 'Sign in with a password or a passkey, or configure a provider.',
  },
  {
    code: 'server-provider-down',
    meaning: 'The OpenID provider cannot be reached, or says that it is not well.',
    remedy: 'Try again in a moment, or sign in with a password or a passkey.',
  },
  {
    code: 'server-provider-lost',
    meaning: 'The way back from the OpenID provider does not belong to a sign-in that this browser began.',
    remedy: 'Begin again from the sign-in page, in one tab, and within ten minutes.',
  },
  {
    code: 'server-provider-refused',
    meaning: 'The OpenID provider did not sign the person in, or its answer does not hold.',
    remedy: 'Begin again; if it stays, compare issuer, client and clock with those of the provider.',
  },
  {
    code: 'server-provider-unknown',
    meaning: 'The OpenID provider knows the person, but nothing lets them in here.',
    remedy: 'Ask an owner for an invitation to the address that the provider verified.',
  },
  {
    code: 'server-session-old',
    meaning: 'Ways to sign in are made and taken away only by a session that began within the last hour.',
    remedy: 'Sign out, sign in again, and repeat it.',
  },
  {
    code: 'server-wrong-host',
    meaning: 'The request names a host that this server does not answer for.',
    remedy: 'Use the address that the server printed, or add the name to its hosts.',
  },
  {
    code: 'server-not-found',
    meaning: 'There is nothing at this address.',
    remedy: 'Check the path and the identifier; /api/v1/openapi.json lists all addresses.',
  },
  {
    code: 'server-method',
    meaning: 'This address does not know the method of the request.',
    remedy: 'Use one of the methods in the header Allow.',
  },
  {
    code: 'server-conflict',
    meaning: 'What is there already forbids this change.',
    remedy: 'Read the present state and decide again.',
  },
  {
    code: 'server-lease-lost',
    meaning:
      'The run of a rehearsal was given to another runner, or was ended; this attempt is not heard any more.',
    remedy: 'Drop what was rehearsed, and ask for the next run.',
  },
  {
    code: 'server-changed',
    meaning: 'Somebody else changed this between reading and writing.',
    remedy: 'Read it again, and send If-Match with its new ETag.',
  },
  {
    code: 'server-match-missing',
    meaning: 'This change is made only to a state that the sender has seen.',
    remedy: 'Send If-Match with the ETag of what was read.',
  },
  {
    code: 'server-too-large',
    meaning: 'The body of the request is larger than this address takes.',
    remedy: 'Send less at once; the message says how much is taken.',
  },
  {
    code: 'server-headers-large',
    meaning: 'The headers or the address of the request are larger than this server takes.',
    remedy: 'Send fewer or shorter headers and a shorter address.',
  },
  {
    code: 'server-media-type',
    meaning: 'The body of the request is of a type that this address does not take.',
    remedy: 'Send the type that /api/v1/openapi.json names, with the header Content-Type.',
  },
  {
    code: 'server-slow',
    meaning: 'The request did not arrive completely in time.',
    remedy: 'Send it again over a better connection, or in smaller parts.',
  },
  {
    code: 'server-rate-limited',
    meaning: 'There were too many requests from this address in a short time.',
    remedy: 'Wait for as many seconds as the header Retry-After says.',
  },
  {
    code: 'server-internal',
    meaning: 'The server failed; what happened stands in its log under the request id.',
    remedy: 'Try again; if it stays, give the request id to whoever runs the server.',
  },
  {
    code: 'server-busy',
    meaning: 'The server has as much to do as it takes on at once.',
    remedy: 'Wait for as many seconds as the header Retry-After says and try again.',
  },
  {
    code: 'server-closing',
    meaning: 'The server is about to end.',
    remedy: 'Try again in a moment.',
  },
  {
    code: 'server-no-space',
    meaning: 'There is not enough room on the disk of the server for what is sent.',
    remedy: 'Make room where the data directory lies, then send it again; nothing of it was kept.',
  },
  {
    code: 'server-bad-option',
    meaning: 'An option of the server has a value that it cannot have.',
    remedy: 'Correct the option that the message names.',
  },
  {
    code: 'server-cannot-listen',
    meaning: 'The server cannot listen at this address and port.',
    remedy: 'Choose another port, or end the program that holds it.',
  },
  {
    code: 'server-data-directory',
    meaning: 'The data directory cannot be made or written.',
    remedy: 'Name a directory that whoever runs the server may write.',
  },
  {
    code: 'server-bytes-missing',
    meaning:
      'A certificate or key was found whose bytes were never pushed, so that nothing is concluded from it.',
    remedy:
      'Push the scan again with "foreseen scan --push URL" or --format push, which carry the public bytes.',
  },
]
