/** What rooms and works stand on: one organisation's ledger and jobs, and what whoever starts them gives. */
import type { By, JobQueue, Ledger } from '@foreseen/ledger'

/**
 * Scans a file in a process of its own, since what it reads is hostile: the lines of `foreseen.push/1` as they come,
 * the summary last. Ends the process when the signal fires or the reader stops. Throws when the scan could not be
 * made at all.
 */
export type Scanner = (
  path: string,
  signal: AbortSignal,
  onProgress: (share: number, text: string) => void,
) => AsyncIterable<Uint8Array>

/** The founding story as it was really run: what a sample workspace is made of. */
export interface Story {
  readonly releases: readonly {
    readonly product: string
    readonly version: string
    readonly installs: number
    /** The lines of `foreseen.push/1`. */
    readonly lines: Uint8Array
    readonly artefactSha256: string
  }[]
  /** Records of `foreseen.observation/1`. */
  readonly observations: readonly unknown[]
  /** A report of `foreseen.rehearsal/1`; `undefined` where this machine cannot keep a program apart from the network. */
  readonly rehearsal: unknown
  /** Why there is no report; ''. */
  readonly unrehearsed: string
}

/** Runs the story for real, on loopback, and clears the stage. Only programs of its own are run. */
export type Storyteller = (
  signal: AbortSignal,
  onProgress: (share: number, text: string) => void,
) => Promise<Story>

export interface Place {
  readonly ledger: Ledger
  readonly jobs: JobQueue
  readonly organisation: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly random: (sizeBytes: number) => Uint8Array
  /** Directory of what is no row: uploads under way. A worker on another machine has one of its own. */
  readonly data: string
  /** Name and version of the program, for what is recorded. */
  readonly program: string
  /** `undefined` where nothing can be scanned: such a place takes no scan jobs. */
  readonly scanner: Scanner | undefined
  /** `undefined` where no sample can be made. */
  readonly storyteller: Storyteller | undefined
}

/** Begins to take jobs of one kind; the queue stops them when it is closed. */
export type WorkOf = (place: Place) => void

/** By whom a job does what it does. */
export const bySystem = ({ organisation }: Place): By => ({ organisation, actor: 'system' })
