import type { Outcome, Release, Role } from '@foreseen/facts'
import { dayMs } from './plan.ts'
import type { EndpointView } from './view.ts'

/** The date in UTC, `2026-12-01`; 'an unknown day' for what cannot be read. */
export function dateOf(ms: number): string {
  const day = Math.floor(ms / dayMs)
  const known = dates.get(day)
  if (known !== undefined) return known
  const date = new Date(ms)
  const text = Number.isNaN(date.getTime()) ? 'an unknown day' : date.toISOString().slice(0, 10)
  if (dates.size >= maxDates) dates.clear()
  dates.set(day, text)
  return text
}

// A fleet says the same few hundred days a hundred thousand times.
const dates = new Map<number, string>()
const maxDates = 10_000

/** `in 9 days`, `today`, `3 days ago`: whole UTC days between two moments. */
export function relativeDay(ms: number, nowMs: number): string {
  const days = Math.floor(ms / dayMs) - Math.floor(nowMs / dayMs)
  const count = `${Math.abs(days)} day${Math.abs(days) === 1 ? '' : 's'}`
  return days === 0 ? 'today' : days > 0 ? `in ${count}` : `${count} ago`
}

/** `2026-12-01 (in 9 days)`. */
export function dayOf(ms: number, nowMs: number): string {
  return `${dateOf(ms)} (${relativeDay(ms, nowMs)})`
}

/** A path below its release: `joost.tgz!bin/joost` is `bin/joost` of the release `joost.tgz`. */
export function pathWithin(release: Release, path: string): string {
  if (path === release.path) return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1)
  const below = (path.startsWith(release.path) ? path.slice(release.path.length) : path).replace(
    /^[/\\!]+/,
    '',
  )
  // Archives repeat their name as a folder: `joost-0.9.1.tar.gz!joost-0.9.1/bin/joost` is `bin/joost`.
  const file = release.path.slice(Math.max(release.path.lastIndexOf('/'), release.path.lastIndexOf('!')) + 1)
  const [folder = '', ...rest] = below.split('/')
  return rest.length > 0 && folder !== '' && file.startsWith(`${folder}.`) ? rest.join('/') : below
}

/** The endpoint as people write it; the usual port is not worth a word. */
export function endpointTitle(view: Pick<EndpointView, 'endpoint' | 'hosts'>): string {
  const typed = view.endpoint.replace(/:443$/, '')
  const host = view.hosts[0] ?? ''
  const named = view.hosts.find(name => name !== host && /[a-z]/i.test(name))
  return named === undefined ? typed : `${named} (${typed})`
}

/** What an object is to the endpoint, as a clause says it. */
export const objectOfRole: Readonly<Record<Role, string>> = {
  leaf: "the server's own certificate",
  'leaf-key': "the key of the server's certificate",
  intermediate: 'the intermediate',
  'intermediate-key': 'the key of the intermediate',
  root: 'the root',
  'root-key': 'the key of the root',
  'next-leaf': "the server's next certificate",
  'next-intermediate': 'the next intermediate',
  'next-root': 'the next root',
  'former-leaf': 'an earlier certificate of the server',
  unrelated: 'nothing of this endpoint',
}

const verbs: Readonly<Record<Outcome, string>> = {
  breaks: 'stops connecting to',
  'may-break': 'may stop connecting to',
  survives: 'keeps connecting to',
}

/** `joost 0.9.1 stops connecting to www.joost.test`. */
export function claim(release: Release, outcome: Outcome, endpoint: string): string {
  return `${release.name} ${verbs[outcome]} ${endpoint}`
}

/** `one thing`, `4 things`. */
export function countOf(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}
