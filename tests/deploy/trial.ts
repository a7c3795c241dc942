/** What an image must do: become healthy, say its link, show its pages, take commands, write nowhere else, and end. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Image } from './image.ts'

/** The process that bubblewrap watches over: signals to the watcher are not handed on. */
function innermost(pid: number): number {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  const child = stdout.trim().split(/\s+/)[0] ?? ''
  return child === '' ? pid : innermost(Number(child))
}

export async function tryOut(image: Image, data: string): Promise<void> {
  const server = image.start()
  let printed = ''
  const hear = (part: unknown): void => {
    printed += String(part)
  }
  server.stdout?.on('data', hear)
  server.stderr?.on('data', hear)
  try {
    for (let tries = 0; !(await image.isHealthy()); tries++) {
      assert.ok(tries < 60 && server.exitCode === null, printed)
      await wait(250)
    }
    assert.match(printed, /#\/setup\/[\w-]{43}/)
    const page = await fetch(`http://127.0.0.1:${image.port}/`)
    assert.match(page.headers.get('content-type') ?? '', /text\/html/)
    assert.match(await page.text(), /<script/)
    const added = image.run('user', 'add', 'ana@example.org', '--role', 'owner')
    assert.equal(added.status, 0, String(added.stderr))
    assert.match(String(added.stdout), /#\/invitation\/[\w-]{43}/)
    assert.equal(image.run('ledger', 'verify').status, 0)
    for (const place of ['/opt/foreseen', '/usr', '/'])
      assert.notEqual(image.inside('touch', join(place, 'written')), 0, `${place} can be written`)
    const ended = once(server, 'exit')
    process.kill(innermost(server.pid ?? 0), 'SIGTERM')
    const [code] = await ended
    assert.ok(code === 0 || code === 143, `ended with ${code}: ${printed}`)
    assert.ok(existsSync(join(data, 'foreseen.db')))
  } finally {
    server.kill('SIGKILL')
  }
}
