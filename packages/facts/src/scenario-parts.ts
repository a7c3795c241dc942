import type { AuthorityPlan, LeafPlan } from './scenario.ts'
import { standingCast } from './scenario-cast.ts'
import {
  booleanIn,
  complain,
  type Fields,
  idIn,
  numberIn,
  openFields,
  shown,
  textIn,
  wordIn,
} from './scenario-fields.ts'

/** Ten years: further than any certificate of the standing cast lives. */
const maxDays = 3650
const leafKeys = ['key', 'notBeforeDays', 'notAfterDays', 'names', 'commonName', 'clientAuth']
const authorityKeys = ['id', 'subject', 'key', 'issuer', 'notBeforeDays', 'notAfterDays']

function daysIn(
  fields: Fields,
  fallback: readonly [number, number],
): { readonly notBeforeDays: number; readonly notAfterDays: number } {
  const bounds = { most: maxDays, whole: false }
  const notBeforeDays = numberIn(fields, 'notBeforeDays', fallback[0], bounds)
  const notAfterDays = numberIn(fields, 'notAfterDays', fallback[1], bounds)
  if (notAfterDays <= notBeforeDays) {
    const detail = `it ends on day ${notAfterDays} and begins on day ${notBeforeDays}`
    complain(fields, 'scenario-bad-days', 'notAfterDays', detail)
  }
  return { notBeforeDays, notAfterDays }
}

/** The leaf's plan; what is left out is as in `renewed-same-key`, on the day of the clock. Codes: `scenario-*`. */
export function leafIn(raw: unknown, at: Omit<Fields, 'raw'>, clockDays: number): LeafPlan {
  const fields = openFields(raw ?? {}, { ...at, path: 'leaf' }, leafKeys)
  return {
    key: wordIn(fields, 'key', 'same', ['same', 'new', 'other-algorithm', 'rsa-4096']),
    ...daysIn(fields, [clockDays - 1, clockDays + 396]),
    names: wordIn(fields, 'names', 'hosts', ['hosts', 'other']),
    commonName: booleanIn(fields, 'commonName', true),
    clientAuth: booleanIn(fields, 'clientAuth', true),
  }
}

/** An authority of one's own; a root unless it names an issuer. Codes: `scenario-*`. */
export function authorityIn(raw: unknown, at: Omit<Fields, 'raw'>, index: number): AuthorityPlan {
  const fields = openFields(raw, { ...at, path: `authorities[${index}]` }, authorityKeys)
  const id = idIn(fields, 'id', '')
  const taken = id === 'leaf' || standingCast.some(plan => plan.id === id)
  if (taken) complain(fields, 'scenario-id-taken', 'id', `${id} is in the standing cast already`)
  const subject = textIn(fields, 'subject', `Rehearsal ${id}`, 64)
  if (subject.trim() === '') complain(fields, 'scenario-bad-value', 'subject', 'a CA needs a name')
  const key = idIn(fields, 'key', id === '' ? 'nameless' : id)
  const owner = standingCast.find(plan => plan.key === key)
  if (owner !== undefined && owner.subject !== subject) {
    const detail = `the key ${key} belongs to ${owner.subject}, not to ${shown(subject)}`
    complain(fields, 'scenario-key-conflict', 'key', detail)
  }
  const issuer = idIn(fields, 'issuer', id === '' ? 'old-root' : id)
  return { id, subject, key, issuer, ...daysIn(fields, [-maxDays, maxDays]) }
}
