import type { KeyPolicy } from '@foreseen/facts'

/** What is assumed of the next renewal in place of what is planned; every field may be left as it is. */
export interface Controls {
  /** `planned`: as the stored forecast had it; `unknown`: nothing is said about the key. */
  readonly key: KeyPolicy | 'unknown' | 'planned'
  /** SHA-256 of the authority that issues next; '' as planned. */
  readonly issuer: string
  /** `2026-12-01`; '' as planned. */
  readonly renewal: string
  /** Days from the moment of the forecast; 0 as planned. */
  readonly horizonDays: number
}

export const asPlanned: Controls = { key: 'planned', issuer: '', renewal: '', horizonDays: 0 }

/** Key policies in the order of what they change, with the words of the control. */
export const keyChoices: readonly { readonly value: Controls['key']; readonly title: string }[] = [
  { value: 'planned', title: 'as planned' },
  { value: 'same-key', title: 'same key' },
  { value: 'new-key', title: 'new key' },
  { value: 'new-intermediate', title: 'new intermediate' },
  { value: 'new-root', title: 'new root' },
  { value: 'unknown', title: 'unknown' },
]

/** Twenty years: longer than any certificate of a server lives. */
export const maxHorizonDays = 7_300

function dayOf(value: unknown): string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return ''
  const ms = Date.parse(value)
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== value ? '' : value
}

/** Controls of an address; what cannot be read is as planned. */
export function controlsOf(search: { readonly [name: string]: unknown }): Controls {
  const days = Number(search.horizon ?? 0)
  const { issuer } = search
  return {
    key: keyChoices.find(({ value }) => value === search.key)?.value ?? 'planned',
    issuer: typeof issuer === 'string' && /^[0-9a-f]{64}$/.test(issuer) ? issuer : '',
    renewal: dayOf(search.renewal),
    horizonDays: Number.isInteger(days) && days >= 1 && days <= maxHorizonDays ? days : 0,
  }
}

/** The controls as they stand in an address: nothing of what is as planned. */
export function searchOf({
  key,
  issuer,
  renewal,
  horizonDays,
}: Controls): Record<string, string | undefined> {
  return {
    key: key === 'planned' ? undefined : key,
    issuer: issuer === '' ? undefined : issuer,
    renewal: renewal === '' ? undefined : renewal,
    horizon: horizonDays === 0 ? undefined : String(horizonDays),
  }
}

/** Whether anything differs from what is planned. */
export const isAssumed = (controls: Controls): boolean =>
  Object.values(searchOf(controls)).some(value => value !== undefined)

/** What is assumed, one clause each, `the key stays the same`. */
export function clausesOf(controls: Controls, issuerName: string): string[] {
  const { key, issuer, renewal, horizonDays } = controls
  const said: Readonly<Record<Controls['key'], string>> = {
    planned: '',
    'same-key': 'the key stays the same',
    'new-key': 'the key is new',
    'new-intermediate': 'another intermediate issues',
    'new-root': 'the chain leads to another root',
    unknown: 'nothing is known about the next key',
  }
  return [
    said[key],
    issuer === '' ? '' : `${issuerName || 'the chosen authority'} issues the next certificate`,
    renewal === '' ? '' : `the renewal is on ${renewal}`,
    horizonDays === 0 ? '' : `the forecast looks ${horizonDays} days ahead`,
  ].filter(clause => clause !== '')
}
