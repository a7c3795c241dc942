/**
 * Where artefacts wait for their scan: files beside SQLite; pieces in PostgreSQL, so that a worker on another machine
 * needs nothing but the database.
 */
import { createHash } from 'node:crypto'
import { uploadChunks } from '@foreseen/ledger'
import { Refusal } from '../http/refusal.ts'
import type { Place } from '../place.ts'
import { createFile, isWhole, pathOf, removeFiles } from './files.ts'
import { demandSpace } from './space.ts'

/** An artefact that arrived whole. */
export interface Artefact {
  readonly id: string
  /** Its own name, without folders. */
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
}

/** Size of one piece: one transaction, and no more than that in memory. */
const pieceBytes = 1_048_576
/** How often the disk is asked whether there is still room. */
const spaceEveryBytes = 67_108_864

/** Takes bytes in; `end` when all came. */
interface Keeper {
  add(bytes: Uint8Array): Promise<void>
  end(): Promise<void>
  /** Lets go, whatever came. */
  close(): Promise<void>
}

async function keepFile({ data }: Place, id: string, name: string): Promise<Keeper> {
  const file = await createFile(data, id, name)
  return {
    add: async bytes => {
      for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
    },
    // Acknowledged is what survives a cut of power.
    end: () => file.sync(),
    close: () => file.close(),
  }
}

function keepPieces({ ledger }: Place, id: string): Keeper {
  const chunks = uploadChunks(ledger)
  let held: Uint8Array[] = []
  let heldBytes = 0
  let ordinal = 0
  const store = async (): Promise<void> => {
    if (heldBytes === 0) return
    await chunks.add(id, ordinal++, Buffer.concat(held))
    held = []
    heldBytes = 0
  }
  return {
    add: async bytes => {
      held.push(bytes)
      heldBytes += bytes.length
      if (heldBytes >= pieceBytes) await store()
    },
    end: store,
    close: async () => {},
  }
}

const inDatabase = ({ ledger }: Place): boolean => ledger.engine.name === 'postgresql'

const tooLarge = (mostBytes: number): Refusal =>
  new Refusal('server-too-large', `At most ${mostBytes} bytes are taken as one artefact.`)

/** What is known of an artefact before it comes. */
export interface Coming {
  readonly id: string
  readonly name: string
  /** As announced; `undefined` where nobody said. */
  readonly announcedBytes: number | undefined
  readonly mostBytes: number
}

async function takeAll(place: Place, keeper: Keeper, coming: Coming, body: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let sizeBytes = 0
  let checkedBytes = 0
  for await (const bytes of body) {
    sizeBytes += bytes.length
    if (sizeBytes > coming.mostBytes) throw tooLarge(coming.mostBytes)
    if (!inDatabase(place) && sizeBytes - checkedBytes >= spaceEveryBytes) {
      checkedBytes = sizeBytes
      await demandSpace(place.data, Math.max(spaceEveryBytes, (coming.announcedBytes ?? 0) - sizeBytes))
    }
    hash.update(bytes)
    await keeper.add(bytes)
  }
  await keeper.end()
  return { sizeBytes, sha256: hash.digest('hex') }
}

/**
 * Keeps an artefact as it arrives; one that does not come to its end leaves nothing. Errors: `server-too-large`,
 * `server-no-space`, and whatever broke the body.
 */
export async function keepArtefact(
  place: Place,
  coming: Coming,
  body: AsyncIterable<Uint8Array>,
): Promise<Artefact> {
  const { id, name, announcedBytes = 0, mostBytes } = coming
  if (announcedBytes > mostBytes) throw tooLarge(mostBytes)
  if (!inDatabase(place)) await demandSpace(place.data, announcedBytes)
  const keeper = inDatabase(place) ? keepPieces(place, id) : await keepFile(place, id, name)
  try {
    const taken = await takeAll(place, keeper, coming, body)
    await keeper.close()
    return { id, name, ...taken }
  } catch (error) {
    await keeper.close()
    await discardArtefact(place, id)
    throw error
  }
}

/** Writes the pieces to a file; `false` where they are not all there. */
async function fetchPieces(place: Place, artefact: Artefact, signal: AbortSignal): Promise<boolean> {
  const { id, name, sizeBytes, sha256 } = artefact
  const chunks = uploadChunks(place.ledger)
  await removeFiles(place.data, id)
  const file = await createFile(place.data, id, name)
  const hash = createHash('sha256')
  try {
    await demandSpace(place.data, sizeBytes)
    for (let ordinal = 0; ; ordinal++) {
      signal.throwIfAborted()
      const bytes = await chunks.read(id, ordinal)
      if (bytes === undefined) return hash.digest('hex') === sha256
      hash.update(bytes)
      for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
    }
  } finally {
    await file.close()
  }
}

/** The path of an artefact as a file of this machine; `undefined` where it is not there any more. */
export async function openArtefact(
  place: Place,
  artefact: Artefact,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { id, name, sizeBytes } = artefact
  const isThere = inDatabase(place)
    ? await fetchPieces(place, artefact, signal)
    : await isWhole(place.data, id, name, sizeBytes)
  return isThere ? pathOf(place.data, id, name) : undefined
}

/** Lets go of the file that was made here of an artefact in the database. */
export async function closeArtefact(place: Place, id: string): Promise<void> {
  if (inDatabase(place)) await removeFiles(place.data, id)
}

/** Takes an artefact away, wherever it lies. */
export async function discardArtefact(place: Place, id: string): Promise<void> {
  if (inDatabase(place)) await uploadChunks(place.ledger).drop(id)
  await removeFiles(place.data, id)
}
