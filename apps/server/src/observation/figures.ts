import { formatEndpoint } from '@foreseen/facts'
import type { ListedEndpoint } from '@foreseen/ledger'
import { Gauge } from 'prom-client'
import type { Metrics } from '../metrics/metrics.ts'
import type { Place } from '../place.ts'

const labels = ['instance', 'starttls'] as const

type PerEndpoint = Gauge<(typeof labels)[number]>

/** A figure of one endpoint; `undefined` where there is none yet. */
type Read = (endpoint: ListedEndpoint) => number | undefined

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000)

/**
 * What is told of each endpoint. The first two have the names and meanings of Prometheus' blackbox exporter, so that
 * alert rules that exist fire; a certificate keeps its end while looks fail.
 */
const figures: readonly { readonly name: string; readonly help: string; readonly read: Read }[] = [
  {
    name: 'probe_ssl_earliest_cert_expiry',
    help: 'End of the certificate that ends first among those served, Unix time.',
    read: ({ look }) => seconds(look?.notAfterMs),
  },
  {
    name: 'probe_success',
    help: 'Whether the last look was served a chain.',
    read: ({ look }) => (look === undefined ? undefined : Number(look.state === 'served')),
  },
  {
    name: 'foreseen_endpoint_last_look_timestamp_seconds',
    help: 'When the endpoint was last looked at, Unix time.',
    read: ({ look }) => seconds(look?.atMs),
  },
  {
    name: 'foreseen_endpoint_failed_looks',
    help: 'Looks that failed since one was served a chain.',
    read: ({ look }) => look?.failures,
  },
]

/** One reading for all figures of a scrape. */
function readerOf({ ledger, organisation }: Place): () => Promise<readonly ListedEndpoint[]> {
  let reading: Promise<readonly ListedEndpoint[]> | undefined
  return () => {
    reading ??= ledger.endpoints.listPresent(organisation).finally(() => {
      reading = undefined
    })
    return reading
  }
}

/** Values set between two pauses: a scrape of thousands of endpoints lets other requests through. */
const atOnce = 500

const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

async function fill(gauge: PerEndpoint, endpoints: readonly ListedEndpoint[], read: Read): Promise<void> {
  gauge.reset()
  for (const [index, endpoint] of endpoints.entries()) {
    if (index % atOnce === atOnce - 1) await pause()
    const value = read(endpoint)
    const { starttls } = endpoint
    if (value !== undefined) gauge.set({ instance: formatEndpoint(endpoint), starttls }, value)
  }
}

/** Figures of endpoints, read from the ledger when they are asked for. */
export function measureEndpoints(place: Place, { registry }: Metrics): void {
  const present = readerOf(place)
  // One figure after the other: each is written out as soon as it is filled, and all at once would be one long turn.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work)
    turn = done.catch(() => undefined).then(pause)
    return done
  }
  for (const { name, help, read } of figures) {
    const gauge: PerEndpoint = new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      collect: () => {
        const endpoints = present()
        return inTurn(async () => fill(gauge, await endpoints, read))
      },
    })
  }
  const counts = new Gauge({
    name: 'foreseen_endpoints',
    help: 'Endpoints by what the last look at them came to.',
    labelNames: ['state'] as const,
    registers: [registry],
    collect: async () => {
      const endpoints = await present()
      for (const state of ['served', 'failed', 'unseen'] as const)
        counts.set({ state }, endpoints.filter(({ look }) => (look?.state ?? 'unseen') === state).length)
    },
  })
}
