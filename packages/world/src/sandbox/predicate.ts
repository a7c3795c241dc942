import { existsSync, lstatSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import type { Predicate, RunEnd, WireEvent } from '@foreseen/facts'
import { reasonOf, SandboxFailure } from './failure.ts'
import { plainText } from './process/output.ts'

/** What a predicate may ask about. */
export interface Outcome {
  readonly end: RunEnd
  readonly output: Buffer
  readonly events: readonly WireEvent[]
  readonly home: string
  /** Folders whose writes went elsewhere: the client's path, and where its writes are. */
  readonly moved: readonly { readonly folder: string; readonly upper: string }[]
}

function outputHolds(pattern: string, output: Buffer): boolean {
  let expression: RegExp
  try {
    expression = new RegExp(pattern, 'm')
  } catch (error) {
    throw new SandboxFailure('sandbox-bad-predicate', reasonOf(error), error)
  }
  return expression.test(plainText(output))
}

/** In an overlay a removed file is a device 0:0 in the upper folder (kernel, overlayfs.rst, whiteouts). */
function fileHolds(file: string, outcome: Outcome): boolean {
  const path = isAbsolute(file) ? file : join(outcome.home, file)
  const within = outcome.moved.find(({ folder }) => `${path}/`.startsWith(`${folder}/`))
  if (within === undefined) return existsSync(path)
  try {
    return !lstatSync(join(within.upper, relative(within.folder, path))).isCharacterDevice()
  } catch {
    return existsSync(path)
  }
}

/** Whether all that the predicate names holds; `undefined` when it names nothing. */
export function decidePredicate(predicate: Predicate | undefined, outcome: Outcome): boolean | undefined {
  if (predicate === undefined) return undefined
  const asked: boolean[] = []
  if (predicate.output !== '') asked.push(outputHolds(predicate.output, outcome.output))
  if (predicate.exitCode !== undefined)
    asked.push(outcome.end.kind === 'code' && outcome.end.code === predicate.exitCode)
  if (predicate.file !== '') asked.push(fileHolds(predicate.file, outcome))
  if (predicate.path !== '')
    asked.push(outcome.events.some(event => event.kind === 'request' && event.path === predicate.path))
  return asked.length === 0 ? undefined : asked.every(Boolean)
}
