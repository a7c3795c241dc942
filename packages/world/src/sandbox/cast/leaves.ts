import type { LeafKey, LeafPlan } from '@foreseen/facts'
import { type Authority, issuedExtensions } from './authorities.ts'
import {
  alternativeNames,
  distinguishedName,
  keyIdentifier,
  leafExtensions,
  subjectKeyId,
} from './extension.ts'
import type { KeyRing, SigningKey } from './key-ring.ts'
import { signCertificate } from './sign.ts'

const dayMs = 86_400_000

/** Upper bound of a common name (RFC 5280, ub-common-name). */
const maxCommonName = 64

/** A name that nobody asks for, for certificates of the wrong host; `.invalid` never resolves (RFC 6761). */
export const otherName = 'other.rehearsal.invalid'

/** What all leaves of one rehearsal have in common. */
export interface LeafOptions {
  readonly ring: KeyRing
  readonly nowMs: number
  /** Host names in ASCII and literal addresses, each once; the first gives the common name. */
  readonly names: readonly string[]
}

export interface Leaf {
  readonly der: Uint8Array
  readonly key: SigningKey
}

/** The key of a plan. `K0` is the operator's own where it was given. */
export async function leafKey(ring: KeyRing, which: LeafKey): Promise<SigningKey> {
  if (which === 'same') return ring.key('K0', 'rsa-2048')
  if (which === 'rsa-4096') return ring.key('K4096', 'rsa-4096')
  const today = await ring.key('K0', 'rsa-2048')
  const isRsa = today.privateKey.asymmetricKeyType === 'rsa'
  const wantsRsa = which === 'new' ? isRsa : !isRsa
  return ring.key(which === 'new' ? 'K1' : 'K2', wantsRsa ? 'rsa-2048' : 'p-256')
}

/**
 * The first host name that fits. An address is no name: verifiers that look at the common name would
 * compare it with the constraints on host names.
 */
function commonNameOf(names: readonly string[]): string {
  const first = names.find(name => !/^[\d.]+$|:/.test(name) && name.length <= maxCommonName)
  return first ?? `host ${names[0] ?? ''}`.slice(0, maxCommonName)
}

/** Issues a leaf for `names`; an empty subject where no common name is wanted, as public CAs do. */
export async function issueLeaf(
  plan: Pick<LeafPlan, 'notBeforeDays' | 'notAfterDays' | 'commonName' | 'clientAuth'>,
  names: readonly string[],
  key: SigningKey,
  issuer: Authority,
  nowMs: number,
): Promise<Uint8Array> {
  return signCertificate(
    {
      subject: distinguishedName(plan.commonName ? commonNameOf(names) : '', ''),
      issuer: issuer.subject,
      spki: key.spki,
      notBeforeMs: nowMs + plan.notBeforeDays * dayMs,
      notAfterMs: nowMs + plan.notAfterDays * dayMs,
      extensions: [
        ...leafExtensions(key.privateKey.asymmetricKeyType === 'rsa', plan.clientAuth),
        subjectKeyId(keyIdentifier(key.spki)),
        ...issuedExtensions(issuer),
        alternativeNames(names, !plan.commonName),
      ],
    },
    issuer.key,
  )
}

/**
 * Leaves by plan and issuing authority: scenarios that agree in both send the very same certificate, so that
 * a fingerprint pin is troubled only where the leaf changes.
 */
export class Leaves {
  readonly #options: LeafOptions
  readonly #made = new Map<string, Promise<Leaf>>()

  constructor(options: LeafOptions) {
    this.#options = options
  }

  leaf(plan: LeafPlan, issuer: Authority, shiftDays: number): Promise<Leaf> {
    const issuerId = Buffer.from(issuer.keyId).toString('hex')
    const id = JSON.stringify([plan, issuerId, Buffer.from(issuer.subject).toString('hex'), shiftDays])
    const known = this.#made.get(id)
    if (known !== undefined) return known
    const made = this.#make(plan, issuer, shiftDays)
    this.#made.set(id, made)
    return made
  }

  async #make(plan: LeafPlan, issuer: Authority, shiftDays: number): Promise<Leaf> {
    const { ring, nowMs, names } = this.#options
    const key = await leafKey(ring, plan.key)
    const shown = plan.names === 'hosts' ? names : [otherName]
    const der = await issueLeaf(plan, shown, key, issuer, nowMs - shiftDays * dayMs)
    return { der, key }
  }
}
