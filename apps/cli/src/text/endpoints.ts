import { certificateTextOf, type Observation, tlsCodes } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import type { Checked, EndpointLook } from '../check-run.ts'
import { countText, listText } from './amounts.ts'
import { dateText } from './dates.ts'
import { wrap } from './width.ts'

function leafText(observation: Observation, nowMs: number): string {
  const { outcome } = observation
  const leaf = outcome.state === 'served' ? outcome.chain[outcome.leafIndex] : undefined
  const text = leaf === undefined ? undefined : certificateTextOf(leaf.der)
  if (text === undefined) return 'a certificate that cannot be read'
  return `${text.name}, ${text.key}, ends ${dateText(text.notAfterMs, nowMs)}`
}

const failuresOf = (observations: readonly Observation[]): string[] => [
  ...new Set(
    observations.flatMap(({ outcome, address }) => {
      if (outcome.state !== 'failed') return []
      const remedy = tlsCodes.find(item => item.code === outcome.code)?.remedy ?? ''
      return [`${address === '' ? '' : `${address}: `}${outcome.detail} [${outcome.code}] ${remedy}`]
    }),
  ),
]

/** Why a file has taken the place of a look: offline, or the failures themselves. */
function standInReason({ replaced }: EndpointLook, offline: boolean): string {
  if (offline) return 'nothing was connected to (--offline)'
  const details = replaced.flatMap(({ outcome }) =>
    outcome.state === 'failed' ? [`${outcome.detail} [${outcome.code}]`] : [],
  )
  return details.length === 0
    ? 'there was no answer'
    : `it did not answer: ${[...new Set(details)].join('; ')}`
}

function servedText(look: EndpointLook, offline: boolean): string {
  if (look.servedRole === 'next')
    return 'The file given with --served is taken for its next chain, because it answered.'
  if (look.servedRole === 'none') return ''
  return `The file given with --served stands in for what it serves now, because ${standInReason(look, offline)}.`
}

function oneEndpoint(look: EndpointLook, nowMs: number, offline: boolean): string {
  const served = look.observations.filter(({ outcome }) => outcome.state === 'served')
  const live = served.filter(({ source }) => source === 'network')
  const leaves = [...new Set(live.map(observation => leafText(observation, nowMs)))]
  const addresses = new Set(live.map(({ address }) => address)).size
  const seen =
    live.length === 0 ? '' : `served ${listText(leaves)} at ${countText(addresses, 'address', 'addresses')}.`
  const file = served.find(({ source }) => source === 'file')
  const fileText = file === undefined ? '' : `${servedText(look, offline)} It holds ${leafText(file, nowMs)}.`
  const failed = failuresOf(look.observations).map(text => `Could not look: ${text}`)
  const parts = [seen, fileText, ...failed].filter(part => part !== '')
  return printable(`${look.endpoint}${live.length > 0 ? '' : ':'} ${parts.join(' ')}`)
}

/** What was looked at of each endpoint, and what a file was taken for. */
export function endpointLines({ endpoints, options }: Checked, room: number): string[] {
  return endpoints.flatMap(look => wrap(oneEndpoint(look, options.atMs, options.offline), room, '  '))
}
