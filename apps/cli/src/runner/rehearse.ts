/** Carries a claimed run out by the same way that `foreseen rehearse` takes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClaimedRehearsal, Scenario } from '@foreseen/facts'
import { clockMs } from '../clock.ts'
import { rehearsalJson } from '../formats/rehearsal.ts'
import { onInterrupt } from '../interrupt.ts'
import { CommandFailure } from '../options/usage-problem.ts'
import { answerSentences } from '../rehearse/answer.ts'
import { prepareRehearsal, told } from '../rehearse/ask.ts'
import { runRehearsal } from '../rehearse/run.ts'
import type { RehearsalProgress } from '../text/rehearsal-progress.ts'
import { assign } from './assignment.ts'
import type { RunnerConfig } from './config.ts'
import type { Carried } from './ports.ts'

/** Chains are kilobytes. */
const longestChain = 256 << 10

/** The chain that the server saw, where the sandbox can read it. */
interface Chain {
  /** '' when there is none. */
  readonly path: string
  remove(): void
}

function writeChain({ currentChainPem }: ClaimedRehearsal): Chain {
  if (currentChainPem === '' || currentChainPem.length > longestChain) return { path: '', remove: () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'foreseen-runner-'))
  const path = join(folder, 'current.pem')
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const done = onInterrupt(remove)
  writeFileSync(path, currentChainPem, { mode: 0o600 })
  return {
    path,
    remove: () => {
      done()
      remove()
    },
  }
}

const reasonOf = (error: unknown, signal: AbortSignal): string => {
  if (signal.aborted) return 'It was stopped.'
  if (error instanceof CommandFailure) return `${error.message} ${error.remedy} [${error.code}]`
  return error instanceof Error ? error.message : String(error)
}

async function carry(
  config: RunnerConfig,
  own: readonly Scenario[],
  claimed: ClaimedRehearsal,
  currentPath: string,
  port: { readonly signal: AbortSignal; readonly onProgress: (progress: RehearsalProgress) => void },
): Promise<Carried> {
  const assigned = assign(config, claimed, own, currentPath, clockMs())
  if (!assigned.ok) return { ok: false, reason: `${assigned.reason} [${assigned.code}]` }
  const { options, asked } = assigned.value
  const rehearsed = await told(async () =>
    runRehearsal({ ...(await prepareRehearsal(options, asked)), ...port }),
  )
  return {
    ok: true,
    report: [...rehearsalJson(rehearsed)].join(''),
    sentences: answerSentences(rehearsed).map(({ text }) => text),
  }
}

/** Rehearses what was claimed. What goes wrong is an answer, said to the server with its code. */
export async function rehearseClaimed(
  config: RunnerConfig,
  own: readonly Scenario[],
  claimed: ClaimedRehearsal,
  signal: AbortSignal,
  onProgress: (progress: RehearsalProgress) => void,
): Promise<Carried> {
  const chain = writeChain(claimed)
  try {
    return await carry(config, own, claimed, chain.path, { signal, onProgress })
  } catch (error) {
    return { ok: false, reason: reasonOf(error, signal) }
  } finally {
    chain.remove()
  }
}
