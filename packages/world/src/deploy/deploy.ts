import { join } from 'node:path'
import type { LoggedDecision } from '@foreseen/facts'
import { type CommandEnd, type DeployCommand, type DeployedFiles, runDeployCommand } from './command.ts'
import { DeployFailure, inFolder } from './failure.ts'
import {
  type Generation,
  liveNumber,
  type OnStep,
  pruneGenerations,
  readGeneration,
  type StagedFiles,
  switchLive,
  writeGeneration,
} from './generations.ts'
import { logDecision, readDecisions } from './log.ts'

/** What a deployment needs beside the files. The lock of the folder is held by whoever calls. */
export interface DeployOptions {
  /** Absolute path of the live folder. */
  readonly dir: string
  /** Generations kept, the live one included. */
  readonly keep: number
  readonly command: DeployCommand
  /** ISO 8601 UTC. */
  readonly at: string
  readonly onStep: OnStep
  /** Ends the deploy command when it fires. */
  readonly signal: AbortSignal | undefined
  /**
   * Registers what must be undone when the program is told to end while the deploy command runs; the function
   * returned takes that back.
   */
  readonly whileSwitched: (undo: () => void) => () => void
}

/** How a deployment ended. `returned`: the command failed, and what was live before is live again. */
export type Deployed =
  | { readonly kind: 'deployed'; readonly generation: number; readonly previous: number }
  | {
      readonly kind: 'returned'
      readonly generation: number
      /** What is live now; 0 for none, as before the first promotion. */
      readonly live: number
      readonly code: string
      readonly detail: string
      /** How the deploy command ended with the previous generation; `undefined` when there is none. */
      readonly again: CommandEnd | undefined
    }

/** Paths through the link: a server configured once finds every later generation there. */
function filesOf(dir: string, generation: number): DeployedFiles {
  const live = join(dir, 'live')
  return { chainPath: join(live, 'fullchain.pem'), keyPath: join(live, 'privkey.pem'), generation }
}

function log(
  { dir, at }: DeployOptions,
  what: LoggedDecision['what'],
  generation: number,
  detail: string,
): void {
  const chainSha256 = readGeneration(dir, generation)?.meta.chainSha256 ?? ''
  logDecision(dir, { at, what, chainSha256, generation, detail })
}

/** Once something is switched, a full disk must not keep the rest from being done: the line is left out. */
function leniently(act: () => void): void {
  try {
    act()
  } catch {
    // A missing line makes the next gate run the deploy command again, which does no harm.
  }
}

/** Takes the previous generation back and lets the command load it. */
async function comeBack(
  options: DeployOptions,
  from: number,
  to: number,
  failure: CommandEnd & { readonly kind: 'failed' },
): Promise<Deployed> {
  const { dir, command, onStep, signal } = options
  const { code, detail } = failure
  leniently(() => log(options, 'deploy-failed', from, detail))
  const isThere = readGeneration(dir, to) !== undefined
  switchLive(dir, isThere ? to : 0, onStep)
  leniently(() => log(options, 'returned', isThere ? to : 0, 'the deploy command failed'))
  const again = isThere ? await runDeployCommand(command, filesOf(dir, to), signal) : undefined
  return { kind: 'returned', generation: from, live: isThere ? to : 0, code, detail, again }
}

/** Runs the command for what is live; on failure the generation `previous` comes back. */
async function carryOut(options: DeployOptions, generation: number, previous: number): Promise<Deployed> {
  const { dir, keep, command, onStep, signal, whileSwitched } = options
  const before = readGeneration(dir, previous) === undefined ? 0 : previous
  const settled = whileSwitched(() => {
    switchLive(dir, before, onStep)
    leniently(() => log(options, 'returned', before, 'the gate was ended while the deploy command ran'))
  })
  const end = await runDeployCommand(command, filesOf(dir, generation), signal)
  settled()
  if (end.kind === 'failed') return comeBack(options, generation, previous, end)
  leniently(() => {
    log(options, 'deployed', generation, 'the deploy command succeeded')
    pruneGenerations(dir, keep, onStep)
  })
  return { kind: 'deployed', generation, previous }
}

/**
 * Writes the staged files as a generation, makes it live by one rename, and runs the deploy command; when that
 * fails, the generation before is live again. Errors: `deploy-cannot-write`.
 */
export async function deployGeneration(staged: StagedFiles, options: DeployOptions): Promise<Deployed> {
  const { dir, at, onStep } = options
  const { number, meta } = inFolder(dir, () => {
    const generation = writeGeneration(dir, staged, at, onStep)
    // Said before it is done: what cannot be written down is not done.
    log(options, 'switched', generation.number, 'promoted')
    switchLive(dir, generation.number, onStep)
    return generation
  })
  return carryOut(options, number, meta.previous)
}

/** Runs the deploy command for the live generation again, after a gate that was ended before it could. */
export async function deployAgain(live: Generation, options: DeployOptions): Promise<Deployed> {
  return carryOut(options, live.number, live.meta.previous)
}

const backFrom = 'back from generation '

/**
 * Back to the generation that was live before: one rename, then the deploy command. When that fails, the newer
 * one is live again. Errors: `deploy-no-previous`.
 */
export async function deployBack(options: DeployOptions): Promise<Deployed> {
  const { dir, onStep } = options
  const from = liveNumber(dir)
  const previous = readGeneration(dir, readGeneration(dir, from)?.meta.previous ?? 0)
  if (previous === undefined) {
    const what = from === 0 ? 'nothing was promoted yet' : `generation ${from} has none before it`
    throw new DeployFailure('deploy-no-previous', `there is nothing to go back to in ${dir}: ${what}`)
  }
  inFolder(dir, () => {
    log(options, 'switched', previous.number, `${backFrom}${from}`)
    switchLive(dir, previous.number, onStep)
  })
  return carryOut(options, previous.number, from)
}

/** Whether a gate was ended between what it wrote down before the switch and the end of its deploy command. */
export function wasInterrupted(dir: string, generation: number): boolean {
  const last = readDecisions(dir).findLast(({ what }) =>
    ['switched', 'deployed', 'deploy-failed', 'returned'].includes(what),
  )
  return generation > 0 && (last === undefined || last.what === 'switched' || last.generation !== generation)
}

/**
 * When somebody went back from this chain and no other generation was made live since: the day, ISO 8601; ''
 * otherwise. A gate that runs again by the clock must not undo that.
 */
export function takenBackAt(dir: string, chainSha256: string): string {
  const last = readDecisions(dir).findLast(({ what }) => what === 'switched')
  if (last === undefined || !last.detail.startsWith(backFrom)) return ''
  const from = readGeneration(dir, Number(last.detail.slice(backFrom.length)))
  return from?.meta.chainSha256 === chainSha256 ? last.at : ''
}
