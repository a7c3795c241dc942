/** Opens a ledger, which brings it to the newest schema; made to be killed while it does. */
import { openLedger } from '@foreseen/ledger'
import { sources } from '@foreseen/server'

process.stdout.write('begun\n')
const ledger = await openLedger({ address: process.argv[2] ?? '', ...sources })
process.stdout.write('done\n')
await ledger.close()
