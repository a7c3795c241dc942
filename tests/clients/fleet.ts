/** Runs the clients through the CLI, as an operator would, and reads what it says. */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RealClient } from './clients.ts'
import { host, type Kit } from './kit.ts'

export interface Cell {
  readonly scenario: string
  readonly trust: string
  readonly verdict: string
  readonly evidence: string
}

export interface Judged {
  readonly client: string
  readonly pin: string
  readonly accepts: readonly string[]
  readonly cells: readonly Cell[]
}

/** Somebody who is not root: nobody of Debian. */
const ordinary = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
const program = fileURLToPath(new URL('../../apps/cli/bin/foreseen.js', import.meta.url))

function planOf(clients: readonly RealClient[], kit: Kit): string {
  const releases = clients.map(client => ({
    name: client.name,
    command: client.argv(kit),
    env: { HOST: host, URL: kit.url },
    ...(client.firstVisit === undefined ? {} : { firstVisit: client.firstVisit }),
    ...(client.heavy === undefined ? {} : { heavy: true }),
    timeout: '60s',
  }))
  return JSON.stringify({ schema: 'foreseen.fleet/1', hosts: [host], releases }, undefined, 1)
}

/** Rehearses the clients over every scenario; `as` an ordinary user only where this one is root. */
export async function rehearse(
  clients: readonly RealClient[],
  setting: {
    readonly kit: Kit
    readonly dir: string
    readonly as: 'this' | 'ordinary'
    readonly words?: readonly string[]
  },
): Promise<ReadonlyMap<string, Judged>> {
  const { kit, dir, as, words = [] } = setting
  const plan = join(dir, 'fleet.json')
  const out = join(dir, `report-${as}.json`)
  writeFileSync(plan, planOf(clients, kit))
  chmodSync(dir, 0o777)
  const command = [
    process.execPath,
    program,
    ...[
      'rehearse',
      '--plan',
      plan,
      '--answers',
      kit.answers,
      '--cache',
      'off',
      '--format',
      'json',
      '--out',
      out,
    ],
    ...words,
  ]
  const [file = '', ...args] = as === 'ordinary' ? [...ordinary, ...command] : command
  const child = spawn(file, args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] })
  const said: string[] = []
  child.stderr.setEncoding('utf8').on('data', text => said.push(text))
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  )
  const text = existsSync(out) ? readFileSync(out, 'utf8') : ''
  if (text === '')
    throw new Error(`foreseen rehearse wrote nothing and exited with ${code}: ${said.join('').slice(-2000)}`)
  const report: { clients: Judged[] } = JSON.parse(text)
  return new Map(report.clients.map(each => [each.client, each]))
}
