import { existsSync } from 'node:fs'
import {
  backupLedger,
  type EventHead,
  type Ledger,
  moveLedger,
  openLedger,
  readHead,
  restoreLedger,
  type TableDigest,
  verifyLedger,
} from '@foreseen/ledger'
import { ledgerAddress, openDataDirectory, sources } from '@foreseen/server'
import { type RawValues, Reading } from '../options/read.ts'
import { firstLine, type PlaceSetting, readPlace } from '../options/server.ts'
import { CommandFailure, quoted, type UsageProblem, usageText } from '../options/usage-problem.ts'
import { withMessages } from '../serve/failures.ts'
import { countText } from '../text/amounts.ts'

const addressOf = ({ data, databaseUrl }: PlaceSetting): string =>
  ledgerAddress(data, databaseUrl === '' ? undefined : databaseUrl)

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Opens the ledger that is there; a command that only looks makes none. */
async function withLedger<T>(place: PlaceSetting, act: (ledger: Ledger) => Promise<T>): Promise<T> {
  const address = await withMessages(async () => addressOf(place))
  if (place.databaseUrl === '' && !existsSync(address)) {
    const remedy = 'Give the directory of a server with --data, or its database with --database-url-file.'
    throw new CommandFailure('ledger-not-found', `there is no ledger in ${place.data}.`, remedy)
  }
  return await withMessages(async () => {
    const ledger = await openLedger({ address, ...sources })
    try {
      return await act(ledger)
    } finally {
      await ledger.close()
    }
  })
}

/** Reads what every command here takes, and says what is wrong. */
function readAll<T>(
  command: string,
  raw: RawValues,
  more: (reading: Reading) => T,
): (T & { readonly place: PlaceSetting }) | undefined {
  const reading = new Reading(raw)
  const read = reading.result({ place: readPlace(reading, process.env), ...more(reading) })
  if (read.ok) return read.value
  process.stderr.write(usageText(read.problems, command))
  return undefined
}

const rowsIn = (tables: readonly TableDigest[]): number => tables.reduce((sum, { rows }) => sum + rows, 0)

const headText = ({ seq, hash }: EventHead): string => `${seq}:${hash}`

/** `foreseen backup FILE`. */
export async function runBackup([file = '']: readonly string[], raw: RawValues): Promise<number> {
  const asked = readAll('backup', raw, () => ({}))
  if (asked === undefined) return 2
  const { tables, head } = await withLedger(asked.place, ledger => backupLedger(ledger, file))
  say(
    `${file}: ${countText(rowsIn(tables), 'row')} of ${countText(tables.length, 'table')}, read back and compared.`,
  )
  say(`Head of the log: ${headText(head)}`)
  return 0
}

/** `foreseen restore FILE`. */
export async function runRestore([file = '']: readonly string[], raw: RawValues): Promise<number> {
  const asked = readAll('restore', raw, () => ({}))
  if (asked === undefined) return 2
  const { data, databaseUrl } = asked.place
  const tables = await withMessages(async () => {
    await openDataDirectory(data)
    return await restoreLedger(file, addressOf(asked.place), sources)
  })
  const where = databaseUrl === '' ? data : 'the database'
  say(
    `${where}: ${countText(rowsIn(tables), 'row')} of ${countText(tables.length, 'table')}, compared with ${file}.`,
  )
  return 0
}

function readTarget(reading: Reading, [word]: readonly string[]): { readonly to: string } {
  if (word !== 'move')
    reading.refuse('cli-usage', `"db ${word ?? ''}" is not known.`, 'Write: foreseen db move --to URL')
  const file = reading.text('to-file')
  const to = file === undefined ? (reading.text('to') ?? '') : firstLine('--to-file', file)
  if (to === '')
    reading.refuse('cli-missing-value', 'it is not said where to.', 'Give --to URL or --to-file FILE.')
  return { to }
}

/** `foreseen db move --to URL`. */
export async function runMove(words: readonly string[], raw: RawValues): Promise<number> {
  const asked = readAll('db', raw, reading => readTarget(reading, words))
  if (asked === undefined) return 2
  const tables = await withLedger(asked.place, ledger => moveLedger(ledger, asked.to))
  say(
    `Moved ${countText(rowsIn(tables), 'row')} of ${countText(tables.length, 'table')}; both sides are the same.`,
  )
  say('Start the server at the new place. What is open at the old one goes on there.')
  return 0
}

function parseHead(text: string): EventHead | UsageProblem {
  const match = /^([0-9]{1,15}):([0-9a-f]{64})$/.exec(text)
  if (match?.[2] !== undefined) return { seq: Number(match[1]), hash: match[2] }
  return {
    code: 'cli-usage',
    detail: `--head is ${quoted(text)}, which is no head of a log.`,
    remedy: 'Write SEQ:HASH as "foreseen backup" printed it.',
  }
}

function readKept(reading: Reading, [word]: readonly string[]): { readonly kept: EventHead | undefined } {
  if (word !== 'verify')
    reading.refuse('cli-usage', `"ledger ${word ?? ''}" is not known.`, 'Write: foreseen ledger verify')
  const text = reading.text('head')
  const head = text === undefined ? undefined : parseHead(text)
  if (head === undefined || 'seq' in head) return { kept: head }
  reading.refuse(head.code, head.detail, head.remedy)
  return { kept: undefined }
}

/** `foreseen ledger verify`: 0 when all is as it was put in, 1 when something is not. */
export async function runVerify(words: readonly string[], raw: RawValues): Promise<number> {
  const asked = readAll('ledger', raw, reading => readKept(reading, words))
  if (asked === undefined) return 2
  const { faults, head } = await withLedger(asked.place, async ledger => ({
    faults: await verifyLedger(ledger, asked.kept),
    head: await readHead(ledger.read),
  }))
  if (raw.json === true) {
    say(
      JSON.stringify(
        { schema: 'foreseen.verification/1', sound: faults.length === 0, head, faults },
        null,
        2,
      ),
    )
  } else if (faults.length === 0) {
    say(`The ledger is what was put into it: ${countText(head.seq, 'event')} follow from each other.`)
    say(`Head of the log: ${headText(head)}`)
  } else {
    for (const { room, detail } of faults) say(`${room}: ${detail}`)
    say('What is named here is not what was recorded. A backup made before shows what it was.')
  }
  return faults.length === 0 ? 0 : 1
}
