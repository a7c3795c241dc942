import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Generation, liveNumber, readGeneration } from '@foreseen/world/deploy'
import type { Materials, RehearsedHost } from '@foreseen/world/sandbox'
import type { GateOptions } from '../options/gate.ts'
import { readNamedFile } from '../read-file.ts'
import type { Asked } from '../rehearse/ask.ts'
import { chainOf, checkStaged, currentProblem, datesOf, readStaged, type Staged } from './staged.ts'

/** What the gate stands before: what is staged, what is live, and what is a baseline. */
export interface Staging {
  readonly asked: Asked
  /** What it is about, as people call it. */
  readonly title: string
  readonly staged: Staged
  /** '' without a live folder. */
  readonly dir: string
  readonly live: Generation | undefined
  /** Files for the rehearsal; today's chain only when it can be a baseline. */
  readonly materials: Materials
  /** When today's chain in `materials`, or the live one, ends; `undefined` when nobody knows. */
  readonly currentEndMs: number | undefined
  readonly notes: readonly string[]
}

/** `www.example.org`, or with how many more. */
export function titleOf(hosts: readonly RehearsedHost[]): string {
  const [first] = hosts
  const name = first === undefined ? '' : first.port === 443 ? first.host : `${first.host}:${first.port}`
  return hosts.length < 2 ? name : `${name} and ${hosts.length - 1} more`
}

/** Whether the very chain and key that are staged are live already. */
export function isLive(staged: Staged, live: Generation | undefined): boolean {
  if (live === undefined || live.meta.chainSha256 !== staged.chainSha256) return false
  try {
    return Buffer.compare(readFileSync(live.keyPath), staged.key) === 0
  } catch {
    return false
  }
}

interface Today {
  readonly chainPath: string
  readonly keyPath: string
}

/** The chain of today: as given, or the live generation, whose files the gate has itself. */
function todayOf({ rehearsal }: GateOptions, live: Generation | undefined): Today | undefined {
  const { currentChainPath, currentKeyPath } = rehearsal.materials
  if (currentChainPath !== '') return { chainPath: currentChainPath, keyPath: currentKeyPath }
  return live
}

function bytesOf(path: string | undefined): Uint8Array | undefined {
  try {
    return path === undefined ? undefined : readFileSync(path)
  } catch {
    return undefined
  }
}

/** Reads and checks everything before anything is rehearsed. Codes: `materials-*`, `served-*`, `cli-cannot-read`. */
export async function readStaging(
  options: GateOptions,
  asked: Asked,
  dir: string,
  nowMs: number,
): Promise<Staging> {
  const { hosts } = asked
  const [endpoint = { host: '', port: 443, starttls: 'none' as const }] = hosts
  const { materials } = options.rehearsal
  const staged = readStaged(resolve(materials.nextChainPath), resolve(materials.nextKeyPath), endpoint)
  const live = dir === '' ? undefined : readGeneration(dir, liveNumber(dir))
  const today = todayOf(options, live)
  await checkStaged(staged, hosts, nowMs, bytesOf(today?.chainPath))
  const problem =
    today === undefined ? '' : await currentProblem(today.chainPath, today.keyPath, hosts, nowMs)
  const isBaseline = today !== undefined && problem === ''
  const endMs =
    today === undefined || problem.includes('cannot be read')
      ? undefined
      : datesOf(chainOf('--current', today.chainPath, endpoint, readNamedFile('--current', today.chainPath)))
          .notAfterMs
  return {
    asked,
    title: titleOf(hosts),
    staged,
    dir,
    live,
    materials: {
      ...materials,
      currentChainPath: isBaseline ? today.chainPath : '',
      currentKeyPath: isBaseline ? today.keyPath : '',
    },
    currentEndMs: endMs,
    notes: problem === '' ? [] : [`Today's chain is no baseline: ${problem}.`],
  }
}
