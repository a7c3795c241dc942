/**
 * Rehearses inside a machine of its own, where nobody else works, and says what was different afterwards. Told by
 * `machine.ts`: user, releases of the long rehearsal, kills, seed. One line of JSON for each act.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRandom } from '../../bench/random.ts'
import { hangingPlan, untidyPlan, word } from './clients.ts'
import { differences, processes, snapshot } from './snapshot.ts'

const [user = 'self', releases = '4', kills = '3', seed = '1', more = ''] = process.argv.slice(2)
const program = fileURLToPath(new URL('../../apps/cli/bin/foreseen.js', import.meta.url))
const folder = '/tmp/work'
const stepMs = 20
const patienceMs = 20_000
/** Opening, runs and closing of the hanging plan lie within. */
const latestKillMs = 8000
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly text: string; readonly stderr: string }>
}

const scenarios = ['re-keyed', 'new-intermediate', 'cross-sign-dropped', 'expired-leaf', 'wrong-host']

function rehearse(plan: object, env: Readonly<Record<string, string>> = {}): Started {
  writeFileSync(`${folder}/plan.json`, JSON.stringify(plan))
  const own = ['--plan', 'plan.json', '--trust', 'old', '--cache', 'off', '--json']
  const words = [
    process.execPath,
    program,
    'rehearse',
    ...own,
    ...scenarios.flatMap(id => ['--scenario', id]),
  ]
  const [file = '', ...args] = user === 'nobody' ? [...nobody, ...words] : words
  // Detached: a group of its own, which Ctrl-C means.
  const child = spawn(file, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: `${folder}/home`, TMPDIR: '/tmp', ...env },
  })
  let [text, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  child.stderr?.setEncoding('utf8').on('data', chunk => {
    stderr += chunk
  })
  const ended = new Promise<Awaited<Started['ended']>>(resolve => {
    child.once('close', code => resolve({ code, text, stderr }))
  })
  return { child, ended }
}

async function soon(condition: () => boolean): Promise<boolean> {
  for (const until = performance.now() + patienceMs; performance.now() < until; ) {
    if (condition()) return true
    await wait(stepMs)
  }
  return false
}

function say(act: string, problems: readonly string[], figures: object = {}): void {
  process.stdout.write(`${JSON.stringify({ act, problems, ...figures })}\n`)
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(`${folder}/home`, { recursive: true })
if (user === 'nobody') execFileSync('chown', ['-R', '65534:65534', folder])
writeFileSync(`${folder}/plan.json`, '')
const before = snapshot()

/** Files and processes may need a moment to vanish after a kill. */
async function changed(): Promise<readonly string[]> {
  const others = before.processes?.length ?? 0
  await soon(() => processes().length <= others)
  let found: readonly string[] = []
  await soon(() => {
    found = differences(before, snapshot()).filter(line => !line.includes(`${folder}/plan.json`))
    return found.length === 0
  })
  return found
}

async function many(): Promise<number> {
  const begun = performance.now()
  const { code, text, stderr } = await rehearse(untidyPlan(Number(releases))).ended
  const elapsedMs = performance.now() - begun
  const problems = [...(await changed())]
  let runs = 0
  try {
    const document: { rehearsals: { runs: number }[] } = JSON.parse(text)
    runs = document.rehearsals.reduce((sum, part) => sum + part.runs, 0)
  } catch {
    problems.push(`no result, code ${code}: ${stderr}`)
  }
  say('many runs', problems, { runs })
  return elapsedMs
}

async function killed(elapsedMs: number): Promise<void> {
  const next = createRandom(Number(seed)).next
  for (let at = 0; at < Number(kills); at++) {
    const moment = Math.round(next() * Math.min(elapsedMs, latestKillMs))
    const { child, ended } = rehearse(hangingPlan())
    await Promise.race([wait(moment), ended])
    child.kill('SIGKILL')
    await ended
    say(`killed after ${moment} ms`, await changed())
  }
}

/** Ends it with clients under way, or while it opens. */
async function interrupted(signal: NodeJS.Signals, isEarly: boolean, expected: number): Promise<void> {
  const { child, ended } = rehearse(hangingPlan())
  const isUnderWay = (): boolean =>
    processes().some(line => (isEarly ? /place\/inner\./.test(line) : line === `sleep ${word}`))
  const problems = (await soon(isUnderWay)) ? [] : ['it did not begin']
  process.kill(-(child.pid ?? 0), signal)
  const { code, stderr } = await ended
  if (code !== expected) problems.push(`code ${code}: ${stderr}`)
  if (!stderr.includes('interrupted, nothing was left behind')) problems.push(`said: ${stderr}`)
  say(`${signal} ${isEarly ? 'while it opens' : 'with clients under way'}`, [
    ...problems,
    ...(await changed()),
  ])
}

/** A temporary folder without room for a byte. */
async function full(): Promise<void> {
  mkdirSync('/tmp/full')
  execFileSync('sh', ['-c', 'mount -t tmpfs -o size=4k,mode=1777 tmpfs /tmp/full'])
  writeFileSync('/tmp/full/stone', Buffer.alloc(4096))
  const { code, text, stderr } = await rehearse(untidyPlan(1), { TMPDIR: '/tmp/full' }).ended
  execFileSync('sh', ['-c', 'umount /tmp/full'])
  rmSync('/tmp/full', { recursive: true })
  const isToldOrDone = text.includes('"connects"') || (code === 2 && /\[[a-z-]+\]/.test(stderr))
  say('a full temporary folder', [...(isToldOrDone ? [] : [`code ${code}: ${stderr}`]), ...(await changed())])
}

const elapsedMs = await many()
await killed(elapsedMs)
await interrupted('SIGINT', false, 130)
await interrupted('SIGINT', true, 130)
await full()
if (more === 'more') {
  await interrupted('SIGTERM', false, 143)
  await interrupted('SIGTERM', true, 143)
  await interrupted('SIGHUP', false, 129)
}
