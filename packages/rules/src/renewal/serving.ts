import { formatEndpoint, type Observation, type Serving, type ServingPlace } from '@foreseen/facts'
import { countOf } from '../forecast/words.ts'

/** One address of an endpoint: an address that serves two kinds of key is looked at twice. */
function placeOf(looks: readonly Observation[], staged: readonly string[]): ServingPlace {
  const [first] = looks
  const endpoint = first === undefined ? '' : formatEndpoint(first)
  const address = first?.address ?? ''
  const chains = looks.flatMap(({ outcome }) =>
    outcome.state === 'served' ? [outcome.chain.map(({ sha256 }) => sha256)] : [],
  )
  const same = (chain: readonly string[]): boolean =>
    chain.length === staged.length && chain.every((sha256, index) => sha256 === staged[index])
  // A server with an RSA and an ECDSA certificate serves the staged one beside another: that is no fault.
  if (chains.some(same)) return { endpoint, address, serves: 'staged', detail: '' }
  const [other] = chains
  if (other === undefined) {
    const failed = looks.find(({ outcome }) => outcome.state === 'failed')?.outcome
    const detail = failed?.state === 'failed' ? `${failed.detail} [${failed.code}]` : 'nothing was observed'
    return { endpoint, address, serves: 'unseen', detail }
  }
  const sameLeaf = chains.some(chain => chain[0] === staged[0])
  const detail = sameLeaf
    ? `the staged leaf with other certificates behind it (${countOf(other.length, 'certificate')} sent, ${staged.length} staged)`
    : `another certificate, SHA-256 ${(other[0] ?? '').slice(0, 16)}`
  return { endpoint, address, serves: 'other', detail }
}

function stateOf(places: readonly ServingPlace[]): Serving['state'] {
  const count = (serves: ServingPlace['serves']): number =>
    places.filter(place => place.serves === serves).length
  if (count('staged') === places.length && places.length > 0) return 'everywhere'
  if (count('staged') > 0 && count('other') > 0) return 'partial'
  return count('other') > 0 ? 'nowhere' : 'unseen'
}

const sentences: Readonly<Record<Serving['state'], (places: readonly ServingPlace[]) => string>> = {
  everywhere: places =>
    `It is served at ${places.length === 1 ? 'one address' : `${places.length} addresses`}.`,
  partial: places =>
    `Partial deployment: ${places.filter(({ serves }) => serves !== 'staged').length} of ${places.length} addresses do not serve it.`,
  nowhere: () => 'It is not served yet: the addresses seen still send another chain.',
  unseen: places =>
    places.some(({ serves }) => serves === 'staged')
      ? 'It is served where that could be seen; not every address could be looked at.'
      : 'What is served now could not be seen.',
}

/**
 * Whether what is served is the staged chain, every certificate and their order, at every address.
 * `staged` are SHA-256 digests, lower-case hex, leaf first.
 */
export function decideServing(observations: readonly Observation[], staged: readonly string[]): Serving {
  const looks = Map.groupBy(observations, each => `${formatEndpoint(each)} ${each.address}`)
  const places = [...looks.values()].map(own => placeOf(own, staged))
  const state = stateOf(places)
  return { state, sentence: sentences[state](places), places }
}
