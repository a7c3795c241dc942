/** A person at the pages without a pointer: what cannot be reached with the keys is not there. */
import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'

/** More stops than any page of the walk has. */
const maxStops = 120

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate(element => element === document.activeElement)

/** Presses Tab until it is reached. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor({ state: 'attached' })
  for (let stops = 0; stops < maxStops; stops++) {
    if (await isFocused(target)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`No key leads to ${target}`)
}

/** Reaches it and opens it. */
export async function enter(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

/** `g` and a letter, and the heading of the page that they lead to. */
export async function go(page: Page, letter: string, title: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(letter)
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

/** Opens a dialog with the element that is reached, lets it be looked at, and leaves it: the focus is where it was. */
export async function openAndLeave(
  page: Page,
  opener: Locator,
  dialog: Locator,
  look: () => Promise<void> = async () => {},
): Promise<void> {
  await enter(page, opener)
  await dialog.waitFor()
  await look()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  assert.ok(await isFocused(opener), `The focus comes back to ${opener}`)
}

/** The first row of a table, one down and up again, and its page. */
export async function openRow(page: Page, table: string): Promise<void> {
  const rows = page.getByRole('table', { name: table }).locator('[data-row-link]')
  await tabTo(page, rows.first())
  if ((await rows.count()) > 1) {
    await page.keyboard.press('ArrowDown')
    assert.ok(await isFocused(rows.nth(1)), `Down moves in the table ${table}`)
    await page.keyboard.press('ArrowUp')
    assert.ok(await isFocused(rows.first()), `Up moves in the table ${table}`)
  }
  await page.keyboard.press('Enter')
}
