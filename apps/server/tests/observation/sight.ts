/** Looking in tests: servers of TLS on loopback, and jobs that are waited for without a clock. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { createServer } from 'node:tls'
import type { Job } from '@foreseen/ledger'
import { listen } from '../../../../packages/world/tests/tls/loopback.ts'
import { issue, keyPem, type Toy } from '../../../../packages/world/tests/tls/toy-chain.ts'
import { observationWork } from '../../src/observation/work.ts'
import type { Workplace } from '../workplace.ts'

/** A certificate of its own authority, and the server that serves it until told to serve another. */
export interface Served {
  readonly port: number
  readonly leaf: Toy
  readonly authority: Toy
  serve(leaf: Toy): Promise<void>
}

export async function serveTls(t: TestContext, name: string): Promise<Served> {
  const authority = await issue('Toy CA', 'ecdsa', undefined, true)
  const leaf = await issue(name, 'ecdsa', authority)
  const contextOf = async (toy: Toy) => ({ key: await keyPem(toy), cert: toy.pem + authority.pem })
  const server = createServer(await contextOf(leaf))
  const port = await listen(t, server)
  return { port, leaf, authority, serve: async toy => server.setSecureContext(await contextOf(toy)) }
}

/** Takes the jobs of looks from now on. */
export const startLooking = (place: Workplace): void => observationWork(place.place)

/** The job, once it has ended. */
export async function ended({ jobs }: Workplace, id: string): Promise<Job> {
  for (;;) {
    const job = await jobs.get(id)
    assert.ok(job !== undefined, id)
    if (job.state !== 'waiting' && job.state !== 'running') return job
    await new Promise(resolve => setImmediate(resolve))
  }
}
