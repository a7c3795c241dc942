import { resolve } from 'node:path'
import { deployBack, readGeneration } from '@foreseen/world/deploy'
import type { GateOptions } from '../options/gate.ts'
import { CommandFailure } from '../options/usage-problem.ts'
import { readNamedFile } from '../read-file.ts'
import { readHosts } from '../rehearse/hosts.ts'
import { recordApproval } from './approval.ts'
import { deploymentOf, withDeployOptions } from './deployment.ts'
import type { GatePorts } from './ports.ts'
import type { GateReport } from './report.ts'
import { lookAfter } from './serving.ts'
import { chainOf, datesOf } from './staged.ts'
import { titleOf } from './staging.ts'

function nothing(host: string, atMs: number) {
  return {
    host,
    atMs,
    staged: undefined,
    currentEndMs: undefined,
    decision: undefined,
    deployment: undefined,
    serving: undefined,
    notes: [],
    done: [],
  } as const
}

/** Returns to the generation before the live one. Nothing is rehearsed: it was live, and the way back is short. */
export async function goBack(options: GateOptions, dir: string, ports: GatePorts): Promise<GateReport> {
  const hosts = readHosts(options.rehearsal.hosts, options.rehearsal)
  if (!hosts.ok) {
    const [problem] = hosts.problems
    throw new CommandFailure(problem?.code ?? '', problem?.detail ?? '', problem?.remedy ?? '')
  }
  const nowMs = ports.nowMs()
  const host = hosts.value.length === 0 ? resolve(options.liveDir) : titleOf(hosts.value)
  const ended = await withDeployOptions(options, dir, nowMs, deployBack)
  const deployment = deploymentOf(ended, options.command.length > 0)
  const base = { ...nothing(host, nowMs), deployment }
  if (deployment.code !== '') return { ...base, outcome: 'returned' }
  const generation = readGeneration(dir, deployment.generation)
  const [endpoint] = hosts.value
  if (generation === undefined || endpoint === undefined) return { ...base, outcome: 'back' }
  const path = generation.chainPath
  const chain = chainOf('--live', path, endpoint, readNamedFile('--live', path))
  const sha256 = chain.chain.map(each => each.sha256)
  const serving = await lookAfter(options, hosts.value, sha256, ports)
  return { ...base, outcome: 'back', currentEndMs: datesOf(chain).notAfterMs, serving }
}

/** Writes an approval down; the next run of the gate that stages this chain finds it. */
export function writeApproval(
  options: GateOptions & { readonly mode: 'approve' },
  dir: string,
  ports: GatePorts,
): GateReport {
  const { by, fingerprint } = options.approval
  const nowMs = ports.nowMs()
  recordApproval(dir, options.approval, fingerprint, nowMs)
  const notes = [`The approval of ${by} for the chain ${fingerprint} is recorded.`]
  return { ...nothing(resolve(options.liveDir), nowMs), outcome: 'recorded', notes }
}
