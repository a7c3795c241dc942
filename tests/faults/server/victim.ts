/** A server that is killed again and again, and whoever talks to it meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { addToken, openAccounts } from '@foreseen/server'

const program = fileURLToPath(new URL('./child.ts', import.meta.url))

/** A server under way. */
export interface Victim {
  readonly url: string
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>
  /** As Ctrl-C does. */
  end(): Promise<void>
}

const gone = async (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** Starts a server on a data directory and waits until it listens. */
export async function startVictim(data: string, databaseUrl = ''): Promise<Victim> {
  const argv = ['--conditions=foreseen-source', program, data, databaseUrl]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  for await (const url of lines)
    return { url, kill: () => gone(child, 'SIGKILL'), end: () => gone(child, 'SIGTERM') }
  throw new Error('the server ended before it listened')
}

/** A token for everything that is done here. */
export async function tokenFor(data: string, databaseUrl = ''): Promise<string> {
  const accounts = await openAccounts({ data, ...(databaseUrl === '' ? {} : { databaseUrl }) })
  try {
    const wanted = { name: 'faults', scopes: ['read', 'push', 'respond'], days: 1 }
    return (await addToken(accounts, wanted)).token
  } finally {
    await accounts.close()
  }
}

/** What a server answered; `undefined` where the connection broke first. */
export type Answered = { readonly status: number; readonly text: string } | undefined

/** Asks a server that may go away at any moment. */
export async function ask(
  url: string,
  token: string,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: { readonly type: string; readonly bytes: string | Uint8Array<ArrayBuffer> },
): Promise<Answered> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` }
  if (body !== undefined) headers['content-type'] = body.type
  try {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: body.bytes }),
    })
    return { status: response.status, text: await response.text() }
  } catch {
    return undefined
  }
}
