/** How much attention a kind deserves by itself, before anything is known about endpoints. */
export type Level = 'info' | 'low' | 'medium' | 'high'

/** What a hardwired thing means: data, apart from how it is found. Each has a page in `docs/kinds/`. */
export interface Kind {
  readonly id: string
  readonly title: string
  readonly level: Level
  /** What breaks, and when, in one sentence. */
  readonly breaks: string
}

const catalogue = [
  {
    id: 'hardwired-leaf',
    title: 'Server certificate copied into the program',
    level: 'high',
    breaks: 'Stops connecting when the server renews its certificate.',
  },
  {
    id: 'hardwired-self-signed',
    title: 'Self-signed certificate copied into the program',
    level: 'high',
    breaks: 'Stops connecting when the server replaces the certificate, or when it expires.',
  },
  {
    id: 'hardwired-intermediate',
    title: 'Intermediate CA certificate copied into the program',
    level: 'medium',
    breaks: 'Stops connecting when the CA issues from another intermediate, which it may do without notice.',
  },
  {
    id: 'hardwired-root',
    title: 'Root CA certificate copied into the program',
    level: 'low',
    breaks: 'Stops connecting when the server moves to another root, or when this root ends.',
  },
  {
    id: 'public-bundle',
    title: 'Bundle of public root certificates',
    level: 'low',
    breaks: 'Stops connecting when a server moves to a root younger than the bundle.',
  },
  {
    id: 'expired-certificate',
    title: 'Certificate past its end date',
    level: 'info',
    breaks: 'Whatever still checks it already fails.',
  },
  {
    id: 'client-certificate',
    title: 'Client certificate copied into the program',
    level: 'high',
    breaks: 'The server refuses the client when this certificate expires.',
  },
  {
    id: 'file-signature',
    title: 'Certificate or key of a signature on a file',
    level: 'info',
    breaks: 'Nothing that connects: it says who signed the file.',
  },
  {
    id: 'other-purpose-certificate',
    title: 'Certificate for code signing, e-mail or time stamps',
    level: 'info',
    breaks: 'Nothing that connects: no TLS client compares a server with it.',
  },
  {
    id: 'federation-certificate',
    title: 'Certificate of a federation partner',
    level: 'medium',
    breaks: 'Signed messages are refused when the partner changes its signing certificate.',
  },
  {
    id: 'private-key',
    title: 'Private key shipped with the program',
    level: 'high',
    breaks: 'Nothing by itself: whoever has the program has the key.',
  },
  {
    id: 'private-key-sealed',
    title: 'Encrypted private key shipped with the program',
    level: 'medium',
    breaks: 'Nothing by itself: the key is as safe as its password.',
  },
  {
    id: 'public-key',
    title: 'Public key copied into the program',
    level: 'medium',
    breaks: 'Stops trusting the peer when its key changes.',
  },
  {
    id: 'pin-resolved',
    title: 'Pin of a known key or certificate',
    level: 'high',
    breaks: 'Stops connecting when the pinned key or certificate is replaced.',
  },
  {
    id: 'pin-unresolved',
    title: 'Pin of an unknown key or certificate',
    level: 'high',
    breaks: 'Stops connecting when the pinned object is replaced; which one it is, nothing here says.',
  },
  { id: 'certificate-request', title: 'Certificate signing request', level: 'info', breaks: 'Nothing.' },
  {
    id: 'revocation-list',
    title: 'Certificate revocation list',
    level: 'info',
    breaks: 'Checks that need a fresh list fail after its next update.',
  },
  { id: 'keystore', title: 'Keystore', level: 'info', breaks: 'What its entries break.' },
  {
    id: 'sealed',
    title: 'Closed container of keys or certificates',
    level: 'medium',
    breaks: 'Unknown: it could not be opened.',
  },
  {
    id: 'partial',
    title: 'Certificate or key that is cut off or redacted',
    level: 'info',
    breaks: 'Unknown: not enough of it is there.',
  },
  {
    id: 'unseen-pin',
    title: 'Pin that only the rehearsal shows',
    level: 'high',
    breaks: 'Stops connecting at the renewals that the rehearsal shows, although the search found nothing.',
  },
  {
    id: 'accepts-invalid',
    title: 'Accepts a certificate that it must refuse',
    level: 'high',
    breaks: 'Nothing stops: whoever stands between client and server can read and change what is sent.',
  },
  {
    id: 'dead-pin',
    title: 'Pin that never lets anything through',
    level: 'medium',
    breaks: 'It does not connect today, whatever the server does.',
  },
  {
    id: 'false-pin',
    title: 'Pin that binds nothing',
    level: 'low',
    breaks: 'Nothing: the client connects where the search says that it stops.',
  },
] as const satisfies readonly Kind[]

export type KindId = (typeof catalogue)[number]['id']

/** Every kind, most telling first within a room. */
export const kinds: readonly (Kind & { readonly id: KindId })[] = catalogue
