/** The files of a runner's owner: read, and refused where others could change what is executed. */
import { statSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { Scenario } from '@foreseen/facts'
import { CommandFailure, type Read } from '../options/usage-problem.ts'
import { readNamedFile } from '../read-file.ts'
import { readScenarioFiles } from '../rehearse/scenario-set.ts'
import { parseRunnerConfig, type RunnerConfig } from './config.ts'

const writableByOthers = 0o002
const readableByOthers = 0o004
/** In such a folder only owners take files away: /tmp. */
const sticky = 0o1000

const modeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mode ?? 0

/** Whoever can write this file can have any program executed. Code: `runner-writable-config`. */
function demandOwn(path: string): void {
  // Windows has no such bits: everything looks writable there.
  if (process.platform === 'win32') return
  const folder = dirname(path)
  const folderMode = modeOf(folder)
  const isOpenFolder = (folderMode & writableByOthers) !== 0 && (folderMode & sticky) === 0
  const open = (modeOf(path) & writableByOthers) !== 0 ? path : isOpenFolder ? folder : ''
  if (open === '') return
  const detail = `${open} may be written by everybody, and it says which programs this runner executes.`
  throw new CommandFailure('runner-writable-config', detail, `Take that away: chmod o-w ${open}`)
}

/** Whether everybody on this machine can read the token. */
export const isOpenToken = (path: string): boolean =>
  process.platform !== 'win32' && (modeOf(path) & readableByOthers) !== 0

/** The first line of a file with a token. Code: `cli-cannot-read`. */
export function readToken(path: string): string {
  const text = Buffer.from(readNamedFile('--token-file', path, 1 << 16)).toString('utf8')
  return text.split(/\r?\n/, 1)[0]?.trim() ?? ''
}

/** What the owner wrote down, with the scenarios of its files. Codes: `runner-writable-config`, `cli-cannot-read`, `rehearse-*`. */
export function readRunnerFiles(
  file: string,
): Read<{ readonly config: RunnerConfig; readonly own: readonly Scenario[] }> {
  const path = resolve(file)
  const text = Buffer.from(readNamedFile('--config', path)).toString('utf8')
  demandOwn(path)
  const read = parseRunnerConfig(text, { name: file, folder: dirname(path), machine: hostname() })
  if (!read.ok) return read
  const own = readScenarioFiles(read.value.scenarioFiles)
  return own.ok ? { ok: true, value: { config: read.value, own: own.value } } : own
}
