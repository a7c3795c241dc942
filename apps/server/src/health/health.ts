import { Type } from 'typebox'
import { anyReader, open } from '../account/role.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import type { Metrics } from '../metrics/metrics.ts'

/** One thing that must be so before work may come: the ledger answers, migrations are current, jobs run. */
export interface ReadinessCheck {
  /** Shown; no more than a word or two. */
  readonly name: string
  /** Throws, or says why not in the log, when it is not so. */
  readonly check: () => Promise<void>
}

export interface HealthParts {
  readonly checks: readonly ReadinessCheck[]
  readonly metrics: Metrics
  readonly isMetricsOpen: boolean
  readonly now: () => number
}

/** A check that takes longer counts as failed. */
const patienceMs = 2_000
/** Whoever asks more often is told what was found last. */
const freshMs = 1_000

interface Readiness {
  readonly ready: boolean
  readonly checks: readonly { readonly name: string; readonly ready: boolean }[]
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let handle: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    handle = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(handle)
  }
}

const readinessShape = Type.Object(
  {
    ready: Type.Boolean(),
    checks: Type.Array(
      Type.Object({ name: Type.String(), ready: Type.Boolean() }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
)

export const healthRoom =
  ({ checks, metrics, isMetricsOpen, now }: HealthParts): Room =>
  server => {
    const examine = async (): Promise<Readiness> => {
      const found = await Promise.all(
        checks.map(async ({ name, check }) => {
          const ready = await within(patienceMs, check()).then(
            () => true,
            (err: unknown) => {
              server.log.warn({ err, check: name }, 'not ready')
              return false
            },
          )
          return { name, ready }
        }),
      )
      return { ready: found.every(({ ready }) => ready), checks: found }
    }
    let last: { readonly atMs: number; readonly result: Promise<Readiness> } | undefined
    const readiness = (): Promise<Readiness> => {
      const age = last === undefined ? undefined : now() - last.atMs
      // A clock that went back must not freeze the answer.
      if (last === undefined || age === undefined || age < 0 || age >= freshMs)
        last = { atMs: now(), result: examine() }
      return last.result
    }
    const config = { access: open, rateLimit: false } as const
    const alive = Type.Object({ alive: Type.Literal(true) }, { additionalProperties: false })
    const schema = {
      operationId: 'readHealth',
      summary: 'Whether the process answers',
      response: answers({ 200: alive }),
    }
    server.get('/healthz', { config, schema }, () => ({ alive: true as const }))
    const response = answers({ 200: readinessShape, 503: readinessShape })
    const ready = { operationId: 'readReadiness', summary: 'Whether work may come', response }
    server.get('/readyz', { config, schema: ready }, async (_request, reply) => {
      const result = await readiness()
      const body = { ready: result.ready, checks: [...result.checks] }
      return reply.code(result.ready ? 200 : 503).send(body)
    })
    const metricsSchema = {
      operationId: 'readMetrics',
      summary: 'Figures for Prometheus; docs/metrics.md names them',
      response: answers({
        200: { description: 'Text of Prometheus', content: { 'text/plain': { schema: Type.String() } } },
      }),
    }
    const metricsConfig = { access: isMetricsOpen ? open : anyReader, rateLimit: false } as const
    server.get('/metrics', { config: metricsConfig, schema: metricsSchema }, async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    )
  }
