/**
 * The two releases of the story, as programs, told apart by rehearsal alone: nobody searches them, nobody
 * says what they hold. Once against the very certificate that comes next, once against what may come.
 */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { foundAuthority } from '@foreseen/world/sandbox'
import { shipPinned, shipTrusting } from '../../apps/cli/src/story/joost.ts'
import { serverName } from '../../apps/cli/src/story/stage.ts'
import { dayMs } from '../../apps/cli/src/text/dates.ts'

interface Report {
  readonly clients: readonly {
    readonly client: string
    readonly kind: string
    readonly pin: string
    readonly cells: readonly { readonly scenario: string; readonly verdict: string }[]
  }[]
}

const bin = fileURLToPath(new URL('../../apps/cli/bin/foreseen.js', import.meta.url))
const works = (...words: readonly string[]): boolean =>
  spawnSync('unshare', [...words, '--mount', '--net', '--pid', '--fork', 'ip', 'link'], { stdio: 'ignore' })
    .status === 0
const skip =
  works() || works('--user', '--map-root-user')
    ? false
    : 'no namespaces here: install util-linux and iproute2, and allow user namespaces'

describe('the story rehearsed', { skip }, () => {
  let dir: string
  const file = (name: string): string => join(dir, name)
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'foreseen-story-'))
    const nowMs = Date.now()
    const authority = await foundAuthority(serverName, nowMs)
    const [today, next] = [
      await authority.serve(nowMs - 124 * dayMs, 200),
      await authority.serve(nowMs - dayMs, 200),
    ]
    const releases = [shipPinned(dir, today.certificate), shipTrusting(dir, authority.rootPem)]
    mkdirSync(file('authority'))
    for (const [name, text] of Object.entries(authority.files))
      writeFileSync(join(dir, 'authority', name), text)
    writeFileSync(file('today.pem'), today.chainPem)
    writeFileSync(file('today.key'), today.keyPem)
    writeFileSync(file('next.pem'), next.chainPem + authority.rootPem)
    writeFileSync(file('next.key'), next.keyPem)
    const plan = {
      hosts: [serverName],
      releases: releases.map(({ version, program }) => ({
        name: version,
        command: [process.execPath, program, serverName, '443', serverName],
      })),
    }
    writeFileSync(file('fleet.json'), JSON.stringify(plan))
  })
  after(() => (process.env.KEEP ? console.log(dir) : rmSync(dir, { recursive: true, force: true })))

  const rehearse = (...words: readonly string[]): Promise<Report> =>
    new Promise((resolve, reject) => {
      const args = [bin, 'rehearse', '--plan', 'fleet.json', '--format', 'json', '--cache', 'off', ...words]
      execFile(
        process.execPath,
        args,
        { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 26 },
        (_, stdout, stderr) => {
          if (stdout === '') reject(new Error(stderr))
          else resolve(JSON.parse(stdout))
        },
      )
    })

  test('the certificate that comes next: 0.9.1 refuses it, 0.9.2 plays', async () => {
    const report = await rehearse(
      '--next',
      'next.pem',
      '--key',
      'next.key',
      '--current',
      'today.pem',
      '--current-key',
      'today.key',
      '--scenario',
      'staged',
    )
    const verdicts = report.clients.map(({ client, kind, cells }) => [
      client,
      kind,
      cells.find(({ scenario }) => scenario === 'staged')?.verdict,
    ])
    assert.deepEqual(verdicts, [
      ['0.9.1', 'real', 'refuses'],
      ['0.9.2', 'real', 'connects'],
    ])
  })

  test('what may come: 0.9.1 holds the certificate, 0.9.2 the root', async () => {
    const report = await rehearse(
      '--authority',
      'authority',
      '--current',
      'today.pem',
      '--current-key',
      'today.key',
    )
    const pins = report.clients.map(({ client, pin }) => [client, pin])
    assert.deepEqual(pins, [
      ['0.9.1', 'certificate'],
      ['0.9.2', 'root'],
    ])
  })
})
