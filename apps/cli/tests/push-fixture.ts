/** A real server on loopback, with tokens in files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addToken, openAccounts, type Scanner, serve } from '@foreseen/server'

/** The parts of answers that tests look at. */
export interface Read {
  readonly items: readonly Record<string, unknown>[]
  readonly certificate?: { readonly pem: string } | null
  readonly state?: string
  readonly lastError?: string | null
  readonly progress?: { readonly share: number; readonly text: string } | null
}

export interface PushServer {
  readonly url: string
  /** Where everything of it is kept. */
  readonly data: string
  /** File with a token of the scope push. */
  readonly tokenFile: string
  readonly token: string
  /** Reads with a token of the scope read. */
  get(path: string): Promise<Read>
  close(): Promise<void>
}

/** `scanner`: what scans artefacts that are sent. */
export async function openPushServer(scanner?: Scanner): Promise<PushServer> {
  const data = mkdtempSync(join(tmpdir(), 'foreseen-push-'))
  const running = await serve({
    data,
    port: 0,
    version: '0.0.0-test',
    print: () => {},
    log: { write: () => {} },
    // Tests ask again and again until something is done.
    server: { limits: { requestsPerMinute: 1_000_000 } },
    ...(scanner === undefined ? {} : { scanner }),
  })
  const accounts = await openAccounts({ data })
  const wanted = { name: 'ci', days: 1 }
  const { token } = await addToken(accounts, { ...wanted, scopes: ['push'] })
  const reader = await addToken(accounts, { ...wanted, scopes: ['read', 'admin'] })
  await accounts.close()
  const tokenFile = join(data, 'ci.token')
  writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 })
  return {
    url: running.url,
    data,
    tokenFile,
    token,
    get: async path => {
      const headers = { authorization: `Bearer ${reader.token}`, connection: 'close' }
      return JSON.parse(await (await fetch(`${running.url}/api/v1${path}`, { headers })).text())
    },
    close: async () => {
      running.server.server.closeAllConnections()
      await running.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
