import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { WireEvent } from '@foreseen/facts'
import type { Stage, StagedRunEnd, StageOptions } from '../../../src/sandbox/parts.ts'
import { openStage } from '../../../src/sandbox/stage/open-stage.ts'
import { type FakeCast, fakeCast, host } from './fake-cast.ts'

/** Whether a program is here; otherwise the reason to skip, with the Debian package. */
export function missing(program: string, debianPackage: string): string | false {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    return false
  } catch {
    return `${program} is not installed (Debian: ${debianPackage})`
  }
}

/** A folder that ends with the test. */
export function folder(t: TestContext, files: Readonly<Record<string, string>> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-stage-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return dir
}

/** A free port of an address, as the system gives it. */
export async function freePort(address: string): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, address, resolve))
  const bound = server.address()
  await new Promise(resolve => server.close(resolve))
  if (bound === null || typeof bound === 'string') throw new Error('no port')
  return bound.port
}

export async function stageFor(
  t: TestContext,
  options: Partial<StageOptions> = {},
): Promise<{ readonly stage: Stage; readonly cast: FakeCast }> {
  const cast = fakeCast()
  const stage = await openStage({
    cast,
    hosts: [host(443)],
    answersDir: '',
    reach: 'proxy',
    clock: () => performance.now(),
    ...options,
  })
  t.after(() => stage.close())
  return { stage, cast }
}

export interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
  readonly events: readonly WireEvent[]
  readonly end: StagedRunEnd
}

/** Runs a program with these arguments and input; never a shell. */
export function execute(
  program: string,
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number; readonly output: string; readonly errors: string }> {
  return new Promise(resolve => {
    const env = { PATH: process.env.PATH ?? '', HOME: tmpdir() }
    const child = execFile(
      program,
      args,
      { env, timeout: 20_000, maxBuffer: 16_777_216 },
      (error, output, errors) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
          output,
          errors,
        })
      },
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

/** One run behind a stage reached by proxy: `PROXY` in the arguments is its proxy. */
export async function runByProxy(
  stage: Stage,
  program: string,
  args: readonly string[],
  input = '',
  scenario = 'baseline',
): Promise<Ran> {
  const events: WireEvent[] = []
  const address = '127.1.0.1'
  const { proxyPort } = await stage.admit({
    address,
    scenario,
    shiftDays: 0,
    emit: event => events.push(event),
  })
  const filled = args.map(arg => arg.replaceAll('PROXY', `127.0.0.1:${proxyPort}`))
  const ended = await execute(program, filled, input)
  const end = await stage.dismiss(address)
  return { ...ended, events, end }
}
