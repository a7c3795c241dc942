/** Requests that leave on time whether or not earlier ones were answered, so that waiting counts. */
import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'

/** One kind of request; `path` makes one of them. */
export interface Kind {
  readonly name: string
  readonly path: () => string
}

export interface Took {
  readonly name: string
  /** Sorted, milliseconds from when it was due. */
  readonly times: readonly number[]
  readonly failed: number
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

function get(url: string, token: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    request(url, { agent, headers }, response => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
      .on('error', reject)
      .end()
  })
}

/** Asks at a rate for some seconds, each kind in turn. */
export async function load(
  url: string,
  token: string,
  kinds: readonly Kind[],
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<readonly Took[]> {
  const took = new Map(kinds.map(({ name }) => [name, { times: [] as number[], failed: 0 }]))
  const pending: Promise<void>[] = []
  const from = performance.now()
  for (let sent = 0; sent < rate * seconds; sent++) {
    const due = from + (sent * 1000) / rate
    if (due > performance.now()) await wait(due - performance.now())
    const kind = kinds[sent % kinds.length]
    if (kind === undefined) continue
    const here = took.get(kind.name)
    pending.push(
      get(url + kind.path(), token).then(status => {
        if (here === undefined) return
        here.times.push(performance.now() - due)
        if (status !== 200) here.failed++
      }),
    )
  }
  await Promise.all(pending)
  return [...took].map(([name, { times, failed }]) => ({
    name,
    times: times.sort((a, b) => a - b),
    failed,
  }))
}

/** The time below which so much of it lies. */
export const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
