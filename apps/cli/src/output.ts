import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { onInterrupt } from './interrupt.ts'
import { CommandFailure } from './options/usage-problem.ts'

function failure(path: string, error: unknown): CommandFailure {
  const reason = error instanceof Error ? error.message : String(error)
  return new CommandFailure(
    'cli-cannot-write',
    `cannot write ${path}: ${reason}.`,
    'Give --out a file in a folder that can be written.',
    error,
  )
}

function write(fd: number, text: string): void {
  const bytes = Buffer.from(text)
  let at = 0
  while (at < bytes.length) at += writeSync(fd, bytes, at)
}

/** Pieces of up to 64 kB: fewer calls than lines, bounded memory. */
function* pieces(parts: Iterable<string>): Generator<string> {
  let held = ''
  for (const part of parts) {
    held += part
    if (held.length >= 65_536) {
      yield held
      held = ''
    }
  }
  if (held !== '') yield held
}

/** A device or pipe takes what is written to it; it must not be replaced by a file. */
function isPlace(path: string): boolean {
  return !(statSync(path, { throwIfNoEntry: false })?.isFile() ?? true)
}

function writeInto(path: string, parts: Iterable<string>): void {
  try {
    const fd = openSync(path, 'w')
    try {
      for (const piece of pieces(parts)) write(fd, piece)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw failure(path, error)
  }
}

/** Writes beside the file and renames, so that the file is never there in part. */
function writeFile(path: string, parts: Iterable<string>): void {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  const remove = (): void => rmSync(beside, { force: true })
  const done = onInterrupt(remove)
  try {
    const fd = openSync(beside, 'wx', 0o666)
    try {
      for (const piece of pieces(parts)) write(fd, piece)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(beside, path)
  } catch (error) {
    remove()
    throw failure(path, error)
  } finally {
    done()
  }
}

async function writeStdout(parts: Iterable<string>): Promise<void> {
  for (const piece of pieces(parts)) {
    if (!process.stdout.write(piece))
      await new Promise<void>(resume => process.stdout.once('drain', () => resume()))
  }
}

/** Writes a result to a file, whole or not at all, or to standard output when `path` is ''. */
export async function writeResult(path: string, parts: Iterable<string>): Promise<void> {
  if (path === '') await writeStdout(parts)
  else if (isPlace(path)) writeInto(path, parts)
  else writeFile(path, parts)
}
