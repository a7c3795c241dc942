import type { CertificateObject } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import { acceptsChain, type Moment } from './accept.ts'
import type { Chain } from './chain.ts'
import type { VerifierProfile } from './profiles.ts'

// Every version of a product asks the same of the same chain: the answer is looked up by all that it follows from.
const answers = new WeakMap<Crypto, Map<string, boolean>>()
const chainIds = new WeakMap<Chain, string>()

/** Beyond so many all are forgotten: moments pass, and old answers are asked for no more. */
const maxAnswers = 200_000

function idOf(chain: Chain): string {
  const id = chainIds.get(chain) ?? chain.links.map(link => link.sha256).join()
  chainIds.set(chain, id)
  return id
}

/** Whether a verifier with this store accepts a chain, as `acceptsChain` says; asked once for the same question. */
export function acceptance(
  store: readonly CertificateObject[],
  crypto: Crypto,
): (chain: Chain, profile: VerifierProfile, atMs: Moment) => boolean {
  const storeId = store.map(({ sha256 }) => sha256).join()
  const certificates = store.map(({ certificate }) => certificate)
  const known = answers.get(crypto) ?? new Map<string, boolean>()
  answers.set(crypto, known)
  return (chain, profile, atMs) => {
    const question = `${storeId} ${idOf(chain)} ${profile.id} ${atMs}`
    const answered = known.get(question)
    if (answered !== undefined) return answered
    const answer = acceptsChain(profile, certificates, chain, atMs, crypto)
    if (known.size >= maxAnswers) known.clear()
    known.set(question, answer)
    return answer
  }
}
