import type { Authority } from './authorities.ts'
import { caExtensions, distinguishedName, keyIdentifier, subjectKeyId } from './extension.ts'
import type { KeyRing, SigningKey } from './key-ring.ts'
import { issueLeaf } from './leaves.ts'
import { signCertificate } from './sign.ts'

const dayMs = 86_400_000

/** Leaves kept for names that are not under rehearsal; a client that asks for more pays for new ones. */
const maxKept = 500

const dates = { notBeforeDays: -30, notAfterDays: 60 }

/**
 * Answers for whatever else a client talks to. Its root is apart from the stand-ins, without constraints, since
 * nobody knows the names before they come; its keys are ECDSA because a leaf is made while a client waits.
 */
export class Bystanders {
  readonly root: Uint8Array
  readonly #authority: Authority
  readonly #key: SigningKey
  readonly #nowMs: number
  readonly #leaves = new Map<string, Promise<Uint8Array>>()

  private constructor(root: Uint8Array, authority: Authority, key: SigningKey, nowMs: number) {
    this.root = root
    this.#authority = authority
    this.#key = key
    this.#nowMs = nowMs
  }

  static async open(ring: KeyRing, organisation: string, nowMs: number): Promise<Bystanders> {
    const [rootKey, key] = await Promise.all([
      ring.key('bystander-root', 'p-256'),
      ring.key('bystander-leaf', 'p-256'),
    ])
    const subject = distinguishedName('Bystander Root', organisation)
    const authority = { subject, key: rootKey, keyId: keyIdentifier(rootKey.spki) }
    const draft = {
      subject,
      issuer: subject,
      spki: rootKey.spki,
      notBeforeMs: nowMs - 3650 * dayMs,
      notAfterMs: nowMs + 3650 * dayMs,
      extensions: [...caExtensions(), subjectKeyId(authority.keyId)],
    }
    return new Bystanders(await signCertificate(draft, rootKey), authority, key, nowMs)
  }

  get authority(): Authority {
    return this.#authority
  }

  /** Chain and key for a name; a name that is none gets a certificate of nobody. */
  async chain(
    serverName: string,
    shiftDays: number,
  ): Promise<{ certificates: readonly Uint8Array[]; key: SigningKey }> {
    const name = /^[a-z0-9_.-]{1,253}$/.test(serverName) ? serverName : 'nobody.rehearsal.invalid'
    const id = `${name}|${shiftDays}`
    const known = this.#leaves.get(id)
    if (known !== undefined) return { certificates: [await known], key: this.#key }
    if (this.#leaves.size >= maxKept) this.#leaves.delete(this.#leaves.keys().next().value ?? '')
    const plan = { ...dates, commonName: true, clientAuth: false }
    const at = this.#nowMs - shiftDays * dayMs
    const made = issueLeaf(plan, [name], this.#key, this.#authority, at)
    this.#leaves.set(id, made)
    return { certificates: [await made], key: this.#key }
  }
}
