import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Spill } from '@foreseen/scan'

const owner = 0o600

/** A temporary file whose name is gone as soon as it is open: nothing is left behind, whatever happens. */
export function createSpill(tempDir: string = tmpdir()): Spill {
  const path = join(tempDir, `foreseen-${randomUUID()}`)
  const file = openSync(path, 'wx+', owner)
  unlinkSync(path)
  let sizeBytes = 0
  let open = true
  return {
    append(bytes) {
      for (let at = 0; at < bytes.length; )
        at += writeSync(file, bytes, at, bytes.length - at, sizeBytes + at)
      sizeBytes += bytes.length
    },
    source: () => ({
      sizeBytes,
      readInto(at, into) {
        if (!open || at < 0 || at >= sizeBytes) return 0
        return readSync(file, into, 0, Math.min(into.length, sizeBytes - at), at)
      },
    }),
    release() {
      if (!open) return
      open = false
      closeSync(file)
    },
  }
}
