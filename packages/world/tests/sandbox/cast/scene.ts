import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LeafPlan, Scenario, TrustStore } from '@foreseen/facts'
import { certificatePem } from '../../../src/sandbox/cast/pins.ts'
import type { Materials, RehearsedHost } from '../../../src/sandbox/contract.ts'
import type { Cast } from '../../../src/sandbox/parts.ts'

/** The day of these tests; near enough to the machine's own for tools that cannot be told another. */
export const nowMs = Math.floor(Date.now() / 1000) * 1000

export const noMaterials: Materials = {
  currentChainPath: '',
  currentKeyPath: '',
  nextChainPath: '',
  nextKeyPath: '',
  authorityDir: '',
}

export function host(name: string): RehearsedHost {
  return { host: name, port: 443, starttls: 'none', alpn: ['http/1.1'], asksClientCertificate: false }
}

export const baselineLeaf: LeafPlan = {
  key: 'same',
  notBeforeDays: -30,
  notAfterDays: 60,
  names: 'hosts',
  commonName: true,
  clientAuth: true,
}

/** A scenario of which only what a cast looks at is filled in. */
export function scenario(
  id: string,
  leaf: Partial<LeafPlan>,
  issuer: string,
  sends: readonly string[],
  more: Partial<Scenario> = {},
): Scenario {
  return {
    id,
    title: id,
    kind: id === 'baseline' ? 'baseline' : 'renewal',
    about: '',
    teaches: '',
    leaf: { ...baselineLeaf, ...leaf },
    authorities: [],
    issuer,
    sends,
    trusts: ['old'],
    clockDays: 0,
    changes: [],
    event: undefined,
    ...more,
  }
}

export const scenarios: readonly Scenario[] = [
  scenario('baseline', {}, 'intermediate-a', ['leaf', 'intermediate-a']),
  scenario('re-keyed', { key: 'new' }, 'intermediate-a', ['leaf', 'intermediate-a']),
  scenario('other-type', { key: 'other-algorithm' }, 'intermediate-a', ['leaf', 'intermediate-a']),
  scenario('nameless', { commonName: false, clientAuth: false }, 'intermediate-a', [
    'leaf',
    'intermediate-a',
  ]),
  scenario('new-intermediate', {}, 'intermediate-b', ['leaf', 'intermediate-b']),
  scenario('reissued', {}, 'intermediate-a-reissued', ['leaf', 'intermediate-a-reissued']),
  scenario('crossed', {}, 'intermediate-c', ['leaf', 'intermediate-c', 'cross']),
  scenario('cross-dropped', {}, 'intermediate-c', ['leaf', 'intermediate-c']),
  scenario('cross-expired', {}, 'intermediate-c', ['leaf', 'intermediate-c', 'cross-expired']),
  scenario('expired', { notBeforeDays: -400, notAfterDays: -1 }, 'intermediate-a', [
    'leaf',
    'intermediate-a',
  ]),
  scenario('intermediate-expired', {}, 'intermediate-a-expired', ['leaf', 'intermediate-a-expired']),
  scenario('wrong-host', { names: 'other' }, 'intermediate-a', ['leaf', 'intermediate-a']),
  scenario('missing-intermediate', {}, 'intermediate-a', ['leaf']),
  scenario('untrusted', {}, 'intermediate-u', ['leaf', 'intermediate-u']),
]

/** A folder that is gone when the test is over. */
export function folder(t: { after: (fn: () => void) => void }): string {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-cast-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** Skips the test where the program is missing. */
export function needs(t: { skip: (reason: string) => void }, program: string, debian: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' })
    return true
  } catch {
    t.skip(`needs ${program}: apt-get install ${debian}`)
    return false
  }
}

export const store = (cast: Cast, trust: TrustStore): string => cast.roots(trust).map(certificatePem).join('')

/** What `openssl verify` says: '' when the chain holds, else its error. */
export function opensslVerify(
  dir: string,
  chainPem: string,
  roots: string,
  more: readonly string[] = [],
): string {
  const [leaf = '', ...rest] = chainPem.split(/(?<=-----END CERTIFICATE-----\n)/)
  writeFileSync(join(dir, 'leaf.pem'), leaf)
  writeFileSync(join(dir, 'rest.pem'), rest.join(''))
  writeFileSync(join(dir, 'roots.pem'), roots)
  const untrusted = rest.length > 0 ? ['-untrusted', 'rest.pem'] : []
  const args = ['verify', '-CAfile', 'roots.pem', '-no-CApath', ...untrusted, ...more, 'leaf.pem']
  try {
    execFileSync('openssl', args, { cwd: dir, stdio: 'pipe', env: { PATH: process.env.PATH } })
    return ''
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    return /error \d+ at \d+ depth lookup: ?(.*)/.exec(output)?.[1] ?? output
  }
}
