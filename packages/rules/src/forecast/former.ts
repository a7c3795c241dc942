import type { Breakage, Evidence } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import type { ReleaseFacts } from './case.ts'
import type { Link } from './chain.ts'
import { digestsOf } from './digests.ts'
import { objectOfRole, pathWithin } from './words.ts'

/** Places told, as in `evidence.ts`. */
const maxPlaces = 20

/** What of a release is a certificate or key of chains that are served no more. */
function heldOf({ inventory }: ReleaseFacts, former: readonly Link[], crypto: Crypto): Evidence[] {
  const keys = new Set(former.map(link => link.spkiSha256))
  const role = 'former-leaf'
  const certificates = inventory.certificates.filter(({ spkiSha256 }) => keys.has(spkiSha256))
  const bare = inventory.publicKeys.filter(({ spkiSha256 }) => keys.has(spkiSha256))
  const pins = inventory.pins.filter(({ digest, digestAlgorithm, resolvedTo }) => {
    const digests = former.map(({ certificate }) => digestsOf(certificate, digestAlgorithm, crypto))
    return (
      digests.some(({ key, whole }) => key === digest || whole === digest) ||
      resolvedTo.some(({ spkiSha256 }) => keys.has(spkiSha256))
    )
  })
  const told = [
    ...certificates.map(({ occurrences, subject }) => ({ occurrences, object: subject })),
    ...bare.map(({ occurrences, spkiSha256 }) => ({ occurrences, object: `SPKI sha256 ${spkiSha256}` })),
    ...pins.map(({ occurrences, digestAlgorithm, digest }) => ({
      occurrences,
      object: `${digestAlgorithm} ${digest}`,
    })),
  ]
  return told.flatMap(({ occurrences, object }) =>
    occurrences
      .filter(({ kind, fixture }) => kind !== 'file-signature' && fixture !== 'path')
      .slice(0, maxPlaces)
      .map(({ finding }) => ({ finding, role, object })),
  )
}

/**
 * A release that holds what the endpoint served once and nothing that it serves now: the rules, which know today's
 * chain alone, find nothing that concerns it. That it keeps connecting is not shown by that, so it is said to be open.
 */
export function tellFormer(
  said: Breakage,
  facts: ReleaseFacts,
  former: readonly Link[],
  crypto: Crypto,
): Breakage {
  const held = heldOf(facts, former, crypto)
  const [first] = held
  if (said.outcome !== 'survives' || said.level !== 'watch' || first === undefined) return said
  const endpoint = said.endpoint.replace(/:443$/, '')
  const path = pathWithin(facts.release, first.finding.at.path)
  return {
    ...said,
    outcome: 'may-break',
    level: 'possible',
    evidence: [...held, ...said.evidence],
    sentence: `${said.release.name} may have stopped connecting to ${endpoint}: ${path} holds ${objectOfRole['former-leaf']} or of its chain (${first.object}), and nothing that is served now.`,
    nextAction: `Rehearse ${said.release.name} against what ${endpoint} serves now.`,
  }
}
