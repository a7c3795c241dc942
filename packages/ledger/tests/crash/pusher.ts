/** A program that pushes scans without end and says each one when it is acknowledged; made to be killed. */
import { writeSync } from 'node:fs'
import { openLedger } from '@foreseen/ledger'
import { certificateAt, releaseIn, scanOf } from '../sample.ts'

const [address = '', organisation = '', from = '0'] = process.argv.slice(2)
const ledger = await openLedger({
  address,
  clock: Date.now,
  random: sizeBytes => crypto.getRandomValues(new Uint8Array(sizeBytes)),
})
const by = { organisation, actor: 'system' }

/** More than one chunk of a bulk insert, so that a kill can fall between two. */
const occurrences = 1500

for (let number = Number(from); ; number++) {
  const release = await releaseIn(ledger, by, `1.${number}`)
  const findings = Array.from({ length: occurrences }, (_, at) => certificateAt((number * 40 + at) % 400, at))
  writeSync(1, `begin ${number}\n`)
  const { scan } = await ledger.findings.pushScan(by, scanOf(release, number, findings))
  writeSync(1, `done ${number} ${scan}\n`)
}
