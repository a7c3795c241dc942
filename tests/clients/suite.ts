/** Real clients over every scenario, against the measured table. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { columns, type RealClient } from './clients.ts'
import { type Judged, rehearse } from './fleet.ts'
import { isThere, type Kit, makeKit } from './kit.ts'

const missing = (client: RealClient): string =>
  client.needs
    .filter(([program]) => !isThere(program))
    .map(([program, debianPackage]) => `${program} is not here: install ${debianPackage}`)
    .join('; ')

/** Why nothing can be run as this user, or ''. */
function noSandbox(as: 'this' | 'ordinary'): string {
  if (process.platform !== 'linux') return 'namespaces are a thing of Linux'
  const isRoot = process.getuid?.() === 0
  if (as === 'ordinary' && !isRoot) return 'the tests already run as an ordinary user'
  const user = as === 'ordinary' || !isRoot
  const drop = as === 'ordinary' ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'] : []
  const [file = '', ...args] = [
    ...drop,
    'unshare',
    ...(user ? ['--user', '--map-root-user'] : []),
    '--mount',
    '--net',
    '--pid',
    '--fork',
    'ip',
    'link',
  ]
  if (spawnSync(file, args, { stdio: 'ignore' }).status !== 0)
    return 'no namespaces for this user here: install util-linux and iproute2, and allow user namespaces'
  if (
    as === 'ordinary' &&
    spawnSync(
      'setpriv',
      ['--reuid=65534', '--regid=65534', '--clear-groups', '--', process.execPath, '--version'],
      { stdio: 'ignore' },
    ).status !== 0
  )
    return 'the checkout cannot be read by an ordinary user'
  return ''
}

const markOf = (verdict: string): string => (verdict === 'connects' ? '+' : verdict === 'refuses' ? '-' : '?')

/** The measured row; a client that its own baseline refuses is not run further. */
function rowOf(judged: Judged): string {
  const marks = columns.map(scenario => {
    const cell = judged.cells.find(each => each.scenario === scenario && each.trust === 'old')
    return cell === undefined ? ' ' : markOf(cell.verdict)
  })
  return marks.join('')
}

function expectedRow(client: RealClient): string {
  return client.marks.startsWith('-') ? `-${'?'.repeat(columns.length - 1)}` : client.marks
}

/** Rehearses the clients that are here as that user, and compares each with the table. */
export function suite(asked: readonly RealClient[], as: 'this' | 'ordinary'): void {
  const present = asked.filter(client => missing(client) === '')
  const reason = noSandbox(as)
  describe(`real clients, ${as === 'this' ? 'as this user' : 'as an ordinary user'}`, {
    skip: reason === '' ? false : reason,
  }, () => {
    let dir: string
    let kit: Kit
    let results: ReadonlyMap<string, Judged>
    before(async () => {
      dir = mkdtempSync(join(tmpdir(), 'foreseen-clients-'))
      chmodSync(dir, 0o755)
      kit = makeKit(dir)
      results = await rehearse(present, { kit, dir, as })
    })
    after(() => rmSync(dir, { recursive: true, force: true }))
    for (const client of asked) {
      const lacks = missing(client)
      test(client.name, { skip: lacks === '' ? false : lacks }, () => {
        const judged = results.get(client.name)
        assert.ok(judged !== undefined, `the report has no ${client.name}`)
        const refusals = judged.cells.map(
          cell => `${cell.scenario} @${cell.trust}: ${cell.verdict}, ${cell.evidence}`,
        )
        assert.equal(rowOf(judged), expectedRow(client), refusals.join('\n'))
        assert.equal(judged.pin, client.pin, refusals.join('\n'))
        assert.deepEqual([...judged.accepts].sort(), [...(client.accepts ?? [])].sort())
      })
    }
  })
}
