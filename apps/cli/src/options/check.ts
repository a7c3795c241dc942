import { basename } from 'node:path'
import type { KeyPolicy, Release } from '@foreseen/facts'
import { checkFormats, plans } from './flags.ts'
import { type LookingOptions, readLooking } from './looking.ts'
import { type ReachingOptions, readReaching } from './reaching.ts'
import { type RawValues, Reading } from './read.ts'
import { type ResultOptions, readResult } from './result.ts'
import { readPaths } from './scan.ts'
import { quoted, type Read } from './usage-problem.ts'

type CheckFormat = (typeof checkFormats)[number]

export interface CheckOptions extends LookingOptions, ReachingOptions, ResultOptions<CheckFormat> {
  readonly releases: readonly Release[]
  /** 'unknown' when nobody said: a new key under the same issuer is then assumed, and said so. */
  readonly plan: KeyPolicy | 'unknown'
  readonly horizonDays: number
  /** Reports of rehearsals, as files. */
  readonly rehearsedFiles: readonly string[]
  /** Connect to nothing. */
  readonly offline: boolean
}

const suffixes = /(\.(tar|tgz|gz|xz|zst|bz2|zip|jar|war|apk|ipa|aar|whl|nupkg|xpi|deb|asar))+$/i

/** What a path is called when it has no name of its own: its last part without the suffixes of archives. */
export function releaseName(path: string): string {
  const last = basename(path)
  return last.replace(suffixes, '') || last || path
}

function named(reading: Reading, text: string): Release[] {
  const at = text.indexOf('=')
  const [name, path] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1)]
  if (at > 0 && name !== '' && path !== '') return [{ name, path }]
  reading.refuse(
    'cli-bad-release',
    `--release ${quoted(text)} is not NAME=PATH.`,
    'For example: --release 0.9.1=dist/joost-0.9.1.tgz',
  )
  return []
}

/** Releases by path and by name; equal names get their path, so that each can be told from the others. */
function readReleases(reading: Reading, words: readonly string[]): readonly Release[] {
  const bare = readPaths(reading, words).map(path => ({ name: releaseName(path), path }))
  const releases = [...bare, ...reading.texts('release').flatMap(text => named(reading, text))]
  if (releases.length === 0 && reading.texts('release').length === 0) {
    reading.refuse('cli-missing-release', 'no release is given.', 'Give a PATH, or --release NAME=PATH.')
  }
  const count = (name: string): number => releases.filter(release => release.name === name).length
  return releases.map(release =>
    count(release.name) > 1 ? { ...release, name: `${release.name} (${release.path})` } : release,
  )
}

/** Reads everything that `foreseen check` takes. */
export function parseCheck(words: readonly string[], raw: RawValues, nowMs: number): Read<CheckOptions> {
  const reading = new Reading(raw)
  const releases = readReleases(reading, words)
  const hosts = reading.texts('host')
  const offline = reading.on('offline')
  const reaching = readReaching(reading, hosts)
  if (hosts.length === 0) {
    reading.refuse(
      'cli-missing-host',
      'no endpoint is given.',
      'Say what the releases connect to: --host HOST or --host HOST:PORT.',
    )
  }
  if (reaching.servedFile !== '' && reaching.endpoints.length > 1) {
    reading.refuse(
      'cli-served-for-many',
      '--served stands in for one endpoint, and several are given.',
      'Check them one by one.',
    )
  }
  if (offline && reaching.servedFile === '') {
    reading.refuse(
      'cli-offline-without-served',
      '--offline leaves nothing to compare with.',
      'Give --served FILE with the chain of the endpoint.',
    )
  }
  return reading.result({
    releases,
    offline,
    plan: reading.given('plan') ? reading.choice('plan', plans, 'new-key') : 'unknown',
    rehearsedFiles: reading.texts('rehearsed'),
    horizonDays: reading.count('horizon', 398, 1, 36_500),
    ...reaching,
    ...readLooking(reading),
    ...readResult<CheckFormat>(reading, checkFormats, nowMs),
  })
}
