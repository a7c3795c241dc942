/** A server as `foreseen serve` makes it, with an owner to be. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { scanner } from '../../../cli/src/serve/scanner.ts'
import { storyteller } from '../../../cli/src/story/sample.ts'
import { serve } from '../../../server/src/serve/serve.ts'
import { freshDatabaseUrl } from '../../../server/tests/database.ts'
import { builtPages } from '../harness/build.ts'
import { axe } from '../harness/pages.ts'
import { tabTo } from './keyboard.ts'

const cheap = { memoryKib: 64, passes: 1, parallelism: 1 }

export async function startServer(t: TestContext): Promise<{ readonly url: string; readonly link: string }> {
  const data = mkdtempSync(join(tmpdir(), 'foreseen-walk-'))
  const lines: string[] = []
  const running = await serve({
    data,
    ...(await freshDatabaseUrl()),
    port: 0,
    version: '0.0.0-test',
    pages: await builtPages(),
    scanner,
    storyteller,
    print: line => void lines.push(line),
    server: { logLevel: 'silent', passwords: cheap },
  })
  t.after(async () => {
    await running.close()
    rmSync(data, { recursive: true, force: true })
  })
  return {
    url: `http://localhost:${running.port}`,
    link: /#\/setup\/[\w-]{43}/.exec(lines.join('\n'))?.[0] ?? '',
  }
}

/** The printed link, filled in from the keyboard. */
export async function becomeOwner(page: Page, link: string): Promise<void> {
  await page.goto(`/${link}`)
  for (const [label, text] of [
    ['Name', 'Ada Joost'],
    ['Mail address', 'ada@joost.test'],
    ['Password', 'correct horse battery'],
  ] as const) {
    await tabTo(page, page.getByLabel(label))
    await page.keyboard.type(text)
  }
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
}

const looks = [
  { width: 360, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
] as const

/** Narrow and dark, wide and light: axe finds nothing, and nothing sticks out sideways. Ends wide. */
export async function look(page: Page, name: string): Promise<void> {
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    await page.evaluate(
      () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (over > 0) throw new Error(`${name} is ${over} px too wide at ${width} px`)
    await axe(page)
  }
}
