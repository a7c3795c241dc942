/**
 * The judge against recorded runs: `recorded-table.txt` is the measured table, one row a client set-up, one
 * column a scenario. `+` a request arrived; a number: refused with that alert; `x` closed in the handshake
 * without one; `c` closed after it with nothing sent. The last column is what the pin tree makes of the row.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { PinKind, Verdict } from '@foreseen/facts'
import { judgeClient, judgeRun, readRun } from '../../src/index.ts'
import { recordedClients, recording, recordsOf } from './recording.ts'
import { planOf } from './scene.ts'

const plan = planOf(recording.scenarios, { trusts: ['old'] })

function symbolOf({ kind, reason, evidence }: Verdict): string {
  if (kind === 'connects') return '+'
  if (reason === 'handshake-closed') return 'x'
  if (reason === 'closed-after-handshake') return 'c'
  return /alert (\d+)/.exec(evidence)?.[1] ?? reason
}

function rowOf(client: string): string {
  const symbols = recordsOf(client).map(record => symbolOf(readRun(record)).padStart(2))
  const { pin } = judgeClient({ client, plan, records: recordsOf(client) })
  return `${client.padEnd(28)} ${symbols.join(' ')}  ${pin.kind}`
}

test('the recorded runs read as the measured table says, cell by cell', () => {
  const columns = recording.scenarios.map((_, index) => String(index).padStart(2, '0')).join(' ')
  const legend = recording.scenarios.map((id, index) => `${String(index).padStart(2, '0')} ${id}`)
  const text = [...legend, '', `${''.padEnd(28)} ${columns}  pin`, ...recordedClients.map(rowOf), ''].join(
    '\n',
  )
  assert.equal(text, readFileSync(join(import.meta.dirname, 'recorded-table.txt'), 'utf8'))
  assert.equal(recordedClients.length * recording.scenarios.length, 608)
})

/**
 * What the tree may say with the old root alone. Without a run under both roots nobody can tell a root pin from
 * a machine that lacks the new root, so every client that passes 01 to 03 and dies at 05 stays open.
 */
const leafKey: readonly string[] = [
  'curl --pinnedpubkey leaf',
  'wget --pinnedpubkey leaf',
  'node checkServerIdentity pin',
  'okhttp 3.13 pin leaf',
  'php curl pinned',
  'go static, pin',
  'chromium spki-list',
]
const certificate: readonly string[] = [
  's_client leaf -partial_chain',
  'python cafile=leaf PARTIAL',
  'python urllib3 fingerprint',
  'node ca:leaf partial',
]
/** They refuse today's certificate. The first visit of the fourth was not part of its recorded runs. */
const deadOnArrival: readonly string[] = [
  's_client leaf (no partial)',
  'python cafile=leaf',
  'node ca:leaf',
  'gnutls-cli --strict-tofu',
  'node (no cooperation)',
]

const expected = (client: string): PinKind =>
  leafKey.includes(client)
    ? 'leaf-key'
    : certificate.includes(client)
      ? 'certificate'
      : client === 'okhttp pin intermediate'
        ? 'intermediate'
        : client === 'curl -k'
          ? 'none'
          : 'unknown'

test('the pin tree names every recorded pin, and leaves open what one trust store cannot tell', () => {
  for (const client of recordedClients) {
    const { pin } = judgeClient({ client, plan, records: recordsOf(client) })
    assert.equal(pin.kind, expected(client), client)
    if (deadOnArrival.includes(client)) assert.match(pin.sentence, /does not connect to what is served today/)
    else if (pin.kind === 'unknown')
      assert.match(pin.sentence, /--scenario cross-sign-dropped --trust both/, client)
  }
})

test('judged by difference, the verdict equals the exit code, but for Chromium, which ends with 0', () => {
  for (const client of recordedClients) {
    const [baseline, ...others] = recordsOf(client)
    assert.ok(baseline)
    for (const record of others) {
      const { kind, reason } = judgeRun(record, baseline)
      const where = `${client} at ${record.scenario}`
      if (deadOnArrival.includes(client)) assert.equal(reason, 'baseline-refuses', where)
      else if (client.startsWith('chromium')) assert.ok(kind === 'connects' || kind === 'refuses', where)
      else
        assert.equal(
          kind,
          record.end.kind === 'code' && record.end.code === 0 ? 'connects' : 'refuses',
          where,
        )
    }
  }
})

test('what must be refused and is not', () => {
  const accepts = (client: string): readonly string[] =>
    judgeClient({ client, plan, records: recordsOf(client) }).accepts
  assert.deepEqual(accepts('curl -k'), ['expired', 'not-yet-valid', 'wrong-host'])
  assert.deepEqual(accepts('chromium spki-list'), ['expired', 'not-yet-valid', 'wrong-host'])
  for (const client of recordedClients)
    if (client !== 'curl -k' && client !== 'chromium spki-list') assert.deepEqual(accepts(client), [], client)
})
