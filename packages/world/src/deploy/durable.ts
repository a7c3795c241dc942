import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'

function writeAll(fd: number, bytes: Uint8Array): void {
  let at = 0
  while (at < bytes.length) at += writeSync(fd, bytes, at)
}

/** A new file with these bytes, on the disk when this returns. It must not exist yet. */
export function writeDurably(path: string, bytes: Uint8Array, mode: number): void {
  const fd = openSync(path, 'wx', mode)
  try {
    writeAll(fd, bytes)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Adds bytes to the end of a file, on the disk when this returns. */
export function appendDurably(path: string, bytes: Uint8Array, mode: number): void {
  const fd = openSync(path, 'a', mode)
  try {
    writeAll(fd, bytes)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/**
 * Names of files are part of the folder: without this, a file whose bytes are safe may be gone after a power
 * cut. Windows has no such call on folders and needs none.
 */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
