/** Counts what lies below a folder, links not followed. */
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export function sizeBelow(folder: string): { readonly files: number; readonly bytes: number } {
  const folders = [folder]
  let files = 0
  let bytes = 0
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) folders.push(path)
      if (!entry.isFile()) continue
      files++
      bytes += lstatSync(path).size
    }
  }
  return { files, bytes }
}
