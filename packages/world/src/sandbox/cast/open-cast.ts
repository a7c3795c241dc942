import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { type Scenario, standingCast, type TrustStore } from '@foreseen/facts'
import { type Certificate, certificateFacts } from '@foreseen/x509'
import type { Materials, RehearsedHost, StagedChain } from '../contract.ts'
import type { Cast, Credentials } from '../parts.ts'
import { type AnswerOptions, answerPlain } from './answers.ts'
import { type AdoptedAuthority, Authorities, organisation } from './authorities.ts'
import { Bystanders } from './bystanders.ts'
import { Chains, type PlayedChain, stagedChain } from './chains.ts'
import { keyIdentifier } from './extension.ts'
import { KeyRing } from './key-ring.ts'
import { Leaves, otherName } from './leaves.ts'
import {
  anchorOf,
  type LoadedMaterials,
  loadMaterials,
  type RealAuthority,
  readAnchors,
} from './materials.ts'
import { certificatePem, pinFiles, pinValues } from './pins.ts'

const dayMs = 86_400_000

/** Permitted where no address is under rehearsal, so that addresses are constrained too (RFC 5737). */
const nobodysAddress = '192.0.2.0'

/** What a cast is made for. */
export interface CastOptions {
  readonly hosts: readonly RehearsedHost[]
  readonly scenarios: readonly Scenario[]
  readonly materials: Materials
  /** DER of the roots that this machine trusts; anchors of the operator's chains. */
  readonly hostRoots: readonly Uint8Array[]
  readonly nowMs: number
}

/** Names as certificates have them: ASCII, lower case, each once, in the order given. */
function namesOf(hosts: readonly RehearsedHost[]): readonly string[] {
  const ascii = (host: string): string => {
    if (isIP(host) !== 0) return host
    const name = host.toLowerCase().replace(/\.$/, '')
    return domainToASCII(name) || name
  }
  return [...new Set(hosts.map(({ host }) => ascii(host)))]
}

/** Whether one of `names` covers a server name; `*` stands for one label (RFC 6125 6.4.3). */
function covers(names: readonly string[], serverName: string): boolean {
  const wildcard = serverName.replace(/^[^.]+/, '*')
  return names.includes(serverName) || names.includes(wildcard)
}

function adopt({ certificate, key }: RealAuthority): AdoptedAuthority {
  const stated = certificateFacts(certificate).subjectKeyId
  const keyId = stated === undefined ? keyIdentifier(key.spki) : Buffer.from(stated, 'hex')
  return { subject: certificate.subject.der, key, keyId, der: certificate.der }
}

function adoptedAuthorities(loaded: LoadedMaterials): ReadonlyMap<string, AdoptedAuthority> {
  const played = new Map<string, AdoptedAuthority>()
  if (loaded.root !== undefined) played.set('old-root', adopt(loaded.root))
  if (loaded.intermediate !== undefined) played.set('intermediate-a', adopt(loaded.intermediate))
  return played
}

/** Lists and responses hold for every day to which a scenario moves a clock, and a week around. */
function answerDates({ scenarios, nowMs }: CastOptions) {
  const days = [0, ...scenarios.map(({ clockDays }) => clockDays)]
  return {
    thisUpdateMs: nowMs + (Math.min(...days) - 1) * dayMs,
    nextUpdateMs: nowMs + (Math.max(...days) + 7) * dayMs,
  }
}

const big = (scenario: Scenario): boolean => scenario.leaf.key === 'rsa-4096'

/** Chains that can be played, made side by side; one with a big key is left to be made while others run. */
async function rehearseChains(
  chains: Chains,
  options: CastOptions,
  staged: Map<string, StagedChain>,
): Promise<void> {
  const playable = options.scenarios.filter(
    ({ kind }) => kind !== 'staged' || options.materials.nextChainPath !== '',
  )
  const made = (scenario: Scenario): Promise<void> =>
    chains.chain(scenario.id, 0).then(chain => {
      staged.set(scenario.id, stagedChain(scenario.id, chain))
    })
  await Promise.all(playable.filter(scenario => !big(scenario)).map(made))
  // Whoever asks for its credentials gets the failure.
  for (const scenario of playable.filter(big)) made(scenario).catch(() => {})
}

