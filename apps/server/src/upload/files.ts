/** Artefacts as files of the data directory: `uploads/ID/NAME`, for whoever runs the server alone. */
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const folderOf = (data: string): string => join(data, 'uploads')

export const idPattern = /^upl_[0-9a-z]{26}$/

/** Where an artefact lies under its own name, which a scan tells with each place. */
export const pathOf = (data: string, id: string, name: string): string => join(folderOf(data), id, name)

/** A new file for an artefact, and nothing else in its folder. */
export async function createFile(data: string, id: string, name: string): Promise<FileHandle> {
  await mkdir(join(folderOf(data), id), { recursive: true, mode: 0o700 })
  return await open(pathOf(data, id, name), 'wx', 0o600)
}

export const removeFiles = (data: string, id: string): Promise<void> =>
  rm(join(folderOf(data), id), { recursive: true, force: true })

/** Whether all of an artefact is there. */
export async function isWhole(data: string, id: string, name: string, sizeBytes: number): Promise<boolean> {
  const found = await stat(pathOf(data, id, name)).catch(() => undefined)
  return found?.isFile() === true && found.size === sizeBytes
}

/** An artefact, or a part of one, that lies in the data directory. */
export interface KeptFiles {
  readonly id: string
  /** When something was last written. */
  readonly changedMs: number
}

async function changedMs(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    [folder, ...names.map(name => join(folder, name))].map(path => stat(path).catch(() => undefined)),
  )
  return Math.max(0, ...found.map(one => one?.mtimeMs ?? 0))
}

export async function listFiles(data: string): Promise<readonly KeptFiles[]> {
  const folder = folderOf(data)
  const names = (await readdir(folder).catch(() => [])).filter(name => idPattern.test(name))
  return await Promise.all(names.map(async id => ({ id, changedMs: await changedMs(join(folder, id)) })))
}
