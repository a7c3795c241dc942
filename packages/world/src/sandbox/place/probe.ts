import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import type { SandboxMethod } from '../contract.ts'
import { SandboxFailure } from '../failure.ts'
import { findPrograms, type Programs } from './programs.ts'
import { loopbackScript, sessionArgv } from './session.ts'

/** Whether one way of keeping clients apart works here; found by trying it. */
export interface MethodProbe {
  readonly method: SandboxMethod
  readonly works: boolean
  /** What was tried and what came of it, one sentence. */
  readonly detail: string
  /** What to install or change, one sentence; '' when it works. */
  readonly remedy: string
}

/** A program or a facility that makes rehearsals better. */
export interface FacilityProbe {
  readonly name: string
  /** Where it stands, or '' when it is missing. */
  readonly path: string
  /** What it is for, one clause. */
  readonly purpose: string
  /** What to install, or '' when it is there. */
  readonly install: string
}

/** What this machine can do for rehearsals. */
export interface SandboxReport {
  /** Strongest first; each tried. */
  readonly methods: readonly MethodProbe[]
  readonly facilities: readonly FacilityProbe[]
  readonly best: SandboxMethod
}

const probeTimeoutMs = 8000
const ladder: readonly SandboxMethod[] = ['root', 'user', 'sudo', 'bwrap', 'proot', 'proxy']

interface Tried {
  readonly code: number | undefined
  readonly output: string
}

