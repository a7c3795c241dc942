import { LedgerFailure } from './failure.ts'

/** Where a ledger lies. */
export type LedgerAddress =
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgresql'; readonly url: string }

/** Reads a path, `sqlite:PATH` or a PostgreSQL URL. Code: `ledger-bad-url`; the URL's password is in no message. */
export function parseLedgerAddress(text: string): LedgerAddress {
  if (/^postgres(ql)?:\/\//.test(text)) return { engine: 'postgresql', url: text }
  const file = text.startsWith('sqlite:') ? text.slice('sqlite:'.length) : text
  if (file === '' || file.includes('\0') || /^[a-z][a-z0-9+.-]+:\/\//i.test(file))
    throw new LedgerFailure('ledger-bad-url', 'neither a path nor a URL that begins with postgresql://')
  return { engine: 'sqlite', file }
}
