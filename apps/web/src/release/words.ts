import type { ShownRelease, ShownStanding, ShownSupport } from '@foreseen/facts'

export const supports: readonly ShownSupport[] = ['supported', 'ending', 'ended']

export const supportTitles: Readonly<Record<ShownSupport, string>> = {
  supported: 'supported',
  ending: 'support is ending',
  ended: 'not supported',
}

/** `joost 0.9.1 (linux-x64)`. */
export const releaseName = ({
  product,
  version,
  platform,
}: Pick<ShownRelease, 'product' | 'version' | 'platform'>): string =>
  `${product.name} ${version}${platform === '' ? '' : ` (${platform})`}`

/** What the mark of a standing or of a line of the forecast says. */
export function outcomeWords({ outcome, failsNow }: Pick<ShownStanding, 'outcome' | 'failsNow'>): string {
  if (failsNow) return outcome === 'may-break' ? 'may fail now' : 'fails now'
  return { breaks: 'breaks', 'may-break': 'may break', survives: 'keeps connecting', unknown: 'unknown' }[
    outcome
  ]
}

/** Hosts as a form holds them, one a line or with commas between. */
export const parseHosts = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\s,]+/)
      .map(host => host.trim())
      .filter(host => host !== ''),
  ),
]
