import { createHash, X509Certificate } from 'node:crypto'
import type { WireEvent } from '@foreseen/facts'
import { fixtureDer, fixturePem, toyPem } from '../../../../../tests/fixture-ca/read.ts'
import type { RehearsedHost } from '../../../src/sandbox/contract.ts'
import type { Cast } from '../../../src/sandbox/parts.ts'

/** A cast of the fixture CA: one chain for whoever asks, and a list of what was asked. */
export interface FakeCast extends Cast {
  readonly asked: string[]
  readonly askedPlain: string[]
}

export const fixtureHost = 'www.joost.test'
export const rootPem = fixturePem('root-a')

const chains: Readonly<Record<string, readonly [string, string]>> = {
  baseline: ['leaf', 'leaf'],
  rekeyed: ['leaf-rekeyed', 'leaf-next'],
}

export const leafSha256 = (name: string): string =>
  createHash('sha256')
    .update(new X509Certificate(fixturePem(name)).raw)
    .digest('hex')

export function fakeCast(): FakeCast {
  const asked: string[] = []
  const askedPlain: string[] = []
  return {
    asked,
    askedPlain,
    chains: [],
    credentials: async ({ scenario, serverName, shiftDays }) => {
      asked.push(`${scenario} ${serverName} ${shiftDays}`)
      const [leaf, key] = chains[scenario] ?? []
      if (leaf === undefined || key === undefined) throw new Error(`no scenario ${scenario}`)
      return { chainPem: fixturePem(leaf) + fixturePem('intermediate-1'), keyPem: toyPem(key) }
    },
    roots: () => [fixtureDer('root-a')],
    answer: async (host, method, path, body) => {
      askedPlain.push(`${method} ${host}${path} ${body.length}`)
      if (host !== 'crl.joost.test') return undefined
      return { status: 200, type: 'application/pkix-crl', body: Buffer.from('list') }
    },
    values: {},
    files: {},
  }
}

export function host(port: number, more: Partial<RehearsedHost> = {}): RehearsedHost {
  return {
    host: fixtureHost,
    port,
    starttls: 'none',
    alpn: ['http/1.1'],
    asksClientCertificate: false,
    ...more,
  }
}

/** Kinds in order, `data` and `closed` with their bytes. */
export const kindsOf = (events: readonly WireEvent[]): string[] => events.map(({ kind }) => kind)
