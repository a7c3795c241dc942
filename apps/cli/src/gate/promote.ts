import { gateCodes, isoTime, type PromotionDecision } from '@foreseen/facts'
import { decidePromotion, decideServing } from '@foreseen/rules'
import { DeployFailure, deployAgain, logDecision, takenBackAt, wasInterrupted } from '@foreseen/world/deploy'
import type { GateOptions } from '../options/gate.ts'
import type { Asked } from '../rehearse/ask.ts'
import { findApproval } from './approval.ts'
import { deploymentOf, deployStaged, withDeployOptions } from './deployment.ts'
import type { GatePorts } from './ports.ts'
import type { Deployment, GateOutcome, GateReport } from './report.ts'
import { lookAfter, servedEndMs } from './serving.ts'
import { isUnchanged } from './staged.ts'
import { isLive, readStaging, type Staging } from './staging.ts'

export type PromoteOptions = GateOptions & { readonly mode: 'promote' }

const outcomes: Readonly<Record<PromotionDecision['outcome'], GateOutcome>> = {
  promote: 'promoted',
  refuse: 'refused',
  wait: 'waiting',
  inconclusive: 'inconclusive',
}

function log(
  { dir, staged }: Staging,
  what: 'decided' | 'verified',
  generation: number,
  detail: string,
  nowMs: number,
): void {
  if (dir === '') return
  const { chainSha256 } = staged
  const at = isoTime(nowMs) ?? ''
  logDecision(dir, { at, what, chainSha256, generation, detail })
}

/** When what is served now ends: what was seen comes before what a file says. */
async function currentEnd(
  options: GateOptions,
  { asked, currentEndMs }: Staging,
  ports: GatePorts,
): Promise<number | undefined> {
  if (!options.verify) return currentEndMs
  return servedEndMs(await ports.look(asked.hosts, options.addresses)) ?? currentEndMs
}

/** The report so far, to which each way of ending adds its own. */
type Draft = Omit<GateReport, 'outcome' | 'deployment' | 'serving'>

async function served(
  draft: Draft,
  staging: Staging,
  deployment: Deployment | undefined,
  outcome: GateOutcome,
  options: GateOptions,
  ports: GatePorts,
): Promise<GateReport> {
  const serving = await lookAfter(options, staging.asked.hosts, staging.staged.sha256, ports)
  try {
    if (serving !== undefined)
      log(staging, 'verified', deployment?.generation ?? 0, serving.sentence, ports.nowMs())
  } catch (error) {
    // It is live: a line that cannot be written is told, and changes nothing.
    if (!(error instanceof DeployFailure)) throw error
    const notes = [...draft.notes, `The log could not be written: ${error.message} [${error.code}].`]
    return { ...draft, notes, outcome, deployment, serving }
  }
  return { ...draft, outcome, deployment, serving }
}

/** Why the deploy command of what is live already has to be run again, or ''. */
async function reasonToRepeat(staging: Staging, options: GateOptions, ports: GatePorts): Promise<string> {
  const { dir, live, asked, staged } = staging
  if (wasInterrupted(dir, live?.number ?? 0))
    return 'The gate before this one was ended before its deploy command was; it was run again.'
  if (!options.verify || options.command.length === 0) return ''
  const { state } = decideServing(await ports.look(asked.hosts, options.addresses), staged.sha256)
  const isAmiss = state === 'partial' || state === 'nowhere'
  return isAmiss ? 'It was live and not served everywhere; the deploy command was run again.' : ''
}

/** The staged chain is live already: nothing to decide, but what a deploy command left undone is made good. */
async function leaveLive(
  draft: Draft,
  staging: Staging,
  options: GateOptions,
  ports: GatePorts,
): Promise<GateReport> {
  const { dir, live } = staging
  const reason = await reasonToRepeat(staging, options, ports)
  if (live === undefined || reason === '')
    return served(draft, staging, undefined, 'unchanged', options, ports)
  const ended = await withDeployOptions(options, dir, ports.nowMs(), deploy => deployAgain(live, deploy))
  const deployment = deploymentOf(ended, options.command.length > 0)
  const notes = [...draft.notes, reason]
  if (deployment.code !== '') return { ...draft, notes, outcome: 'returned', deployment, serving: undefined }
  return served({ ...draft, notes }, staging, deployment, 'promoted', options, ports)
}

