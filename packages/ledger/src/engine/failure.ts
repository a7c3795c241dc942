/** The ledger could not be opened, read or changed; `code` is one of `ledgerCodes`. */
export class LedgerFailure extends Error {
  readonly code: string
  constructor(code: string, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.code = code
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html); extended ones carry them in the low byte. */
const sqliteCodes: ReadonlyMap<number, string> = new Map([
  [5, 'ledger-locked'],
  [6, 'ledger-locked'],
  [8, 'ledger-read-only'],
  [10, 'ledger-disk-failed'],
  [11, 'ledger-damaged'],
  [13, 'ledger-disk-full'],
  [14, 'ledger-cannot-open'],
  [26, 'ledger-not-a-ledger'],
])

/** Extended results of a violated constraint. */
const sqliteConstraints: ReadonlyMap<number, string> = new Map([
  [787, 'ledger-refers-to-nothing'],
  [1555, 'ledger-conflict'],
  [1811, 'ledger-append-only'],
  [2067, 'ledger-conflict'],
])

/** SQLSTATE values (PostgreSQL documentation, appendix A). */
const postgresCodes: ReadonlyMap<string, string> = new Map([
  ['25006', 'ledger-read-only'],
  ['53100', 'ledger-disk-full'],
  ['55P03', 'ledger-locked'],
  ['40001', 'ledger-contended'],
  ['40P01', 'ledger-contended'],
  ['23505', 'ledger-conflict'],
  ['23503', 'ledger-refers-to-nothing'],
  ['P0001', 'ledger-append-only'],
  ['3D000', 'ledger-login-refused'],
  ['42501', 'ledger-login-refused'],
  ['58030', 'ledger-disk-failed'],
  ['XX001', 'ledger-damaged'],
  ['XX002', 'ledger-damaged'],
])

/** Classes of SQLSTATE: connection, resources and shutdown, login. */
const postgresClasses: ReadonlyMap<string, string> = new Map([
  ['08', 'ledger-unreachable'],
  ['53', 'ledger-unreachable'],
  ['57', 'ledger-unreachable'],
  ['28', 'ledger-login-refused'],
])

/** What Node says when a connection cannot be made or broke. */
const connectionErrors =
  /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|NOENT|ACCES)$/
const connectionWords =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/

const numberIn = (error: Error): number | undefined =>
  'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined

const textIn = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

function codeOf(error: Error): string | undefined {
  const errcode = numberIn(error)
  if (errcode !== undefined) return sqliteConstraints.get(errcode) ?? sqliteCodes.get(errcode & 0xff)
  const state = textIn(error)
  if (connectionErrors.test(state) || connectionWords.test(error.message)) return 'ledger-unreachable'
  if (!/^[0-9A-Z]{5}$/.test(state)) return undefined
  return postgresCodes.get(state) ?? postgresClasses.get(state.slice(0, 2))
}

/** The typed failure for what an engine threw; a broken invariant stays the error that it is. */
export function failureOf(error: unknown): unknown {
  if (error instanceof LedgerFailure || !(error instanceof Error)) return error
  const code = codeOf(error)
  return code === undefined ? error : new LedgerFailure(code, error.message, error)
}

/** Whether the same change may succeed when it is simply tried again. */
export const isPassing = (error: unknown): boolean =>
  error instanceof LedgerFailure && (error.code === 'ledger-contended' || error.code === 'ledger-locked')
