import type { Command } from './flag.ts'
import { flag } from './flag.ts'
import { dataFlags, serveFlags } from './flags-server.ts'

const cannot = [2, 'it could not be done; what and why is said'] as const

const serve: Command = {
  name: 'serve',
  summary: 'start the server with its pages, its interface and a worker',
  about:
    'Keeps everything in one directory, on the embedded database unless DATABASE_URL or --database-url-file names PostgreSQL. Listens on loopback unless told otherwise. The first start prints a link that makes its reader the owner. Ctrl-C ends it in order.',
  argument: undefined,
  flags: serveFlags,
  examples: [
    'foreseen serve',
    'foreseen serve --host 0.0.0.0 --public-url https://foreseen.example.org --data /var/lib/foreseen',
  ],
  exits: [[0, 'ended in order'], cannot],
}

const worker: Command = {
  name: 'worker',
  summary: 'take jobs of a server, on this machine',
  about:
    'Shares scans, observations and forecasts with other workers through the database alone. Several workers need PostgreSQL: give all of them the same DATABASE_URL or --database-url-file. Client programs are never run here; that is what "foreseen runner" is for.',
  argument: undefined,
  flags: dataFlags,
  examples: ['DATABASE_URL=postgresql://foreseen@db.example.org/foreseen foreseen worker'],
  exits: [[0, 'ended in order'], cannot],
}

const backup: Command = {
  name: 'backup',
  summary: 'write a backup of the ledger, also of one in use',
  about:
    'Writes one moment of the ledger to a new file, reads it back and compares counts and digests. Prints the head of the event log: kept elsewhere, it proves later that nothing was changed or cut off (foreseen ledger verify --head).',
  argument: { name: 'file', help: 'a file that is not there yet', required: true, variadic: false },
  flags: dataFlags,
  examples: ['foreseen backup foreseen-2026-12-01.ledger --data /var/lib/foreseen'],
  exits: [[0, 'written and compared'], cannot],
}

const restore: Command = {
  name: 'restore',
  summary: 'make a ledger of a backup, at an empty place',
  about:
    'Fills an empty data directory, or an empty PostgreSQL database, with a backup of any earlier schema, and compares counts and digests. Nothing is ever written over.',
  argument: { name: 'file', help: 'a backup', required: true, variadic: false },
  flags: dataFlags,
  examples: ['foreseen restore foreseen-2026-12-01.ledger --data new/'],
  exits: [[0, 'restored and compared'], cannot],
}

const db: Command = {
  name: 'db',
  summary: 'move the ledger to another database: db move --to URL',
  about:
    'Copies everything to an empty place, on either engine, and compares counts and digests of every table. Stop the server first and start it at the new place afterwards; jobs are not moved, schedules come back by themselves. A URL with a password in it belongs in a file: --to-file.',
  argument: { name: 'move', help: 'the word "move"', required: true, variadic: false },
  flags: [
    flag({ name: 'to', value: 'URL', help: 'a PostgreSQL URL, or the path of a new file' }),
    flag({
      name: 'to-file',
      value: 'FILE',
      help: 'the same, read from a file',
      completes: 'file',
    }),
    ...dataFlags,
  ],
  examples: ['foreseen db move --to postgresql://foreseen@db.example.org/foreseen --data /var/lib/foreseen'],
  exits: [[0, 'moved; both sides are the same'], cannot],
}

const ledger: Command = {
  name: 'ledger',
  summary: 'check that the ledger is what was put into it: ledger verify',
  about:
    'Follows the chain of events from its first link, compares objects with their digests and forecasts with theirs, and checks the file. With --head the log must still hold the end that was noted elsewhere.',
  argument: { name: 'verify', help: 'the word "verify"', required: true, variadic: false },
  flags: [
    flag({ name: 'head', value: 'SEQ:HASH', help: 'head of the log as a backup printed it' }),
    flag({ name: 'json', help: 'print as JSON' }),
    ...dataFlags,
  ],
  examples: ['foreseen ledger verify --data /var/lib/foreseen'],
  exits: [[0, 'all is as it was put in'], [1, 'something is not; it is said what'], cannot],
}

/** Commands around the server, in the order in which they are met. */
export const serverCommands: readonly Command[] = [serve, worker, backup, restore, db, ledger]