async function carryOut(
  draft: Draft,
  staging: Staging,
  options: PromoteOptions,
  ports: GatePorts,
): Promise<GateReport> {
  const { dir, staged } = staging
  if (!isUnchanged(staged)) {
    const code = 'gate-staged-changed'
    const said = gateCodes.find(item => item.code === code)
    const notes = [...draft.notes, `${said?.meaning ?? ''} [${code}] ${said?.remedy ?? ''}`]
    return { ...draft, notes, outcome: 'inconclusive', deployment: undefined, serving: undefined }
  }
  const deployment = await deployStaged(options, dir, staged, ports.nowMs())
  if (deployment.code !== '') return { ...draft, outcome: 'returned', deployment, serving: undefined }
  return served(draft, staging, deployment, 'promoted', options, ports)
}

/** The decision with everything that it rests on, and what to say beside it. */
async function decide(
  options: PromoteOptions,
  staging: Staging,
  currentEndMs: number | undefined,
  nowMs: number,
  ports: GatePorts,
): Promise<Pick<Draft, 'notes' | 'done'> & { readonly decision: PromotionDecision }> {
  const { staged, materials, title, asked, dir } = staging
  const { clients, failure, done } = await ports.rehearse({ ...options.rehearsal, materials }, asked)
  const { approval, notes } = findApproval(options.approval, dir, staged.chainSha256, nowMs)
  const takenBack = dir === '' ? '' : takenBackAt(dir, staged.chainSha256)
  const decision = decidePromotion({
    host: title,
    fleet: asked.fleet,
    clients,
    staged,
    currentEndMs,
    nowMs,
    withinDays: options.withinDays,
    tolerated: options.tolerated,
    demand: takenBack === '' ? options.demand : 'always',
    approval,
  })
  const back = `Somebody went back from this very chain on ${takenBack}; it goes live again when it is approved.`
  const blind =
    'What is served today is known by a stand-in only: --current and --current-key with its chain and key make the comparison real.'
  const isBlind = decision.rule === 'unknown' && failure === '' && materials.currentChainPath === ''
  return {
    decision,
    done,
    notes: [
      ...(failure === '' ? [] : [failure]),
      ...staging.notes,
      ...notes,
      ...(takenBack === '' ? [] : [back]),
      ...(isBlind ? [blind] : []),
    ],
  }
}

/** Rehearses, decides, and carries out what was decided. `dir` is the live folder, locked; '' for none. */
export async function promote(
  options: PromoteOptions,
  asked: Asked,
  dir: string,
  ports: GatePorts,
): Promise<GateReport> {
  const nowMs = ports.nowMs()
  const staging = await readStaging(options, asked, dir, nowMs)
  const { staged, title } = staging
  const currentEndMs = await currentEnd(options, staging, ports)
  const start = {
    host: title,
    atMs: nowMs,
    staged,
    currentEndMs,
    decision: undefined,
    notes: staging.notes,
    done: [],
  }
  if (isLive(staged, staging.live)) return leaveLive(start, staging, options, ports)
  const { decision, notes, done } = await decide(options, staging, currentEndMs, nowMs, ports)
  log(staging, 'decided', 0, `${decision.outcome} (${decision.rule}): ${decision.sentences[0] ?? ''}`, nowMs)
  const draft = { ...start, decision, notes, done }
  if (decision.outcome === 'promote') return carryOut(draft, staging, options, ports)
  return { ...draft, outcome: outcomes[decision.outcome], deployment: undefined, serving: undefined }
}
