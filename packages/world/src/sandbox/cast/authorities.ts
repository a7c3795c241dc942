import { type AuthorityPlan, standingCast } from '@foreseen/facts'
import { CastError } from './cast-error.ts'
import {
  authorityKeyId,
  caExtensions,
  distinguishedName,
  keyIdentifier,
  nameConstraints,
  revocationAddresses,
  subjectKeyId,
} from './extension.ts'
import type { KeyForm, KeyRing, SigningKey } from './key-ring.ts'
import { signCertificate } from './sign.ts'

const dayMs = 86_400_000

/** Names of the stand-ins' organisation, so that nobody takes one for a real authority. */
export const organisation = 'Foreseen rehearsal'

/** An authority is a name and a key, whatever certificates carry them. */
export interface Authority {
  readonly subject: Uint8Array
  readonly key: SigningKey
  /** Subject key identifier, as its own certificate says it. */
  readonly keyId: Uint8Array
}

/** A real certificate with its key that plays a part of the standing cast. */
export interface AdoptedAuthority extends Authority {
  readonly der: Uint8Array
}

/** Where the responder and the list of an authority are; the path ends in its key identifier. */
export const revocationHosts = { ocsp: 'ocsp.rehearsal.invalid', list: 'crl.rehearsal.invalid' } as const

/** Extensions of whatever `issuer` signs. */
export function issuedExtensions(issuer: Authority): ReturnType<typeof revocationAddresses> {
  const id = Buffer.from(issuer.keyId).toString('hex')
  return [
    authorityKeyId(issuer.keyId),
    ...revocationAddresses(
      `http://${revocationHosts.ocsp}/${id}`,
      `http://${revocationHosts.list}/${id}.crl`,
    ),
  ]
}

/** What all authorities of one rehearsal have in common. */
export interface AuthorityOptions {
  readonly ring: KeyRing
  readonly nowMs: number
  /** What stand-in roots may sign for. */
  readonly permitted: readonly string[]
  /** Real authorities by the id of the standing plan that they play. */
  readonly adopted: ReadonlyMap<string, AdoptedAuthority>
}

/** Authorities of a rehearsal: their identities and their certificates, each made once. */
export class Authorities {
  readonly #options: AuthorityOptions
  readonly #identities = new Map<string, Promise<Authority>>()
  readonly #certificates = new Map<string, Promise<Uint8Array>>()
  /** By key identifier, in hex: who answers for what was issued. */
  readonly #byKeyId = new Map<string, Authority>()

  constructor(options: AuthorityOptions) {
    this.#options = options
  }

  /** The plan with that id, the scenario's own before the standing ones. Errors: `cast-unknown-authority`. */
  plan(id: string, own: readonly AuthorityPlan[]): AuthorityPlan {
    const found = [...own, ...standingCast].find(plan => plan.id === id)
    if (found === undefined)
      throw new CastError('cast-unknown-authority', `no authority is called "${id}" in this rehearsal`)
    return found
  }

  /** The real authority that plays a plan's subject and key, if one does. */
  #adoptedFor(plan: AuthorityPlan): AdoptedAuthority | undefined {
    const part = standingCast.find(({ subject, key }) => subject === plan.subject && key === plan.key)
    return part && this.#options.adopted.get(part.id)
  }

  /** Name and key of a plan. */
  identity(plan: AuthorityPlan, form: KeyForm = 'rsa-2048'): Promise<Authority> {
    const id = `${plan.subject}|${plan.key}`
    const known = this.#identities.get(id)
    if (known !== undefined) return known
    const made = this.#makeIdentity(plan, form)
    this.#identities.set(id, made)
    return made
  }

  async #makeIdentity(plan: AuthorityPlan, form: KeyForm): Promise<Authority> {
    const adopted = this.#adoptedFor(plan)
    const key = adopted?.key ?? (await this.#options.ring.key(plan.key, form))
    const authority = adopted ?? {
      subject: distinguishedName(plan.subject, organisation),
      key,
      keyId: keyIdentifier(key.spki),
    }
    this.#byKeyId.set(Buffer.from(authority.keyId).toString('hex'), authority)
    return authority
  }

  /** Who has that key identifier, in hex, among those that were asked for. */
  byKeyId(keyId: string): Authority | undefined {
    return this.#byKeyId.get(keyId)
  }

  /**
   * DER of a plan's certificate, dates moved by `-shiftDays`. Roots stay as they are: trust stores hold them
   * for all runs.
   */
  certificate(plan: AuthorityPlan, own: readonly AuthorityPlan[], shiftDays: number): Promise<Uint8Array> {
    const adopted = this.#options.adopted.get(plan.id)
    if (adopted !== undefined && standingCast.includes(plan)) return Promise.resolve(adopted.der)
    const issuer = this.plan(plan.issuer, own)
    const shift = plan.issuer === plan.id ? 0 : shiftDays
    const id = JSON.stringify([plan, issuer.subject, issuer.key, shift])
    const known = this.#certificates.get(id)
    if (known !== undefined) return known
    const made = this.#issue(plan, issuer, shift)
    this.#certificates.set(id, made)
    return made
  }

  async #issue(plan: AuthorityPlan, issuerPlan: AuthorityPlan, shiftDays: number): Promise<Uint8Array> {
    const { nowMs, permitted } = this.#options
    const [subject, issuer] = await Promise.all([this.identity(plan), this.identity(issuerPlan)])
    const isRoot = plan.issuer === plan.id
    const extensions = [
      ...caExtensions(),
      subjectKeyId(subject.keyId),
      ...(isRoot ? [] : issuedExtensions(issuer)),
      // On roots alone: whatever hangs below one is bound by it, and chains keep the shape of real ones.
      ...(isRoot && permitted.length > 0 ? [nameConstraints(permitted)] : []),
    ]
    return signCertificate(
      {
        subject: subject.subject,
        issuer: issuer.subject,
        spki: subject.key.spki,
        notBeforeMs: nowMs + (plan.notBeforeDays - shiftDays) * dayMs,
        notAfterMs: nowMs + (plan.notAfterDays - shiftDays) * dayMs,
        extensions,
      },
      issuer.key,
    )
  }
}
