import { lstatSync, readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

/** All runs of a sandbox write into one scratch of 512 MiB; half of it is left to whoever writes little. */
const sharedBytes = 256 << 20
/** A memory file system takes 100 MB in this time; a disk that is walked is looked at less often. */
const ownPeriodMs = 40
const walkPeriodMs = 400
/** Folders with more entries are not measured to the end. */
const maxEntries = 50_000

/** Ends the run that fills the scratch, before others find it full. */
export interface WriteWatch {
  /** Watches a run's folder; `stop` is called with the bytes that it wrote, at most once. Returns the end of the watch. */
  begin(dir: string, stop: (writtenBytes: number) => void): () => void
}

/** Bytes that the files below a folder take. */
export function bytesBelow(dir: string): number {
  const folders = [dir]
  let bytes = 0
  let seen = 0
  for (let next = folders.pop(); next !== undefined && seen < maxEntries; next = folders.pop()) {
    try {
      for (const name of readdirSync(next)) {
        const path = join(next, name)
        const found = lstatSync(path)
        seen++
        if (found.isDirectory()) folders.push(path)
        else bytes += found.blocks * 512
      }
    } catch {
      // Files come and go while a client runs.
    }
  }
  return bytes
}

function usedBytes(dir: string): number {
  const { blocks, bfree, bsize } = statfsSync(dir)
  return (blocks - bfree) * bsize
}

/** `hasOwn`: the scratch is a file system of its own, so that one question tells how full it is. */
export function createWriteWatch(dir: string, hasOwn: boolean, limitBytes = sharedBytes): WriteWatch {
  const runs = new Map<string, (writtenBytes: number) => void>()
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    if (hasOwn && usedBytes(dir) <= limitBytes) return
    const sizes = [...runs.keys()].map(run => [run, bytesBelow(run)] as const)
    const [most] = sizes.toSorted(([, a], [, b]) => b - a)
    if (most === undefined || sizes.reduce((sum, [, bytes]) => sum + bytes, 0) <= limitBytes / 2) return
    runs.get(most[0])?.(most[1])
    runs.delete(most[0])
  }
  return {
    begin(run, stop) {
      runs.set(run, stop)
      timer ??= setInterval(look, hasOwn ? ownPeriodMs : walkPeriodMs).unref()
      return () => {
        runs.delete(run)
        if (runs.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}
