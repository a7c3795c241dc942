import { createHash } from 'node:crypto'
import type { AuthorityPlan, Scenario } from '@foreseen/facts'
import { hex, parseCertificate } from '@foreseen/x509'
import type { StagedChain } from '../contract.ts'
import type { Authorities } from './authorities.ts'
import { CastError } from './cast-error.ts'
import type { SigningKey } from './key-ring.ts'
import type { Leaves } from './leaves.ts'
import type { LoadedMaterials, RealChain } from './materials.ts'

/** A chain as it is sent, leaf first, and the leaf's key. */
export interface PlayedChain {
  readonly certificates: readonly Uint8Array[]
  readonly key: SigningKey
}

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

/** The SubjectPublicKeyInfo of a certificate that this cast made or read. */
export function spkiOf(der: Uint8Array): Uint8Array {
  const parsed = parseCertificate(der)
  if (!parsed.ok) throw new CastError('materials-damaged', 'a certificate of the cast does not parse')
  return parsed.value.publicKey.der
}

/** What is public about a chain. */
export function stagedChain(scenario: string, { certificates }: PlayedChain): StagedChain {
  const [leaf = new Uint8Array()] = certificates
  return {
    scenario,
    sha256: certificates.map(der => hex(sha256(der))),
    leafSpkiSha256: hex(sha256(spkiOf(leaf))),
  }
}

/** What chains are made of. */
export interface ChainOptions {
  readonly scenarios: readonly Scenario[]
  readonly authorities: Authorities
  readonly leaves: Leaves
  readonly materials: LoadedMaterials
}

/** Chains by scenario and shift, each made once. */
export class Chains {
  readonly #options: ChainOptions
  readonly #scenarios: ReadonlyMap<string, Scenario>
  readonly #made = new Map<string, Promise<PlayedChain>>()

  constructor(options: ChainOptions) {
    this.#options = options
    this.#scenarios = new Map(options.scenarios.map(scenario => [scenario.id, scenario]))
  }

  /** Errors: `cast-unknown-scenario`, `cast-unknown-authority`, `cast-nothing-staged`, `cast-dates-fixed`. */
  chain(id: string, shiftDays: number): Promise<PlayedChain> {
    const key = `${id}|${shiftDays}`
    const known = this.#made.get(key)
    if (known !== undefined) return known
    const made = this.#make(id, shiftDays)
    this.#made.set(key, made)
    return made
  }

  async #make(id: string, shiftDays: number): Promise<PlayedChain> {
    const scenario = this.#scenarios.get(id)
    if (scenario === undefined)
      throw new CastError('cast-unknown-scenario', `no scenario "${id}" in this rehearsal`)
    const real = this.#realChain(scenario)
    if (real === undefined) return this.#standIn(scenario, shiftDays)
    if (shiftDays !== 0)
      throw new CastError(
        'cast-dates-fixed',
        `scenario "${id}" sends the real chain ${real.path}, whose dates cannot be moved`,
      )
    const sent = scenario.sends.length === 1 ? real.certificates.slice(0, 1) : real.certificates
    const certificates = scenario.kind === 'staged' ? real.certificates : sent
    return { certificates: certificates.map(({ der }) => der), key: real.key }
  }

  /** The operator's own chain, where the scenario is about the very bytes that are served or staged. */
  #realChain(scenario: Scenario): RealChain | undefined {
    const { current, next } = this.#options.materials
    if (scenario.kind === 'staged') {
      if (next !== undefined) return next
      throw new CastError(
        'cast-nothing-staged',
        `scenario "${scenario.id}" sends the next chain, and none was given`,
      )
    }
    return scenario.id === 'baseline' || scenario.id === 'missing-intermediate' ? current : undefined
  }

  /** A private CA whose root signs leaves itself has no intermediate to be sent. */
  #withoutIntermediate(): boolean {
    const { current, root, intermediate } = this.#options.materials
    const [leaf] = current?.certificates ?? []
    if (leaf === undefined || root === undefined || intermediate !== undefined) return false
    return Buffer.compare(leaf.issuer.der, root.certificate.subject.der) === 0
  }

  async #standIn(scenario: Scenario, shiftDays: number): Promise<PlayedChain> {
    const { authorities, leaves } = this.#options
    const own = scenario.authorities
    const direct = scenario.issuer === 'intermediate-a' && this.#withoutIntermediate()
    const issuerPlan = authorities.plan(direct ? 'old-root' : scenario.issuer, own)
    const issuer = await authorities.identity(issuerPlan)
    const sends = direct ? scenario.sends.filter(id => id !== 'intermediate-a') : scenario.sends
    const leaf = await leaves.leaf(scenario.leaf, issuer, shiftDays)
    const certificates = await Promise.all(
      sends.map(async id => {
        if (id === 'leaf') return leaf.der
        const plan: AuthorityPlan = authorities.plan(id, own)
        return authorities.certificate(plan, own, shiftDays)
      }),
    )
    return { certificates, key: leaf.key }
  }
}
