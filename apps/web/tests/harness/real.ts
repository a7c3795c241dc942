/** The real server with the built pages, and an owner to be. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import type { Scanner, Storyteller } from '../../../server/src/place.ts'
import { serve } from '../../../server/src/serve/serve.ts'
import { freshDatabaseUrl } from '../../../server/tests/database.ts'
import { cheap, password } from '../../../server/tests/fixture.ts'
import { builtPages } from './build.ts'

export interface RealServer {
  /** A name and not an address: passkeys belong to names. */
  readonly url: string
  /** Where the first owner comes in: `#/setup/SECRET`. */
  readonly link: string
}

/** A server as `foreseen serve` makes it, gone with the test. */
export async function startServer(
  t: TestContext,
  more: { readonly scanner?: Scanner; readonly storyteller?: Storyteller } = {},
): Promise<RealServer> {
  const data = mkdtempSync(join(tmpdir(), 'foreseen-pages-'))
  const lines: string[] = []
  const running = await serve({
    data,
    ...(await freshDatabaseUrl()),
    port: 0,
    version: '0.0.0-test',
    pages: await builtPages(),
    ...more,
    print: line => void lines.push(line),
    server: { logLevel: 'silent', passwords: cheap },
  })
  t.after(async () => {
    await running.close()
    rmSync(data, { recursive: true, force: true })
  })
  const link = /#\/setup\/[\w-]{43}/.exec(lines.join('\n'))?.[0] ?? ''
  return { url: `http://localhost:${running.port}`, link }
}

/** Fills in what the printed link asks for. */
export async function becomeOwner(page: Page, link: string): Promise<void> {
  await page.goto(`/${link}`)
  await page.getByLabel('Name').fill('Ada Joost')
  await page.getByLabel('Mail address').fill('ada@joost.test')
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
}
