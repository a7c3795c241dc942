import { gateCodes, isoTime } from '@foreseen/facts'
import {
  type Deployed,
  DeployFailure,
  type DeployOptions,
  deployGeneration,
  type Lock,
  openLiveFolder,
  runDeployCommand,
  takeLock,
} from '@foreseen/world/deploy'
import { onInterrupt } from '../interrupt.ts'
import type { GateOptions } from '../options/gate.ts'
import { CommandFailure } from '../options/usage-problem.ts'
import type { Deployment } from './report.ts'
import { endOf, type Staged } from './staged.ts'

/** A failure of the live folder as one of the command: what, where, what to do. */
export function asCommandFailure(error: unknown): unknown {
  if (!(error instanceof DeployFailure)) return error
  const remedy = gateCodes.find(({ code }) => code === error.code)?.remedy ?? ''
  return new CommandFailure(error.code, `${error.message}.`, remedy, error)
}

/** Opens the live folder, locks it while `act` runs, and unlocks it whatever happens. '' for none. */
export async function withLiveFolder<T>(path: string, act: (dir: string) => Promise<T>): Promise<T> {
  if (path === '') return act('')
  let lock: Lock | undefined
  let done = (): void => {}
  try {
    const dir = openLiveFolder(path)
    const held = takeLock(dir)
    lock = held
    const forget = onInterrupt(() => held.release())
    done = () => void forget()
    return await act(dir)
  } catch (error) {
    throw asCommandFailure(error)
  } finally {
    done()
    lock?.release()
  }
}

/** How the deploy command is run: its output goes to our standard error, so that ours stays readable. */
export async function withDeployOptions<T>(
  options: GateOptions,
  dir: string,
  atMs: number,
  act: (deploy: DeployOptions) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const forget = onInterrupt(() => controller.abort())
  try {
    return await act({
      dir,
      keep: options.keep,
      command: {
        argv: options.command,
        env: process.env,
        timeoutMs: options.deployTimeoutMs,
        outputFd: 2,
      },
      at: isoTime(atMs) ?? '',
      onStep: () => {},
      signal: controller.signal,
      whileSwitched: onInterrupt,
    })
  } finally {
    forget()
  }
}

/** What a change of generations came to, for the report. */
export function deploymentOf(ended: Deployed, ranCommand: boolean): Deployment {
  if (ended.kind === 'deployed') {
    const { generation, previous } = ended
    return { generation, live: generation, previous, ranCommand, code: '', detail: '', againDetail: '' }
  }
  const { generation, live, code, detail, again } = ended
  const againDetail = again?.kind === 'failed' ? `${again.detail} [${again.code}]` : ''
  return { generation, live, previous: 0, ranCommand, code, detail, againDetail }
}

/** Without generations: the command with the staged files. A failure leaves nothing to return to. */
async function runAlone(staged: Staged, deploy: DeployOptions): Promise<Deployment> {
  const { chainPath, keyPath } = staged
  const end = await runDeployCommand(deploy.command, { chainPath, keyPath, generation: 0 }, deploy.signal)
  const failed = end.kind === 'failed' ? { code: end.code, detail: end.detail } : { code: '', detail: '' }
  return { generation: 0, live: 0, previous: 0, ranCommand: true, ...failed, againDetail: '' }
}

/** Makes the staged files live. */
export async function deployStaged(
  options: GateOptions,
  dir: string,
  staged: Staged,
  atMs: number,
): Promise<Deployment> {
  return withDeployOptions(options, dir, atMs, async deploy => {
    if (dir === '') return runAlone(staged, deploy)
    const { chain, key, chainSha256, sha256 } = staged
    const files = { chain, key, chainSha256, leafSha256: sha256[0] ?? '', notAfter: endOf(staged) }
    return deploymentOf(await deployGeneration(files, deploy), options.command.length > 0)
  })
}
