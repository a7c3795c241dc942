/** Public bytes, chains and verdicts of signatures, each once however many releases and endpoints share them. */
import type { ForecastChain, Ledger } from '@foreseen/ledger'
import type { CertificateReader } from '@foreseen/rules'
import { type Crypto, parseCertificate, rememberVerdicts, type SignatureVerdict } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'

/** Beyond so many the oldest are forgotten: a library is a memory of what the ledger has. */
const most = { bytes: 500_000, chains: 200_000, verdicts: 2_000_000 }

export interface Library {
  readonly crypto: Crypto
  readonly read: CertificateReader
  /** Brings bytes in that are not there; `sha256` is that of the SPKI for a key. */
  fetch(wanted: readonly { readonly object: number; readonly sha256: string }[]): Promise<void>
  bytesOf(sha256: string): Uint8Array | undefined
  /** Brings chains in, with the bytes of their certificates. */
  fetchChains(digests: readonly string[]): Promise<void>
  chain(sha256: string): ForecastChain | undefined
  /** Verdict by the id under which `rememberVerdicts` knows it, as hex. */
  verdicts(): ReadonlyMap<string, SignatureVerdict>
}

/** A map that forgets its oldest when it is full. */
function keep<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  map.set(key, value)
  if (map.size <= limit) return
  const oldest = map.keys().next()
  if (oldest.done !== true) map.delete(oldest.value)
}

export function openLibrary(ledger: Ledger): Library {
  const bytes = new Map<string, Uint8Array>()
  const chains = new Map<string, ForecastChain>()
  const parsed = new Map<string, ReturnType<CertificateReader>>()
  const verdicts = new Map<string, SignatureVerdict>()
  const crypto = rememberVerdicts(nodeCrypto, {
    load: id => verdicts.get(id),
    store: (id, verdict) => keep(verdicts, id, verdict, most.verdicts),
  })
  const read: CertificateReader = (der, sha256) => {
    const known = parsed.get(sha256)
    if (known !== undefined) return known
    const fresh = parseCertificate(der)
    keep(parsed, sha256, fresh, most.bytes)
    return fresh
  }
  const fetch: Library['fetch'] = async wanted => {
    const unknown = new Map(
      wanted.filter(({ sha256 }) => !bytes.has(sha256)).map(each => [each.object, each.sha256]),
    )
    if (unknown.size === 0) return
    for (const { id, body } of await ledger.forecasts.reading.bytes([...unknown.keys()])) {
      const name = unknown.get(id)
      if (body !== null && name !== undefined) keep(bytes, name, body, most.bytes)
    }
  }
  return {
    crypto,
    read,
    fetch,
    bytesOf: sha256 => bytes.get(sha256),
    fetchChains: async digests => {
      const unknown = [...new Set(digests)].filter(digest => !chains.has(digest))
      if (unknown.length === 0) return
      const found = await ledger.forecasts.reading.chains(unknown)
      await fetch(found.flatMap(({ members }) => members))
      for (const chain of found) keep(chains, chain.sha256, chain, most.chains)
    },
    chain: sha256 => chains.get(sha256),
    verdicts: () => verdicts,
  }
}
