import type { Readable } from 'node:stream'
import type { RunRequest, SandboxOptions } from '../contract.ts'
import type { Programs } from './programs.ts'

/** The user as whom clients run. */
export interface RunUser {
  readonly uid: number
  readonly gid: number
  /** Home of the password database. */
  readonly home: string
}

/** First line to the sandbox process: all that it needs, because `sudo` keeps neither environment nor handles. */
export interface InnerStart {
  readonly options: SandboxOptions
  readonly environment: Readonly<Record<string, string>>
  readonly user: RunUser
  readonly programs: Programs
  /** An existing folder to put the scratch on. */
  readonly scratch: string
  /** Whether `scratch` was made for this sandbox and is removed at the end. */
  readonly scratchMade: boolean
  /** Local sockets of the machine by path, seen from its own network namespace, and how many were left out. */
  readonly sockets: { readonly paths: readonly string[]; readonly more: number }
}

/** Every further line to the sandbox process. */
export interface InnerAsk {
  readonly id: number
  readonly request: RunRequest
}

/** Lines longer than this end the sandbox: no honest message comes near. */
const maxLineChars = 64 << 20

/** Hands out each whole line; `end` when the stream is over. */
export function eachLine(stream: Readable, take: (line: string) => void, end: () => void): void {
  let rest: string[] = []
  let held = 0
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const parts = chunk.split('\n')
    const last = parts.pop() ?? ''
    for (const part of parts) {
      take(rest.join('') + part)
      rest = []
      held = 0
    }
    rest.push(last)
    held += last.length
    if (held > maxLineChars) stream.destroy()
  })
  stream.once('close', end)
  stream.once('error', () => {})
}
