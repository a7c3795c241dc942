import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Story, Storyteller } from '@foreseen/server'
import { clockMs } from '../clock.ts'
import { type Stage, setStage } from './stage.ts'

/** So many installs as make the difference between the releases plain. */
const installs: Readonly<Record<string, number>> = { '0.9.1': 41_000, '0.9.2': 12_500 }

/** What a step printed as JSON; a step that says nothing of the kind has failed. */
function documentOf(step: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Told below.
  }
  throw new Error(`${step} of the story printed no document`)
}

async function scanned(stage: Stage): Promise<Story['releases']> {
  const releases: Story['releases'][number][] = []
  for (const { version, archive } of stage.releases) {
    const { stdout } = await stage.foreseen('scan', basename(archive), '--format', 'push')
    if (stdout === '') throw new Error(`joost ${version} could not be scanned`)
    const artefactSha256 = createHash('sha256').update(readFileSync(archive)).digest('hex')
    const count = installs[version] ?? 0
    releases.push({ product: 'joost', version, installs: count, lines: Buffer.from(stdout), artefactSha256 })
  }
  return releases
}

async function observed(stage: Stage): Promise<readonly unknown[]> {
  const { stdout } = await stage.foreseen('observe', stage.endpoint, '--address', '127.0.0.1', '--json')
  const document = documentOf('observing', stdout)
  const found = 'observations' in document ? document.observations : undefined
  if (Array.isArray(found)) return found
  throw new Error('observing the server of the story came to nothing')
}

async function rehearsed(stage: Stage): Promise<Pick<Story, 'rehearsal' | 'unrehearsed'>> {
  const doctor = await stage.foreseen('doctor', '--json')
  if (doctor.exitCode !== 0)
    return {
      rehearsal: undefined,
      unrehearsed: 'This machine cannot keep a program apart from the network: "foreseen doctor" says why.',
    }
  const { stdout } = await stage.foreseen('rehearse', ...stage.rehearsal, '--format', 'json')
  return { rehearsal: documentOf('rehearsing', stdout), unrehearsed: '' }
}

/** Runs the founding story, each step as a program of its own; see `Storyteller`. */
export const storyteller: Storyteller = async (signal, onProgress) => {
  signal.throwIfAborted()
  onProgress(0, 'setting the stage')
  const stage = await setStage(clockMs())
  try {
    onProgress(0.1, 'scanning two releases')
    const releases = await scanned(stage)
    signal.throwIfAborted()
    onProgress(0.4, 'looking at the server')
    const observations = await observed(stage)
    signal.throwIfAborted()
    onProgress(0.5, 'rehearsing the next certificate')
    return { releases, observations, ...(await rehearsed(stage)) }
  } finally {
    await stage.end()
  }
}
