import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type Certificate, commonName, isSelfIssued } from '@foreseen/x509'
import type { Materials, RehearsedHost } from '../contract.ts'
import { CastError } from './cast-error.ts'
import { anchorOf, issued, loadMaterials, type RealChain, readAnchors } from './materials.ts'

const named = (certificate: Certificate): string => commonName(certificate.subject) || 'without a name'
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Each certificate must have issued the one before it (RFC 8446 4.4.2); libraries forgive, old ones do not. */
function checkOrder({ path, certificates }: RealChain): void {
  for (const [index, certificate] of certificates.entries()) {
    const before = certificates[index - 1]
    if (before === undefined || issued(before, certificate)) continue
    const number = `certificate ${index + 1} of ${path} (${named(certificate)})`
    const belongs = certificates.some((other, at) => at !== index && issued(other, certificate))
    if (belongs)
      throw new CastError(
        'materials-chain-order',
        `${number} did not issue the one before it; put the leaf first, then each issuer after what it issued`,
      )
    throw new CastError(
      'materials-chain-foreign',
      `${number} issued none of the others; take it out, or add the certificate that is missing between`,
    )
  }
}

/** Whether two chains end below the same authority: then the one is as complete as the other. */
function endsAlike(chain: RealChain, other: RealChain | undefined): boolean {
  const [last, alike] = [chain.certificates.at(-1), other?.certificates.at(-1)]
  return last !== undefined && alike !== undefined && Buffer.compare(last.issuer.der, alike.issuer.der) === 0
}

function checkComplete({ path, certificates }: RealChain, anchors: readonly Certificate[]): void {
  // Without any root to compare with, a chain that ends below its root cannot be told from a whole one.
  if (anchors.length === 0 || anchorOf(certificates, anchors) !== undefined) return
  const last = certificates.at(-1)
  const issuer = last === undefined ? '' : `: nothing here issued ${named(last)}`
  throw new CastError(
    'materials-chain-incomplete',
    `${path} does not lead to a root that this machine trusts${issuer}; add the missing intermediate, or, where the root is your own, the root at the end`,
  )
}

function checkDates({ path, certificates }: RealChain, nowMs: number): void {
  for (const [index, certificate] of certificates.entries()) {
    // Nobody looks at the dates of a root that is sent along.
    if (index > 0 && isSelfIssued(certificate)) continue
    const which = `certificate ${index + 1} of ${path} (${named(certificate)})`
    if (certificate.notAfterMs < nowMs)
      throw new CastError(
        'materials-expired',
        `${which} ended on ${day(certificate.notAfterMs)}; get a new one before anything is rehearsed with it`,
      )
    if (certificate.notBeforeMs > nowMs)
      throw new CastError(
        'materials-not-yet-valid',
        `${which} begins on ${day(certificate.notBeforeMs)}; wait, or check the clock of this machine`,
      )
  }
}

function checkHosts({ path, certificates }: RealChain, hosts: readonly RehearsedHost[]): void {
  const [leaf] = certificates
  if (leaf === undefined) return
  const certificate = new X509Certificate(leaf.der)
  const missing = hosts
    .map(({ host }) => host)
    .filter(host =>
      isIP(host) === 0
        ? certificate.checkHost(host, { subject: 'never' }) === undefined
        : certificate.checkIP(host) === undefined,
    )
  if (missing.length === 0) return
  const shown = missing.length > 5 ? `${missing.slice(0, 5).join(', ')} and more` : missing.join(', ')
  throw new CastError(
    'materials-host-not-covered',
    `the leaf of ${path} has no alternative name for ${shown}; rehearse the hosts that it is for, or get one with these names`,
  )
}

/**
 * Refuses files of the operator that cannot be rehearsed, before anything runs. `hostRoots` are the roots that
 * this machine trusts, DER; without them an incomplete next chain is not noticed. Errors: `materials-*`.
 */
export async function checkMaterials(
  materials: Materials,
  nowMs: number,
  hosts: readonly RehearsedHost[],
  hostRoots: readonly Uint8Array[] = [],
): Promise<void> {
  const { current, next, root } = await loadMaterials(materials)
  const chains = [current, next].filter(chain => chain !== undefined)
  if (chains.length === 0) return
  const anchors = readAnchors(hostRoots)
  const all = root === undefined || anchors.length === 0 ? anchors : [...anchors, root.certificate]
  for (const chain of chains) {
    checkOrder(chain)
    // Today's chain is a fact: clients that bring their own root connect to it whatever this machine trusts.
    if (chain === next && !endsAlike(chain, current)) checkComplete(chain, all)
    checkDates(chain, nowMs)
    checkHosts(chain, hosts)
  }
}
