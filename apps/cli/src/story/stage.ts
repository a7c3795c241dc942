/**
 * The founding story, told for real: a TLS server on loopback, two releases of a client, Foreseen asked
 * about them, the renewal, and what then happens. `npm start` prints it; the test asserts each step.
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { type FoundingAuthority, foundAuthority, type Serving } from '@foreseen/world/sandbox'
import { dayMs } from '../text/dates.ts'
import { type JoostRelease, shipPinned, shipTrusting } from './joost.ts'

/** What a program said and how it ended. */
export interface Run {
  /** Both streams, for people. */
  readonly output: string
  readonly stdout: string
  readonly exitCode: number
}

/** Everything the story has set up; `end` removes it. */
export interface Stage {
  readonly releases: readonly [JoostRelease, JoostRelease]
  readonly endpoint: string
  readonly nextChain: string
  /** Words of `foreseen rehearse` for both releases against the next certificate, as files of the stage. */
  readonly rehearsal: readonly string[]
  play(release: JoostRelease): Promise<Run>
  foreseen(...args: readonly string[]): Promise<Run>
  renew(): void
  end(): Promise<void>
}

const bin = fileURLToPath(new URL('../../bin/foreseen.js', import.meta.url))

export const serverName = 'www.joost.test'

const run = (program: string, args: readonly string[], cwd: string): Promise<Run> =>
  new Promise(resolve => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd, encoding: 'utf8', maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 2
        resolve({ output: (stdout + stderr).trimEnd(), stdout, exitCode: code })
      },
    )
  })

async function serve(serving: Serving): Promise<Server> {
  const server = createServer({ cert: serving.chainPem, key: serving.keyPem })
  // A client that only looks at the certificate hangs up: nothing to report.
  server.on('tlsClientError', () => undefined)
  server.on('secureConnection', socket => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function ship(
  dir: string,
  authority: FoundingAuthority,
  now: Serving,
): readonly [JoostRelease, JoostRelease] {
  return [shipPinned(dir, now.certificate), shipTrusting(dir, authority.rootPem)]
}

/** Writes what a rehearsal of the next certificate needs: the plan, both chains with their root, both keys. */
function planRehearsal(
  dir: string,
  stage: {
    readonly releases: readonly [JoostRelease, JoostRelease]
    readonly today: Serving
    readonly next: Serving
    readonly rootPem: string
  },
): readonly string[] {
  const plan = {
    hosts: [serverName],
    releases: stage.releases.map(({ version, program }) => ({
      name: `joost ${version}`,
      command: [process.execPath, program, serverName, '443', serverName],
    })),
  }
  writeFileSync(join(dir, 'fleet.json'), JSON.stringify(plan, undefined, 2))
  writeFileSync(join(dir, 'today.pem'), stage.today.chainPem + stage.rootPem)
  writeFileSync(join(dir, 'today.key'), stage.today.keyPem, { mode: 0o600 })
  writeFileSync(join(dir, 'next-full.pem'), stage.next.chainPem + stage.rootPem)
  writeFileSync(join(dir, 'next.key'), stage.next.keyPem, { mode: 0o600 })
  const next = ['--next', 'next-full.pem', '--key', 'next.key']
  return ['--plan', 'fleet.json', ...next, '--current', 'today.pem', '--current-key', 'today.key']
}

/** Sets the stage as of a day: the server's certificate lives 200 days and is 124 days old. */
export async function setStage(nowMs: number): Promise<Stage> {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-story-'))
  const authority = await foundAuthority(serverName, nowMs)
  const today = await authority.serve(nowMs - 124 * dayMs, 200)
  const next = await authority.serve(nowMs - dayMs, 200)
  const releases = ship(dir, authority, today)
  writeFileSync(join(dir, 'next.pem'), next.chainPem)
  const rehearsal = planRehearsal(dir, { releases, today, next, rootPem: authority.rootPem })
  const server = await serve(today)
  const { port } = server.address() as AddressInfo
  return {
    releases,
    endpoint: `${serverName}:${port}`,
    nextChain: join(dir, 'next.pem'),
    rehearsal,
    play: release => run(release.program, ['127.0.0.1', String(port), serverName], dir),
    foreseen: (...args) => run(bin, args, dir),
    renew: () => server.setSecureContext({ cert: next.chainPem, key: next.keyPem }),
    end: async () => {
      server.close()
      await once(server, 'close')
      rmSync(dir, { recursive: true })
    },
  }
}
