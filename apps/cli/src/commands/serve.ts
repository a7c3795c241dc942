import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openWorker, type RawOidc, type RawServerOptions, serve } from '@foreseen/server'
import type { RawValues } from '../options/read.ts'
import { type PlaceSetting, parsePlace, parseServe, type ServeSetting } from '../options/server.ts'
import { usageText } from '../options/usage-problem.ts'
import { withMessages } from '../serve/failures.ts'
import { armEnd, untilTold } from '../serve/lasting.ts'
import { readOidc } from '../serve/oidc.ts'
import { scanner } from '../serve/scanner.ts'
import { storyteller } from '../story/sample.ts'
import { programVersion } from '../version.ts'

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** The built pages, where the server's package ships them; `undefined` where they were not built. */
function pagesFolder(): string | undefined {
  const folder = fileURLToPath(new URL('../pages/', import.meta.resolve('@foreseen/server')))
  return existsSync(`${folder}index.html`) ? folder : undefined
}

function serverOptions(setting: ServeSetting, oidc: RawOidc | undefined): RawServerOptions {
  const { publicUrl, proxies, openMetrics, logLevel } = setting
  return {
    ...(publicUrl === '' ? {} : { publicUrl }),
    proxies,
    metrics: openMetrics ? 'open' : 'closed',
    logLevel,
    ...(oidc === undefined ? {} : { oidc }),
  }
}

const placeOf = ({ data, databaseUrl }: PlaceSetting) => ({
  data,
  ...(databaseUrl === '' ? {} : { databaseUrl }),
  version: programVersion(),
  scanner,
  storyteller,
})

/** Serves until it is told to end. */
export async function runServe(raw: RawValues): Promise<number> {
  const read = parseServe(raw, process.env, process.stderr.isTTY === true)
  if (!read.ok) {
    process.stderr.write(usageText(read.problems, 'serve'))
    return 2
  }
  const setting = read.value
  const provider = setting.oidcFile === '' ? { oidc: undefined } : readOidc(setting.oidcFile)
  if ('problems' in provider) {
    process.stderr.write(usageText(provider.problems, 'serve'))
    return 2
  }
  const pages = pagesFolder()
  const told = armEnd()
  const running = await withMessages(() =>
    serve({
      ...placeOf(setting),
      host: setting.host,
      port: setting.port,
      takesJobs: setting.worker,
      ...(pages === undefined ? {} : { pages }),
      print: say,
      log: process.stderr,
      server: serverOptions(setting, provider.oidc),
    }),
  )
  say(`Everything is kept in ${resolve(setting.data)}. Ctrl-C ends it.`)
  await untilTold(told, running.close, say)
  return 0
}

/** Takes jobs until it is told to end. */
export async function runWorker(raw: RawValues): Promise<number> {
  const read = parsePlace(raw, process.env)
  if (!read.ok) {
    process.stderr.write(usageText(read.problems, 'worker'))
    return 2
  }
  const warn = (error: unknown): void => {
    process.stderr.write(`foreseen: ${error instanceof Error ? error.message : String(error)}\n`)
  }
  const told = armEnd()
  const worker = await withMessages(() => openWorker(placeOf(read.value), warn))
  say('The worker takes jobs. Ctrl-C ends it.')
  await untilTold(told, worker.close, say)
  return 0
}
