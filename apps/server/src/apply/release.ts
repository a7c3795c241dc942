import type { AppliedLine, WantedProduct, WantedRelease } from '@foreseen/facts'
import { formatEndpoint } from '@foreseen/facts'
import type { ListedRelease } from '@foreseen/ledger'
import { demandDay } from '../http/days.ts'
import { saidOf } from '../release/changing.ts'
import { releaseName } from '../release/name.ts'
import { type SaidRelease, sayRelease } from '../release/say.ts'
import { dayText, differences } from './differences.ts'
import type { Applying } from './plan.ts'

const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].sort()

/** What changes, field by field. */
async function changesOf(
  { rooms }: Applying,
  known: ListedRelease,
  said: Omit<SaidRelease, 'product' | 'version' | 'platform'>,
): Promise<readonly string[]> {
  const { support, artefactSha256, supportedUntilMs, releasedMs, updateHosts, endpoints } = said
  const before = {
    support: known.support,
    supportedUntil: dayText(known.supported_until_ms),
    released: dayText(known.released_ms),
    artefactSha256: known.artefact_sha256,
    updateHosts: sorted(await rooms.releases.updateHosts(known.id)),
    endpoints: sorted((await rooms.releases.saidEndpoints(known.id)).map(formatEndpoint)),
  }
  return differences(before, {
    ...(support === undefined ? {} : { support }),
    ...(supportedUntilMs === undefined ? {} : { supportedUntil: dayText(supportedUntilMs) }),
    ...(releasedMs === undefined ? {} : { released: dayText(releasedMs) }),
    ...(artefactSha256 === undefined ? {} : { artefactSha256 }),
    ...(updateHosts === undefined ? {} : { updateHosts: sorted(updateHosts) }),
    ...(endpoints === undefined ? {} : { endpoints: sorted(endpoints.map(formatEndpoint)) }),
  })
}

async function applyInstalls(
  { rooms, by }: Applying,
  id: string,
  name: string,
  installs: NonNullable<WantedRelease['installs']>,
  at: string,
): Promise<AppliedLine[]> {
  const known = new Map((await rooms.releases.listInstalls(id)).map(({ atMs, count }) => [atMs, count]))
  const lines: AppliedLine[] = []
  for (const [index, { at: day, count }] of installs.entries()) {
    const atMs = demandDay(day, `${at}/${index}/at`)
    const before = known.get(atMs)
    const changed = await rooms.releases.noteInstalls(by, id, { atMs, count })
    const verb = changed ? (before === undefined ? 'create' : 'change') : 'keep'
    const changes = verb === 'change' ? differences({ count: before }, { count }) : []
    lines.push({ verb, what: 'installs', name: `${name} on ${dayText(atMs)}: ${count}`, changes })
  }
  return lines
}

async function applyRelease(
  applying: Applying,
  product: string,
  wanted: WantedRelease,
  at: string,
): Promise<AppliedLine[]> {
  const { rooms, by, counts } = applying
  const { version, platform = '', installs = [], ...rest } = wanted
  const name = releaseName(product, version, platform)
  const { updateHosts, endpoints, ...fields } = rest
  const said = saidOf(
    {
      ...fields,
      ...(updateHosts === undefined ? {} : { updateHosts: [...updateHosts] }),
      ...(endpoints === undefined ? {} : { endpoints: [...endpoints] }),
    },
    at,
  )
  const known = await rooms.releases.find(by.organisation, { product, version, platform })
  const changes = known === undefined ? [] : await changesOf(applying, known, said)
  const outcome = await sayRelease(rooms, by, { product, version, platform, ...said })
  counts.newEndpoints += outcome.newEndpoints
  const verb = outcome.made ? 'create' : outcome.changed ? 'change' : 'keep'
  const line: AppliedLine = { verb, what: 'release', name, changes }
  return [line, ...(await applyInstalls(applying, outcome.id, name, installs, `${at}/installs`))]
}

/** A product and its releases, in the order of the file. Errors: `server-invalid`. */
export async function applyProduct(
  applying: Applying,
  { name, releases = [] }: WantedProduct,
  at: string,
): Promise<AppliedLine[]> {
  const { changed } = await applying.rooms.releases.ensureProduct(applying.by, name)
  const lines: AppliedLine[] = [{ verb: changed ? 'create' : 'keep', what: 'product', name, changes: [] }]
  for (const [index, release] of releases.entries())
    lines.push(...(await applyRelease(applying, name, release, `${at}/releases/${index}`)))
  return lines
}
