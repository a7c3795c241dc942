import type { RunningJob } from '@foreseen/ledger'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { askForForecast } from '../forecast/ask.ts'
import type { Place, Scanner, WorkOf } from '../place.ts'
import { askForRehearsals } from '../rehearsal/schedule.ts'
import { type Artefact, closeArtefact, discardArtefact, openArtefact } from '../upload/depot.ts'
import { removeOrphans, scan } from '../upload/orphans.ts'
import type { PushLimits } from './lines.ts'
import { readPush } from './push.ts'
import { type ScanOf, takeScan } from './take.ts'

const payload = Compile(
  Type.Object({
    upload: Type.String(),
    name: Type.String(),
    sizeBytes: Type.Integer(),
    sha256: Type.String(),
    product: Type.String(),
    version: Type.String(),
    platform: Type.String(),
  }),
)

/** Larger than a push over the network: these lines come from a process of our own. */
const limits: PushLimits = {
  bytes: 2 * 1024 ** 3,
  lineBytes: 1_048_576,
  lines: 2_000_000,
  bodyBytes: 268_435_456,
}

/** Reading takes most of the time; then what was found is stored. */
const readingShare = 0.95

const timeoutMs = 6 * 3_600_000

interface Asked {
  readonly artefact: Artefact
  readonly of: ScanOf
}

function askedBy({ payload: sent }: RunningJob, program: string): Asked {
  if (!payload.Check(sent)) throw new Error('The job does not say what is to be scanned.')
  const { upload: id, name, sizeBytes, sha256, product, version, platform } = sent
  return {
    artefact: { id, name, sizeBytes, sha256 },
    of: { product, version, platform, artefactSha256: sha256, program },
  }
}

/** A worker that ended between the scan and the note of it leaves a job whose artefact is gone, and nothing to do. */
async function wasScanned({ ledger, organisation }: Place, { of }: Asked): Promise<boolean> {
  const release = await ledger.releases.find(organisation, of)
  if (release === undefined) return false
  const { items } = await ledger.findings.listScans(release.id, { limit: 500 })
  return items.some(({ artefactSha256 }) => artefactSha256 === of.artefactSha256)
}

async function scanArtefact(
  place: Place,
  scanner: Scanner,
  job: RunningJob,
  asked: Asked,
  signal: AbortSignal,
): Promise<void> {
  job.progress(0, `Opens ${asked.artefact.name}`)
  const path = await openArtefact(place, asked.artefact, signal)
  if (path === undefined) {
    if (await wasScanned(place, asked)) return
    throw new Error('The artefact is no longer there; send it again.')
  }
  const onProgress = (share: number, text: string): void =>
    job.progress(Math.min(1, Math.max(0, share)) * readingShare, `Reads ${text}`)
  const sent = await readPush(scanner(path, signal, onProgress), limits)
  signal.throwIfAborted()
  job.progress(readingShare, `Stores ${sent.findings.length} places`)
  const by = { organisation: place.organisation, actor: `job:${job.id}` }
  const { changed } = await takeScan(place.ledger, by, asked.of, sent, place.now())
  if (changed) await askForForecast(place)
  if (changed) await askForRehearsals(place)
}

const isCancelled = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof Error && 'code' in reason && reason.code === 'jobs-cancelled'

/** Scans artefacts that were sent. Each is gone when its scan has ended; a try that failed leaves it for the next. */
export const scanWork: WorkOf = place => {
  const { scanner } = place
  if (scanner === undefined) return
  place.jobs.work(scan, { timeoutMs }, async (job, signal) => {
    const asked = askedBy(job, place.program)
    const { id } = asked.artefact
    await removeOrphans(place)
    try {
      await scanArtefact(place, scanner, job, asked, signal)
      await discardArtefact(place, id)
    } catch (error) {
      if (isCancelled(signal)) await discardArtefact(place, id)
      throw error
    } finally {
      await closeArtefact(place, id)
    }
  })
}
