/** What each command sends, and the one line that says what became of it. */
import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import type { Finding, Observation } from '@foreseen/facts'
import { observationRecord } from '../formats/observation.ts'
import { pushLines } from '../formats/push.ts'
import { rehearsalJson } from '../formats/rehearsal.ts'
import type { PushedRelease, PushTarget, RehearsalPush } from '../options/push.ts'
import type { Rehearsed } from '../rehearse/result.ts'
import type { Survey } from '../survey.ts'
import { programVersion } from '../version.ts'
import { hasChanged, numberAt, push } from './push.ts'

const rules = { isRepeatable: true }

const say = (what: string): void => void process.stderr.write(`pushed: ${what}\n`)

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function identityOf(finding: Finding): string {
  if ('sha256' in finding) return `${finding.type} ${finding.sha256}`
  if ('spkiSha256' in finding && finding.spkiSha256 !== undefined)
    return `${finding.type} ${finding.spkiSha256}`
  if (finding.type === 'pin') return `pin ${finding.digestAlgorithm} ${finding.digest}`
  return `${finding.type} ${finding.at.path} ${finding.at.offset} ${finding.at.lengthBytes}`
}

/** SHA-256 of the one file that was scanned; '' for folders and several. */
async function artefactDigest(paths: readonly string[]): Promise<string> {
  const [path] = paths
  if (path === undefined || paths.length > 1 || statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    return ''
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece)
  return hash.digest('hex')
}

/** Sends a scan. Codes as `push`. */
export async function pushScan(
  target: PushTarget,
  { product, version, platform }: PushedRelease,
  survey: Survey,
  paths: readonly string[],
): Promise<void> {
  const query = new URLSearchParams({ product, version, program: `foreseen ${programVersion()}` })
  if (platform !== '') query.set('platform', platform)
  const digest = await artefactDigest(paths)
  if (digest !== '') query.set('artefactSha256', digest)
  const body = () => pushLines(survey)
  const answer = await push(target, { path: `/scans?${query}`, type: 'application/x-ndjson', body }, rules)
  const objects = new Set(survey.findings.map(identityOf)).size
  const places = counted(survey.findings.length, 'place')
  say(hasChanged(answer) ? `${places} of ${counted(objects, 'object')}, new` : 'nothing new')
}

/** As many observations as a server takes at once. */
const observationsAtOnce = 500

/** Sends observations, all of a run or those before the first refusal. Codes as `push`. */
export async function pushObservations(
  target: PushTarget,
  observations: readonly Observation[],
): Promise<void> {
  let [changed, seen] = [0, 0]
  for (let from = 0; from < observations.length; from += observationsAtOnce) {
    const records = observations.slice(from, from + observationsAtOnce).map(observationRecord)
    const body = () => [JSON.stringify({ observations: records })]
    const answer = await push(target, { path: '/observations', type: 'application/json', body }, rules)
    changed += numberAt(answer, 'changed')
    seen += numberAt(answer, 'seen')
  }
  if (changed > 0) say(`${counted(changed, 'look')} of ${observations.length} saw something new`)
  else say(seen > 0 ? 'nothing new; what was known is still served' : 'nothing new')
}

/** Sends a rehearsal. Codes as `push`. */
export async function pushRehearsal(
  { target, product, platform, versions }: RehearsalPush,
  rehearsed: Rehearsed,
): Promise<void> {
  const query = new URLSearchParams()
  if (product !== '') query.set('product', product)
  if (platform !== '') query.set('platform', platform)
  for (const version of versions) query.append('release', version)
  const body = () => rehearsalJson(rehearsed)
  const path = `/rehearsals${query.size === 0 ? '' : `?${query}`}`
  const answer = await push(target, { path, type: 'application/json', body }, rules)
  const clients = rehearsed.parts.reduce((sum, part) => sum + part.releases.length, 0)
  say(hasChanged(answer) ? `${counted(clients, 'client')} rehearsed, new` : 'nothing new')
}
