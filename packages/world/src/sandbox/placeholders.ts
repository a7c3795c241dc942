import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cast } from './parts.ts'

/** What stands for each name in double braces: values as they are, files by their path. */
export type Substitutes = ReadonlyMap<string, string>

/** Writes the cast's files into `dir` and lists what clients may name. */
export function writeSubstitutes(cast: Cast, dir: string): Substitutes {
  const found = new Map(Object.entries(cast.values))
  mkdirSync(dir, { recursive: true })
  for (const [name, text] of Object.entries(cast.files)) {
    const path = join(dir, name.replaceAll('/', '_'))
    writeFileSync(path, text)
    found.set(name, path)
  }
  return found
}

/** Replaces `{{name}}`; a name that nobody knows stays as it is, for it may belong to the client. */
export function substitute(text: string, substitutes: Substitutes): string {
  return text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => substitutes.get(name) ?? whole)
}
