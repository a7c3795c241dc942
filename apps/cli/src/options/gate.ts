import type { ApprovalDemand } from '@foreseen/facts'
import { approvalDemands, gateFormats } from './flags-gate.ts'
import { type RawValues, Reading } from './read.ts'
import { parseRehearse, type RehearseOptions, type RehearseSetting } from './rehearse.ts'
import { type ResultOptions, readResult } from './result.ts'
import { quoted, type Read } from './usage-problem.ts'

type GateFormat = (typeof gateFormats)[number]

/** What was typed after `--approve`. */
export interface TypedApproval {
  readonly by: string
  /** The first 16 or more hexadecimal digits of a chain's fingerprint; '' for a name alone. */
  readonly fingerprint: string
}

/** What holds for every mode. */
interface GateBase extends ResultOptions<GateFormat> {
  /** '' for none. */
  readonly liveDir: string
  readonly keep: number
  /** Empty for none. */
  readonly command: readonly string[]
  readonly deployTimeoutMs: number
  readonly verify: boolean
  readonly verifyWithinMs: number
  readonly addresses: readonly string[]
  /** How clients are rehearsed; its hosts are those that are looked at afterwards. */
  readonly rehearsal: RehearseOptions
}

/** Promote what is staged, go back, or only write an approval down. */
export type GateOptions = GateBase &
  (
    | {
        readonly mode: 'promote'
        readonly tolerated: number
        readonly withinDays: number
        readonly demand: ApprovalDemand
        readonly approval: TypedApproval | undefined
      }
    | { readonly mode: 'back' }
    | { readonly mode: 'approve'; readonly approval: TypedApproval }
  )

/** `0.5%` or `0.005`, 0 to 1. */
function readShare(reading: Reading): number {
  const text = reading.text('tolerate')
  if (text === undefined) return 0
  const match = /^([0-9]{1,3}(?:\.[0-9]{1,9})?)(%?)$/.exec(text.trim())
  const share = Number(match?.[1]) / (match?.[2] === '%' ? 100 : 1)
  if (match !== null && share <= 1) return share
  const detail = `--tolerate is ${quoted(text)}, which is no share of the fleet.`
  reading.refuse('gate-bad-share', detail, 'Write a percentage or a fraction up to 1: 0.5%, 0.005.')
  return 0
}

function readApproval(reading: Reading): TypedApproval | undefined {
  const text = reading.text('approve')
  if (text === undefined) return undefined
  const match = /^([^:\p{Cc}]{1,100})(?::([0-9A-Fa-f]{16,64}))?$/u.exec(text.trim())
  if (match?.[1] !== undefined) return { by: match[1], fingerprint: (match[2] ?? '').toLowerCase() }
  const detail = `--approve is ${quoted(text)}, which is neither WHO nor WHO:FINGERPRINT.`
  const remedy = 'Write who approves, and after a colon the fingerprint that the refusal printed.'
  reading.refuse('gate-bad-approval', detail, remedy)
  return undefined
}

function modeOf(reading: Reading): GateOptions['mode'] {
  if (reading.on('back')) return 'back'
  return reading.given('approve') && !reading.given('next') ? 'approve' : 'promote'
}

const needs: Readonly<Record<GateOptions['mode'], readonly (readonly [name: string, why: string])[]>> = {
  promote: [
    ['next', 'the chain that is to go live'],
    ['key', 'its private key'],
    ['plan', 'the fleet whose releases are to survive it'],
  ],
  back: [['live', 'the folder whose generations it kept']],
  approve: [['live', 'the folder whose log remembers the approval']],
}

function checkMode(reading: Reading, mode: GateOptions['mode'], command: readonly string[]): void {
  const missing = needs[mode].filter(([name]) => (reading.text(name) ?? '') === '')
  for (const [name, why] of missing)
    reading.refuse('gate-missing-option', `--${name} is missing: ${why}.`, `Give --${name}.`)
  if (mode === 'promote' && command.length === 0 && !reading.given('live')) {
    const detail = 'neither --live nor a deploy command is given: a promotion would change nothing.'
    reading.refuse('gate-missing-option', detail, 'Give --live DIR, or the command after "--", or both.')
  }
  if (command[0] === '')
    reading.refuse('cli-empty-value', 'the command after "--" is empty.', 'Check the variable it comes from.')
  if (reading.given('live') && reading.text('live') === '')
    reading.refuse('cli-empty-value', '--live is empty.', 'Check the variable it comes from.')
}

/** What `rehearse` reads of the same command line: its own checks hold here too, its formats do not. */
function readRehearsal(reading: Reading, raw: RawValues, mode: string, setting: RehearseSetting) {
  const { format: _, json: __, out: ___, ...own } = raw
  const isPromotion = mode === 'promote'
  // Without a plan `rehearse` would ask for a client; here that was said already.
  const known = isPromotion ? {} : { listScenarios: true, next: undefined, key: undefined }
  const read = parseRehearse([], { ...own, ...known }, setting)
  if (read.ok) return read.value
  const missing = ['rehearse-missing-command', 'cli-missing-host', 'rehearse-key-without-chain']
  reading.problems.push(...read.problems.filter(({ code }) => !missing.includes(code)))
  return undefined
}

/** Reads everything that `foreseen gate` takes; `words` is the deploy command behind `--`. */
export function parseGate(
  words: readonly string[],
  raw: RawValues,
  setting: RehearseSetting,
): Read<GateOptions> {
  const reading = new Reading(raw)
  const mode = modeOf(reading)
  checkMode(reading, mode, words)
  const rehearsal = readRehearsal(reading, raw, mode, setting)
  const approval = readApproval(reading)
  if (mode === 'approve' && approval?.fingerprint === '') {
    const detail = '--approve without --next names no chain.'
    reading.refuse('gate-bad-approval', detail, 'Write WHO:FINGERPRINT, with what the refusal printed.')
  }
  const base = {
    ...readResult<GateFormat>(reading, gateFormats, setting.nowMs),
    liveDir: reading.text('live') ?? '',
    keep: reading.count('keep', 3, 2, 1000),
    command: words,
    deployTimeoutMs: reading.duration('deploy-timeout', 120_000),
    verify: reading.on('verify'),
    verifyWithinMs: reading.duration('verify-within', 10_000),
    addresses: reading.texts('address'),
  }
  const decision = {
    tolerated: readShare(reading),
    withinDays: reading.count('accept-within', 3, 0, 100),
    demand: reading.choice('require-approval', approvalDemands, 'never'),
  }
  if (reading.problems.length > 0 || rehearsal === undefined) return { ok: false, problems: reading.problems }
  const all = { ...base, rehearsal }
  if (mode === 'back') return { ok: true, value: { ...all, mode } }
  if (mode === 'promote') return { ok: true, value: { ...all, ...decision, mode, approval } }
  return approval === undefined
    ? { ok: false, problems: reading.problems }
    : { ok: true, value: { ...all, mode, approval } }
}
