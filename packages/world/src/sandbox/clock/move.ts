import { realpathSync } from 'node:fs'
import type { Programs } from '../place/programs.ts'
import { type Command, findCommand } from '../process/command.ts'

/** How a client's clock can be moved. */
export type ClockMove =
  | { readonly kind: 'faketime' }
  /** `program` is run by the emulator, whose own clock is moved. */
  | { readonly kind: 'qemu'; readonly program: string }
  /** It cannot be moved: the certificates' dates go the other way. */
  | { readonly kind: 'shift'; readonly why: string }

const maxInterpreters = 4

interface Asked {
  readonly argv: readonly string[]
  readonly path: string
  readonly cwd: string
}

/** `env NAME=value ... PROGRAM`: what it starts in the end. */
function behindEnv(words: readonly string[]): string | undefined {
  return words.find(word => !word.startsWith('-') && !word.includes('='))
}

/** The program that runs in the end: through scripts and `env`, not through shells. */
function finalProgram(asked: Asked): { readonly command: Command; readonly direct: boolean } {
  let [name = '', ...rest] = asked.argv
  let direct = true
  let command = findCommand(name, asked.path, asked.cwd)
  for (let depth = 0; depth < maxInterpreters; depth++) {
    if (command.kind !== 'found') break
    if (/\/env$/.test(command.path)) {
      const behind = behindEnv(rest)
      if (behind === undefined) break
      rest = rest.slice(rest.indexOf(behind) + 1)
      name = behind
    } else if (command.executable?.kind === 'script') {
      const [interpreter = '', ...words] = command.executable.interpreter
      name = interpreter
      rest = words
    } else break
    direct = false
    command = findCommand(name, asked.path, asked.cwd)
  }
  return { command, direct }
}

/**
 * Chooses by the ELF header. Static programs load no library, and Go reads the clock without one: both escape
 * libfaketime, and only an emulator or other certificates can move their day.
 */
export function chooseMove(asked: Asked, programs: Programs): ClockMove {
  const { command, direct } = finalProgram(asked)
  const elf = command.kind === 'found' && command.executable?.kind === 'elf' ? command.executable : undefined
  if (programs.faketime === '')
    return { kind: 'shift', why: 'libfaketime is missing (apt-get install faketime)' }
  const escapes = elf !== undefined && (elf.loader === '' || elf.go)
  if (!escapes) return { kind: 'faketime' }
  const what = elf.go ? 'a Go program' : 'a static program'
  if (!direct) return { kind: 'shift', why: `${what} behind a script` }
  if (programs.qemu === '')
    return { kind: 'shift', why: `${what}, and qemu-user is missing (apt-get install qemu-user)` }
  return { kind: 'qemu', program: command.kind === 'found' ? realpathSync(command.path) : '' }
}

/** What moves the clock of a client by `days`: its new command, and variables for it alone. */
export function movedCommand(
  move: ClockMove,
  days: number,
  argv: readonly string[],
  programs: Programs,
): { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  if (move.kind === 'shift') return { argv, env: {} }
  const seconds = Math.round(days * 86_400)
  // With FAKETIME_DONT_FAKE_MONOTONIC, Java hangs in its first handshake (libfaketime 0.9.10, Java 17); the offset is
  // constant, so that timers by the monotonic clock keep their distances without it.
  const env = {
    LD_PRELOAD: programs.faketime,
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}`,
  }
  if (move.kind === 'faketime') return { argv, env }
  const [name = '', ...rest] = argv
  return { argv: [programs.qemu, '-U', 'LD_PRELOAD', '-0', name, move.program, ...rest], env }
}