function credentialsOf({ certificates, key }: PlayedChain): Credentials {
  return {
    chainPem: certificates.map(certificatePem).join(''),
    keyPem: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

interface Roots {
  readonly old: Uint8Array
  readonly new: Uint8Array
  readonly bystander: Uint8Array
  /** The root of the operator's own chain, where it is no stand-in. */
  readonly real: Certificate | undefined
}

function rootsOf(roots: Roots, store: TrustStore): readonly Uint8Array[] {
  const real = roots.real === undefined ? [] : [roots.real.der]
  switch (store) {
    case 'old':
      return [roots.old, ...real, roots.bystander]
    case 'both':
      return [roots.old, roots.new, ...real, roots.bystander]
    case 'new':
      return [roots.new, roots.bystander]
    case 'host':
      return []
  }
}

async function makeRoots(
  authorities: Authorities,
  bystander: Uint8Array,
  real: Certificate | undefined,
): Promise<Roots> {
  const root = (id: string): Promise<Uint8Array> =>
    authorities.certificate(authorities.plan(id, []), standingCast, 0)
  const [oldRoot, newRoot] = await Promise.all([root('old-root'), root('new-root')])
  const isStandIn = real !== undefined && Buffer.compare(real.der, oldRoot) === 0
  return { old: oldRoot, new: newRoot, bystander, real: isStandIn ? undefined : real }
}

/**
 * Makes the keys, authorities and certificates of a rehearsal. Keys are in the memory of this process alone; stand-in
 * roots sign for the rehearsed hosts only. `chains` has the chains made so far: one with an RSA-4096 key is
 * made while others run. Errors: `materials-*`, `cast-unknown-authority`.
 */
export async function openCast(options: CastOptions): Promise<Cast> {
  const { hosts, scenarios, nowMs } = options
  const loaded = await loadMaterials(options.materials)
  const names = namesOf(hosts)
  const addresses = names.some(name => isIP(name) !== 0) ? [] : [nobodysAddress]
  const ring = new KeyRing()
  if (loaded.currentKey !== undefined) ring.adopt('K0', loaded.currentKey)
  const authorities = new Authorities({
    ring,
    nowMs,
    permitted: [...names, otherName, ...addresses],
    adopted: adoptedAuthorities(loaded),
  })
  const leaves = new Leaves({ ring, nowMs, names })
  const chains = new Chains({ scenarios, authorities, leaves, materials: loaded })
  const staged = new Map<string, StagedChain>()
  const anchors = loaded.current === undefined ? [] : readAnchors(options.hostRoots)
  const own = loaded.root === undefined ? anchors : [loaded.root.certificate, ...anchors]
  const real = loaded.current && anchorOf(loaded.current.certificates, own)
  const [bystanders] = await Promise.all([
    Bystanders.open(ring, organisation, nowMs),
    rehearseChains(chains, options, staged),
  ])
  const roots = await makeRoots(authorities, bystanders.root, real)
  const baseline = scenarios.find(({ kind }) => kind === 'baseline')
  const shown = baseline && (await chains.chain(baseline.id, 0))
  const pinnedRoot = loaded.current === undefined ? roots.old : (real?.der ?? undefined)
  const answers: AnswerOptions = {
    authority: keyId =>
      authorities.byKeyId(keyId) ?? (isKeyOf(bystanders, keyId) ? bystanders.authority : undefined),
    ...answerDates(options),
    real: [...(loaded.current?.certificates ?? []), ...(loaded.next?.certificates ?? [])],
  }
  return {
    get chains() {
      return scenarios.flatMap(({ id }) => staged.get(id) ?? [])
    },
    credentials: async ({ scenario, serverName, shiftDays }) => {
      const name = serverName.toLowerCase().replace(/\.$/, '')
      const rehearsed = name === '' || covers(names, name)
      return credentialsOf(
        rehearsed ? await chains.chain(scenario, shiftDays) : await bystanders.chain(name, shiftDays),
      )
    },
    roots: store => rootsOf(roots, store),
    answer: (host, method, path, body) => answerPlain(answers, host, method, path, body),
    values: shown === undefined ? {} : pinValues(shown, pinnedRoot),
    files: shown === undefined ? {} : pinFiles(shown, pinnedRoot),
  }
}

function isKeyOf(bystanders: Bystanders, keyId: string): boolean {
  return Buffer.from(bystanders.authority.keyId).toString('hex') === keyId
}
