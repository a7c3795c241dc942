import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { syncFolder, writeDurably } from './durable.ts'
import { DeployFailure, inFolder } from './failure.ts'

/** What is kept beside a chain and its key; public facts only. */
export interface GenerationMeta {
  readonly schema: 'foreseen.generation/1'
  readonly generation: number
  /** The generation that was live before; 0 for none. */
  readonly previous: number
  readonly chainSha256: string
  readonly leafSha256: string
  /** ISO 8601 UTC. */
  readonly notAfter: string
  readonly at: string
}

/** One generation on disk; paths are absolute. */
export interface Generation {
  readonly number: number
  readonly chainPath: string
  readonly keyPath: string
  readonly meta: GenerationMeta
}

/** Chain and key as the operator staged them, octet for octet. */
export interface StagedFiles {
  readonly chain: Uint8Array
  readonly key: Uint8Array
  readonly chainSha256: string
  readonly leafSha256: string
  readonly notAfter: string
}

/** Called after each step that changes the disk, so that a test can stop the world between any two. */
export type OnStep = (step: string) => void

const folderOf = (dir: string, number: number): string => join(dir, 'generations', String(number))
const linkOf = (dir: string): string => join(dir, 'live')

/** Makes the folder if need be and gives its absolute path. Errors: `deploy-not-live-folder`. */
export function openLiveFolder(path: string): string {
  const dir = resolve(path)
  inFolder(dir, () => mkdirSync(join(dir, 'generations'), { recursive: true, mode: 0o700 }))
  const found = lstatSync(linkOf(dir), { throwIfNoEntry: false })
  const isOurs = found === undefined || (found.isSymbolicLink() && liveNumber(dir) > 0)
  if (isOurs) return dir
  throw new DeployFailure('deploy-not-live-folder', `${linkOf(dir)} is no link to a generation of ${dir}`)
}

/** Number of the live generation; 0 for none. */
export function liveNumber(dir: string): number {
  let target = ''
  try {
    target = readlinkSync(linkOf(dir))
  } catch {
    return 0
  }
  return Number(/^generations\/([1-9][0-9]{0,8})$/.exec(target)?.[1] ?? 0)
}

function numbers(dir: string): number[] {
  return readdirSync(join(dir, 'generations'))
    .filter(name => /^[1-9][0-9]{0,8}$/.test(name))
    .map(Number)
    .sort((a, b) => b - a)
}

function isMeta(value: unknown): value is GenerationMeta {
  return (
    typeof value === 'object' &&
    value !== null &&
    'schema' in value &&
    value.schema === 'foreseen.generation/1' &&
    'previous' in value &&
    typeof value.previous === 'number' &&
    'chainSha256' in value &&
    typeof value.chainSha256 === 'string' &&
    'notAfter' in value &&
    typeof value.notAfter === 'string'
  )
}

/** A generation by its number, or `undefined` when it is not there whole. */
export function readGeneration(dir: string, number: number): Generation | undefined {
  if (number === 0) return undefined
  const folder = folderOf(dir, number)
  try {
    const meta: unknown = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8'))
    if (!isMeta(meta)) return undefined
    return { number, chainPath: join(folder, 'fullchain.pem'), keyPath: join(folder, 'privkey.pem'), meta }
  } catch {
    return undefined
  }
}

/**
 * Writes a generation beside the live one and makes it durable. It has its name only when it is whole, so a
 * crash leaves at most a folder with a dot, which the next one removes.
 */
export function writeGeneration(dir: string, staged: StagedFiles, at: string, onStep: OnStep): Generation {
  const generations = join(dir, 'generations')
  for (const name of readdirSync(generations).filter(name => name.startsWith('.')))
    rmSync(join(generations, name), { recursive: true, force: true })
  const previous = liveNumber(dir)
  const number = Math.max(0, previous, ...numbers(dir)) + 1
  const { chainSha256, leafSha256, notAfter } = staged
  const schema = 'foreseen.generation/1'
  const meta = { schema, generation: number, previous, chainSha256, leafSha256, notAfter, at } as const
  const part = join(generations, `.${number}.part`)
  mkdirSync(part, { mode: 0o700 })
  onStep('folder')
  writeDurably(join(part, 'fullchain.pem'), staged.chain, 0o644)
  onStep('chain')
  writeDurably(join(part, 'privkey.pem'), staged.key, 0o600)
  onStep('key')
  writeDurably(join(part, 'meta.json'), new TextEncoder().encode(`${JSON.stringify(meta)}\n`), 0o644)
  onStep('meta')
  syncFolder(part)
  renameSync(part, folderOf(dir, number))
  onStep('named')
  syncFolder(generations)
  const folder = folderOf(dir, number)
  return { number, chainPath: join(folder, 'fullchain.pem'), keyPath: join(folder, 'privkey.pem'), meta }
}

/** Makes a generation live by one rename; 0 takes the link away, as before the first generation. */
export function switchLive(dir: string, number: number, onStep: OnStep): void {
  if (number === 0) {
    unlinkSync(linkOf(dir))
  } else {
    const beside = join(dir, '.live.part')
    rmSync(beside, { force: true })
    symlinkSync(`generations/${number}`, beside)
    onStep('linked')
    renameSync(beside, linkOf(dir))
  }
  onStep('switched')
  syncFolder(dir)
}

/** Removes all but `keep` generations, oldest first; never the live one nor the one before it. */
export function pruneGenerations(dir: string, keep: number, onStep: OnStep): void {
  const live = liveNumber(dir)
  const previous = readGeneration(dir, live)?.meta.previous ?? 0
  const others = numbers(dir).filter(number => number !== live && number !== previous)
  const room = Math.max(0, keep - numbers(dir).length + others.length)
  for (const number of others.slice(room)) {
    // Its name goes first: a folder half removed must not look like a generation.
    const gone = join(dir, 'generations', `.${number}.gone`)
    renameSync(folderOf(dir, number), gone)
    onStep('forgotten')
    rmSync(gone, { recursive: true, force: true })
    onStep('removed')
  }
}
