/** The pages on the real server: what the harness pretends is here as it is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { axe, openPage, skip } from '../harness/pages.ts'
import { becomeOwner, startServer } from '../harness/real.ts'

/** A device that holds passkeys and confirms everything. */
async function addDevice(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

test('from the printed link to a passkey: owner, settings, out, and in again', { skip }, async t => {
  const { url, link } = await startServer(t)
  const { page, complaints } = await openPage(t, url)
  await addDevice(page)
  await becomeOwner(page, link)
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Add a passkey' }).press('Enter')
  await page.getByRole('table', { name: 'Passkeys' }).waitFor()
  await axe(page)
  await page.getByRole('button', { name: 'Do without a password' }).press('Enter')
  await page.getByRole('button', { name: 'Remove the password' }).press('Enter')
  await page.getByRole('button', { name: 'Set a password' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).press('Enter')
  await page.getByRole('button', { name: 'Use a passkey' }).press('Enter')
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
  await page.goto('/settings?part=server')
  await page.getByLabel('Organisation').fill('Joost')
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('Saved.').waitFor()
  await page.goto('/jobs')
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  assert.deepEqual(complaints, [])
})

test('an invitation: the link goes to somebody else, who sees what a viewer may', { skip }, async t => {
  const { url, link } = await startServer(t)
  const owner = await openPage(t, url)
  await becomeOwner(owner.page, link)
  await owner.page.goto('/settings?part=people')
  await owner.page.getByRole('button', { name: 'Invite somebody' }).press('Enter')
  await owner.page.getByLabel('Name', { exact: true }).fill('Bo Berg')
  await owner.page.getByLabel('Mail address').fill('bo@joost.test')
  await owner.page.getByRole('button', { name: 'Make the link' }).press('Enter')
  const address = await owner.page.getByRole('region', { name: 'The new link' }).locator('code').innerText()
  const guest = await openPage(t, url)
  await guest.page.goto(address)
  await guest.page.getByLabel('Password').fill('another good battery')
  await guest.page.keyboard.press('Enter')
  await guest.page.getByRole('navigation', { name: 'Rooms' }).waitFor()
  await guest.page.goto('/settings?part=people')
  await guest.page.getByText('bo@joost.test, viewer').waitFor()
  assert.equal(await guest.page.getByRole('tab').count(), 2)
  const changed = owner.page.waitForResponse(response => response.request().method() === 'PATCH')
  await owner.page.getByLabel('Role of Bo Berg').selectOption('editor')
  assert.equal((await changed).status(), 200)
  await guest.page.reload()
  await guest.page.getByText('bo@joost.test, editor').waitFor()
  assert.deepEqual([...owner.complaints, ...guest.complaints], [])
})
