/** Passkeys in a real browser, with the authenticator that it simulates (CDP, domain WebAuthn). */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Browser, chromium } from 'playwright-core'
import { serve } from '../../src/serve/serve.ts'
import { freshDatabaseUrl } from '../database.ts'

const executablePath = '/usr/bin/chromium'
const skip = existsSync(executablePath) ? false : 'needs Chromium (Debian package chromium)'

/** The way in as a page goes it: runs inside the browser. */
async function walk(link: string) {
  const send = async (method: string, path: string, body: object | undefined, csrf: string) => {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    if (csrf !== '') headers['x-csrf-token'] = csrf
    const more = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`/api/v1/${path}`, { method, headers, ...more })
    return answer.status === 204 ? undefined : await answer.json()
  }
  const password = 'correct horse battery'
  const owner = { link, email: 'olga@example.test', name: 'Olga', password }
  const { csrfToken } = await send('POST', 'setup', owner, '')
  const creation = await send('POST', 'passkeys/options', undefined, csrfToken)
  const made = await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(creation),
  })
  const added = await send('POST', 'passkeys', { name: 'laptop', passkey: made }, csrfToken)
  await send('DELETE', 'session', undefined, csrfToken)
  const signedOut = await send('GET', 'session', undefined, '')
  const asked = await send('POST', 'session/passkey/options', undefined, '')
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked)
  const passkey = await navigator.credentials.get({ publicKey })
  const entered = await send('POST', 'session/passkey', { passkey }, '')
  const replayed = await send('POST', 'session/passkey', { passkey }, '')
  const session = await send('GET', 'session', undefined, '')
  return { added, signedOut, entered, replayed, session }
}

test('a browser makes a passkey at http://localhost, signs out, and signs in with it alone', {
  skip,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), 'foreseen-passkey-'))
  const lines: string[] = []
  const running = await serve({
    data,
    ...(await freshDatabaseUrl()),
    port: 0,
    version: '0.0.0',
    print: line => void lines.push(line),
    server: { logLevel: 'silent' },
  })
  let browser: Browser | undefined
  after(async () => {
    await browser?.close()
    await running.close()
    rmSync(data, { recursive: true, force: true })
  })
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const page = await browser.newPage()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options })
  await page.goto(`http://localhost:${running.port}/healthz`)
  const link = /#\/setup\/([\w-]{43})/.exec(lines.join('\n'))?.[1] ?? ''
  const seen = await page.evaluate(walk, link)
  assert.equal(seen.added.name, 'laptop', JSON.stringify(seen.added))
  assert.equal(seen.signedOut.code, 'server-unauthenticated')
  assert.equal(seen.entered.person?.email, 'olga@example.test', JSON.stringify(seen.entered))
  assert.equal(seen.replayed.code, 'server-passkey-refused')
  assert.deepEqual(seen.session.person.ways, ['password', 'passkey'])
})
