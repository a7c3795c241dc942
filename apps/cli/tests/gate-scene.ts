/** A staged chain, a plan, a live folder, and an outside that does as the test says. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Observation, RehearsedClient, VerdictKind } from '@foreseen/facts'
import { servedFromFile } from '../../../packages/world/src/tls/index.ts'
import { issue, pemOf, toyFromPem } from '../../../tests/fixture-ca/issue.ts'
import { toyPem } from '../../../tests/fixture-ca/read.ts'
import { runGate } from '../src/commands/gate.ts'
import type { GatePorts, GateRehearsal } from '../src/gate/ports.ts'
import { tempFolder } from './run.ts'

export const nowMs = Date.now()
const dayMs = 86_400_000
export const host = 'www.joost.test'

const rootToy = toyFromPem('root', toyPem('root-a'))
const root = { subject: 'CN=Toy Gate Root', toy: rootToy }

/** A chain of leaf and root that ends in so many days, as PEM, with the leaf's key. */
async function makeChain(
  toyName: string,
  days: number,
  serial: string,
): Promise<{ chain: string; key: string }> {
  const toy = toyFromPem(toyName, toyPem(toyName))
  const date = (fromNow: number): Date => new Date(nowMs + fromNow * dayMs)
  const base = { issuer: root, notBefore: date(-60), notAfter: date(days) }
  const leaf = await issue({ ...base, subject: `CN=${host}`, toy, serial, ca: false, dnsNames: [host] })
  const rootDer = await issue({
    ...base,
    subject: root.subject,
    toy: rootToy,
    serial: '01',
    ca: true,
    notAfter: date(900),
  })
  return { chain: pemOf('CERTIFICATE', leaf) + pemOf('CERTIFICATE', rootDer), key: toyPem(toyName) }
}

export interface Scene {
  readonly dir: string
  /** Writes `NAME.pem` and `NAME.key`. */
  stage(name: string, toyName: string, days: number, serial: string): Promise<void>
  /** What each release does with the staged chain; a release that is not named is not rehearsed. */
  verdicts: Record<string, VerdictKind>
  /** Address -> name of the chain that is served there, or '' for none that answers. */
  served: Record<string, string>
  /** Called while the gate rehearses. */
  meanwhile: () => void
  failure: string
  /** Runs the gate with what is staged as `next`; gives exit code and result. */
  run(args: Record<string, unknown>, command?: readonly string[]): Promise<Ran>
  promote(name: string, args?: Record<string, unknown>, command?: readonly string[]): Promise<Ran>
  live(): string
  log(): readonly { what: string; detail: string }[]
}

export interface Ran {
  readonly code: number
  readonly text: string
  readonly stderr: string
}

function clientOf(client: string, kind: VerdictKind): RehearsedClient {
  const verdict = { kind, reason: kind === 'refuses' ? 'alert' : 'request', evidence: `it ${kind}` } as const
  const cell = {
    scenario: 'staged',
    trust: 'host',
    verdict,
    predicted: undefined,
    disagreement: undefined,
  } as const
  const pin = { kind: 'unknown', sentence: '', basis: [] } as const
  return {
    client,
    kind: 'real',
    pin,
    accepts: [],
    cells: [{ ...cell, clock: { kind: 'real' }, records: [] }],
  }
}

function portsOf(scene: Pick<Scene, 'dir' | 'verdicts' | 'served' | 'meanwhile' | 'failure'>): GatePorts {
  const endpoint = { host, port: 443, starttls: 'none' } as const
  const look = (address: string, name: string): Observation => {
    const bytes = name === '' ? new Uint8Array() : readFileSync(join(scene.dir, `${name}.pem`))
    return { ...servedFromFile(bytes, endpoint, nowMs), address }
  }
  let ticks = 0
  return {
    rehearse: async (): Promise<GateRehearsal> => {
      scene.meanwhile()
      const clients = Object.entries(scene.verdicts).map(([name, kind]) => clientOf(name, kind))
      return { clients: scene.failure === '' ? clients : [], failure: scene.failure, done: ['Ran once.'] }
    },
    look: async () => Object.entries(scene.served).map(([address, name]) => look(address, name)),
    nowMs: () => nowMs,
    runningMs: () => ticks,
    pause: async ms => {
      ticks += ms
    },
  }
}

const plan = `hosts: [${host}]
releases:
  - { name: big, weight: 90, command: ["true"] }
  - { name: small, weight: 10, command: ["true"] }
`

/** Catches what the command says to standard error. */
async function catching(act: () => Promise<number>): Promise<{ code: number; stderr: string }> {
  const write = process.stderr.write
  let stderr = ''
  process.stderr.write = (text: string | Uint8Array): boolean => {
    stderr += String(text)
    return true
  }
  try {
    return { code: await act(), stderr }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { code: 2, stderr: `${stderr}${error instanceof Error ? error.message : ''} [${code}]` }
  } finally {
    process.stderr.write = write
  }
}

export function scene(t: TestContext): Scene {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'fleet.yaml'), plan)
  const at = (name: string): string => join(dir, name)
  const run: Scene['run'] = async (args, command = []) => {
    const raw = { verify: true, out: at('out'), live: at('live'), ...args }
    writeFileSync(at('out'), '')
    const { code, stderr } = await catching(() => runGate(command, raw, portsOf(made)))
    return { code, stderr, text: readFileSync(at('out'), 'utf8').replace(/\s+/g, ' ') }
  }
  const made: Scene = {
    dir,
    verdicts: { big: 'connects', small: 'connects' },
    served: {},
    meanwhile: () => {},
    failure: '',
    stage: async (name, toyName, days, serial) => {
      const { chain, key } = await makeChain(toyName, days, serial)
      writeFileSync(at(`${name}.pem`), chain)
      writeFileSync(at(`${name}.key`), key)
    },
    run,
    promote: (name, args = {}, command = []) =>
      run(
        { next: at(`${name}.pem`), key: at(`${name}.key`), plan: at('fleet.yaml'), verify: false, ...args },
        command,
      ),
    live: () => {
      for (const name of ['old', 'new', 'third'])
        try {
          if (readFileSync(at('live/live/fullchain.pem')).equals(readFileSync(at(`${name}.pem`)))) return name
        } catch {
          // That one was not staged, or nothing is live.
        }
      return ''
    },
    log: () =>
      readFileSync(at('live/decisions.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
  }
  return made
}
