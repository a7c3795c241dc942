import type { Scenario } from '@foreseen/facts'
import type { Guarantees } from '../contract.ts'
import type { TrustTarget } from '../parts.ts'
import type { Launcher } from './launcher.ts'
import { nameBindings } from './machine.ts'
import type { Overlays } from './overlays.ts'
import type { Programs } from './programs.ts'

type Promises = Omit<Guarantees, 'scrubbed' | 'gaps'>

export interface GapQuestion {
  readonly launcher: Launcher
  readonly programs: Programs
  readonly allAddresses: boolean
  readonly overlays: Overlays | undefined
  readonly targets: readonly TrustTarget[]
  readonly scenarios: readonly Scenario[]
  /** Local sockets of the machine that stay reachable. */
  readonly socketsLeft: number
}

/** What holds for every run of a method, as far as the machine allowed it. */
export function promises({ launcher, allAddresses, overlays, socketsLeft }: GapQuestion): Promises {
  return {
    noPacketLeaves: launcher.reach === 'network' && socketsLeft === 0,
    trust: launcher.binds ? 'mounts' : 'environment',
    allAddresses,
    writesVanish: overlays !== undefined && overlays.gaps.size === 0,
  }
}

function reachGaps({ launcher, allAddresses }: GapQuestion): string[] {
  if (launcher.reach === 'network' && !allAddresses)
    return ['Fixed addresses in a client lead nowhere: the program ip is missing (apt-get install iproute2).']
  if (launcher.reach === 'loopback')
    return [
      'The client can reach the network: nothing keeps its packets here.',
      'Fixed addresses in a client do not reach the stage.',
      'A client that leaves processes behind is taken for one that hangs: proot waits for all of them.',
      "The hosts' ports must be free on the loopback addresses and open to this user.",
    ]
  if (launcher.reach === 'proxy')
    return [
      'The client can reach the network, and does when it does not obey proxy variables.',
      'Fixed addresses and names reach the stage only in clients that obey proxy variables.',
      'Trust comes by variables: a client that would not have asked the machine may ask now.',
    ]
  return []
}

function writeGaps({ overlays }: GapQuestion): string[] {
  if (overlays === undefined) return ['Writes of the client outside of its HOME and TMPDIR stay.']
  return [...overlays.gaps].map(([folder, why]) => `Writes of the client to ${folder} stay: ${why}.`)
}

function clockGaps({ scenarios, programs }: GapQuestion): string[] {
  if (scenarios.every(({ clockDays }) => clockDays === 0)) return []
  const gaps: string[] = []
  if (programs.faketime === '')
    gaps.push(
      'Dates of certificates are shifted instead of the clock: libfaketime is missing (apt-get install faketime).',
    )
  if (programs.qemu === '')
    gaps.push(
      'Dates are shifted for static and Go programs: qemu-user is missing (apt-get install qemu-user).',
    )
  return gaps
}

/** What weakens a rehearsal here, one sentence each. */
export function gapsOf(question: GapQuestion): string[] {
  const { launcher, programs, targets } = question
  const names = launcher.binds ? nameBindings('', '').gaps : []
  const trust =
    launcher.binds && targets.length === 0
      ? ['No trust folder of this machine was found, so that clients keep the trust they have.']
      : []
  const chromium =
    programs.certutil === ''
      ? [
          'Chromium and its relatives do not get the stand-in roots: certutil is missing (apt-get install libnss3-tools).',
        ]
      : []
  const sockets =
    launcher.reach === 'network' && question.socketsLeft > 0
      ? [
          `The client can reach ${question.socketsLeft} local sockets of this machine: there are too many to cover.`,
        ]
      : []
  return [
    ...reachGaps(question),
    ...sockets,
    ...names,
    ...trust,
    ...writeGaps(question),
    ...clockGaps(question),
    ...chromium,
  ]
}