function tryArgv(argv: readonly string[]): Promise<Tried> {
  const [file = '', ...args] = argv
  return new Promise(resolve => {
    execFile(file, args, { timeout: probeTimeoutMs, env: {} }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      const last = `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? ''
      resolve({ code, output: last === '' && error !== null ? error.message : last })
    })
  })
}

const noMounts = 11
const noLoopback = 12

/** What is tried inside: a mount, loopback, and as an extra an overlay; all vanish with the namespace. */
function trial(programs: Programs, method: SandboxMethod): string {
  const folder = tmpdir()
  if (method === 'bwrap') return 'true'
  const overlay = `mkdir ${folder}/l ${folder}/u ${folder}/w && ${programs.mount} -t overlay -o lowerdir=${folder}/l,upperdir=${folder}/u,workdir=${folder}/w overlay ${folder}/l`
  return [
    `${programs.mount} -t tmpfs tmpfs ${folder} || exit ${noMounts}`,
    `{ ${loopbackScript(programs)}; } || exit ${noLoopback}`,
    `{ ${overlay}; } 2>/dev/null && echo overlay`,
    'exit 0',
  ].join('\n')
}

interface Ask {
  readonly method: SandboxMethod
  readonly programs: Programs
  readonly uid: number
}

/** The reason why a method need not be tried, or ''. */
function missingFor({ method, programs, uid }: Ask): readonly [detail: string, remedy: string] | undefined {
  if (method === 'proxy') return undefined
  if (process.platform !== 'linux')
    return [
      `It needs Linux; this is ${process.platform}.`,
      'Rehearse on Linux, or in a Linux container or WSL2.',
    ]
  if (method === 'root' && uid !== 0)
    return ['This process is not root.', 'Not needed where user namespaces work; otherwise run as root.']
  if (method === 'sudo' && uid === 0) return ['This process is root already.', 'Not needed.']
  if (method === 'sudo' && programs.sudo === '')
    return ['The program sudo is missing.', 'Install sudo, with a rule that asks for no password.']
  if (method === 'bwrap' && programs.bwrap === '')
    return ['The program bwrap is missing.', 'apt-get install bubblewrap']
  if (method === 'proot' && programs.proot === '')
    return ['The program proot is missing.', 'apt-get install proot']
  if (method !== 'bwrap' && method !== 'proot' && (programs.unshare === '' || programs.mount === ''))
    return ['The programs unshare and mount are missing.', 'apt-get install util-linux mount']
  return undefined
}

function remedyFor(method: SandboxMethod, tried: Tried): string {
  if (tried.code === noLoopback) return 'apt-get install iproute2'
  if (tried.code === noMounts) return 'Allow mounts: in a container, --cap-add SYS_ADMIN or --privileged.'
  if (method === 'sudo') return 'Allow sudo without a password for this user, as hosted runners do.'
  if (method === 'proot') return 'Allow ptrace: in a container, --cap-add SYS_PTRACE.'
  if (method === 'root') return 'Allow namespaces: in a container, --cap-add SYS_ADMIN or --privileged.'
  return 'Allow user namespaces: sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu) or kernel.unprivileged_userns_clone=1 (Debian); in a container, --privileged.'
}

async function probeMethod(ask: Ask): Promise<MethodProbe & { readonly overlay: boolean }> {
  const { method, programs } = ask
  const missing = missingFor(ask)
  if (missing !== undefined) {
    return { method, works: false, detail: missing[0], remedy: missing[1], overlay: false }
  }
  if (method === 'proxy') {
    const detail = 'Proxy variables need nothing, and reach only clients that obey them.'
    return { method, works: true, detail, remedy: '', overlay: false }
  }
  const inner = [programs.sh, '-c', trial(programs, method)]
  const argv =
    method === 'proot'
      ? [programs.proot, '-b', '/dev/null:/etc/hosts', programs.sh, '-c', 'true']
      : sessionArgv(method, programs, tmpdir(), inner)
  const tried = await tryArgv(argv)
  const works = tried.code === 0
  return {
    method,
    works,
    detail: works
      ? 'Tried, and it works.'
      : `Tried, and refused: ${tried.output.slice(0, 200) || 'no answer in time'}.`,
    remedy: works ? '' : remedyFor(method, tried),
    overlay: tried.output === 'overlay',
  }
}

function facilitiesOf(programs: Programs, overlay: boolean): FacilityProbe[] {
  const facility = (name: string, path: string, purpose: string, install: string): FacilityProbe => ({
    name,
    path,
    purpose,
    install: path === '' ? install : '',
  })
  const loopback = programs.ip || programs.ifconfig || programs.busybox || programs.python3
  return [
    facility(
      'ip',
      programs.ip,
      'lets fixed addresses in a client reach the stage',
      'apt-get install iproute2',
    ),
    facility('loopback', loopback, 'brings the loopback interface up', 'apt-get install iproute2'),
    facility('overlayfs', overlay ? 'kernel' : '', 'makes writes of clients vanish', 'Linux 5.11 or newer'),
    facility(
      'faketime',
      programs.faketime,
      'moves the clock of dynamic programs',
      'apt-get install faketime',
    ),
    facility(
      'qemu-user',
      programs.qemu,
      'moves the clock of static and Go programs',
      'apt-get install qemu-user',
    ),
    facility('certutil', programs.certutil, 'gives Chromium its trust', 'apt-get install libnss3-tools'),
    facility(
      'java',
      programs.java,
      'is there for clients in Java only',
      'apt-get install default-jre-headless',
    ),
  ]
}

/** Tries every method for real and looks for what makes rehearsals better. Never throws. */
export async function probeSandboxes(): Promise<SandboxReport> {
  const programs = findPrograms(process.env.PATH ?? '')
  const uid = process.geteuid?.() ?? -1
  const probes = await Promise.all(ladder.map(method => probeMethod({ method, programs, uid })))
  const overlay = probes.some(probe => probe.overlay)
  return {
    methods: probes.map(({ method, works, detail, remedy }) => ({ method, works, detail, remedy })),
    facilities: facilitiesOf(programs, overlay),
    best: probes.find(probe => probe.works)?.method ?? 'proxy',
  }
}

/**
 * The method to open a sandbox with: the one asked for, or the strongest that works.
 * Throws `SandboxFailure` with `sandbox-method-unavailable` when the one asked for does not work here.
 */
export function chooseMethod(
  report: Pick<SandboxReport, 'methods' | 'best'>,
  asked?: SandboxMethod,
): SandboxMethod {
  if (asked === undefined) return report.best
  const probe = report.methods.find(({ method }) => method === asked)
  if (probe?.works === true) return asked
  const detail = probe === undefined ? 'It is not known.' : `${probe.detail} ${probe.remedy}`
  throw new SandboxFailure('sandbox-method-unavailable', `The method ${asked} does not work here. ${detail}`)
}

/**
 * The same without trying what is not needed: a rehearsal wants one method, not a report.
 * Throws `SandboxFailure` with `sandbox-method-unavailable` when the one asked for does not work here.
 */
export async function findMethod(asked?: SandboxMethod): Promise<SandboxMethod> {
  const programs = findPrograms(process.env.PATH ?? '')
  const uid = process.geteuid?.() ?? -1
  const methods: MethodProbe[] = []
  for (const method of asked === undefined ? ladder : [asked]) {
    const probe = await probeMethod({ method, programs, uid })
    methods.push(probe)
    if (probe.works) break
  }
  return chooseMethod({ methods, best: methods.find(({ works }) => works)?.method ?? 'proxy' }, asked)
}
