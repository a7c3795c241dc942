import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Server } from '../http/context.ts'

/** What the server counts; `docs/metrics.md` names every one, and a test holds both equal. */
export interface Metrics {
  readonly registry: Registry
  /** Outcomes: `ok`, `failed`, `throttled`. */
  readonly logins: Counter<'outcome'>
}

/** Seconds; the interface is to answer under 60 ms. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.06, 0.1, 0.25, 0.5, 1, 2.5, 10]

export function openMetrics(version: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'foreseen_build_info',
    help: 'Always 1; the version of the program is its label.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1)
  const logins = new Counter({
    name: 'foreseen_login_attempts_total',
    help: 'Attempts to sign in, by outcome.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  for (const outcome of ['ok', 'failed', 'throttled']) logins.inc({ outcome }, 0)
  return { registry, logins }
}

/** Times every request by the template of its route: never by path, which would have no end of names. */
export function measureRequests(server: Server, { registry }: Metrics, openStreams: () => number): void {
  const durations = new Histogram({
    name: 'foreseen_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer, by method, route template and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets,
    registers: [registry],
  })
  const inFlight = new Gauge({
    name: 'foreseen_http_requests_in_flight',
    help: 'Requests that are being answered.',
    registers: [registry],
  })
  new Gauge({
    name: 'foreseen_event_streams_open',
    help: 'Open server-sent event streams.',
    registers: [registry],
    collect() {
      this.set(openStreams())
    },
  })
  server.addHook('onRequest', async () => inFlight.inc())
  server.addHook('onResponse', async (request, reply) => {
    inFlight.dec()
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none')
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
}
