/** What keeps the ledger from remembering, or from answering; the source of `docs/errors.md`. */
export const ledgerCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'ledger-bad-url',
    meaning: 'The address of a database is neither a file nor a PostgreSQL URL.',
    remedy: 'Give postgresql://USER@HOST:PORT/DATABASE; where a file may be named, its path.',
  },
  {
    code: 'ledger-unreachable',
    meaning: 'The database does not answer, or the connection to it broke.',
    remedy: 'Check that it runs and that host, port and network are right; work goes on when it is back.',
  },
  {
    code: 'ledger-login-refused',
    meaning: 'The database refuses this user, or has no such database.',
    remedy: 'Correct user, password and database in the URL, or grant the rights that the message names.',
  },
  {
    code: 'ledger-postgresql-old',
    meaning: 'The PostgreSQL server is older than 15.',
    remedy: 'Use a server of version 15 or newer.',
  },
  {
    code: 'ledger-not-found',
    meaning: 'There is no ledger where one was to be read.',
    remedy: 'Give the directory of a server with --data, or its database with --database-url-file.',
  },
  {
    code: 'ledger-not-a-ledger',
    meaning: 'The file is a database of another program, or no database.',
    remedy: 'Give the path of a ledger, or one where no file is yet.',
  },
  {
    code: 'ledger-cannot-open',
    meaning: 'The file of the ledger cannot be opened.',
    remedy: 'Check that its folder exists and that whoever runs the program may read and write it.',
  },
  {
    code: 'ledger-read-only',
    meaning: 'The database cannot be written: the disk, the file or the server is read-only.',
    remedy: 'Give write access, or connect to the primary server; nothing was changed.',
  },
  {
    code: 'ledger-disk-full',
    meaning: 'There is no room left where the database lies.',
    remedy: 'Make room; nothing of the refused change was stored, and work goes on by itself afterwards.',
  },
  {
    code: 'ledger-disk-failed',
    meaning: 'The disk under the database failed to read or write.',
    remedy: 'Check the disk, then verify the ledger; restore a backup if it is damaged.',
  },
  {
    code: 'ledger-damaged',
    meaning: 'The database says that its own bytes are damaged.',
    remedy: 'Stop the server, keep the file, and restore the newest backup.',
  },
  {
    code: 'ledger-locked',
    meaning: 'Another program held the database locked for longer than is waited.',
    remedy: 'Find what holds it, a backup or another server on the same file, and try again.',
  },
  {
    code: 'ledger-contended',
    meaning: 'Changes of others came between each time this one was tried.',
    remedy: 'Try again; if it lasts, fewer writers at once or smaller changes help.',
  },
  {
    code: 'ledger-schema-newer',
    meaning: 'The database was written by a newer version of the program.',
    remedy: 'Use that version or a newer one; an older program does not touch it.',
  },
  {
    code: 'ledger-schema-changed',
    meaning: 'A migration that the database went through differs from the one this program knows.',
    remedy: 'Use a released version of the program; migrations are never edited after a release.',
  },
  {
    code: 'ledger-conflict',
    meaning: 'There is one of this name already.',
    remedy: 'Use the one that is there, or another name.',
  },
  {
    code: 'ledger-missing',
    meaning: 'What was named is not in the ledger.',
    remedy: 'Check the id; it may have been removed or belong to another organisation.',
  },
  {
    code: 'ledger-lease-lost',
    meaning: 'The run of a rehearsal is in other hands, or has ended; this attempt changes nothing any more.',
    remedy: 'Drop what was rehearsed, and ask for the next run.',
  },
  {
    code: 'ledger-refers-to-nothing',
    meaning: 'A row refers to one that is not there.',
    remedy: 'Record what it refers to first.',
  },
  {
    code: 'ledger-append-only',
    meaning: 'Something was to be changed that is only ever added to.',
    remedy: 'Record a new entry; what was recorded stays as it is.',
  },
  {
    code: 'ledger-unstorable',
    meaning: 'A value cannot be stored: a text with a NUL, or a number beyond 53 bits.',
    remedy: 'Correct the value that the message names.',
  },
  {
    code: 'ledger-bad-cursor',
    meaning: 'A page was asked for with a cursor that was not given out for this list.',
    remedy: 'Begin again at the first page.',
  },
  {
    code: 'ledger-target-not-empty',
    meaning: 'A ledger was to be restored or moved to a place that holds something already.',
    remedy: 'Give a file that does not exist yet, or an empty database.',
  },
  {
    code: 'ledger-differs',
    meaning: 'After a backup, restore or move, counts or digests of a table are not the same on both sides.',
    remedy: 'Keep the source, discard the copy and try again; if it stays, the message names the table.',
  },
]
