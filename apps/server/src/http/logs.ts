import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { type DestinationStream, pino, stdTimeFunctions } from 'pino'

/** Whatever is called so is a secret, at the top or one or two objects deep. */
const secretKeys = [
  'authorization',
  'cookie',
  'csrfToken',
  'current',
  'link',
  'next',
  'password',
  'passwordHash',
  'secret',
  'token',
  'tokenHash',
]
const secretHeaders = ['["set-cookie"]', '["x-csrf-token"]', '["proxy-authorization"]']

const redacted = [
  ...secretKeys.flatMap(key => [key, `*.${key}`, `*.*.${key}`]),
  ...secretHeaders.flatMap(key => [`*${key}`, `*.*${key}`]),
]

/** An error in the log: what it was and where; no properties, which may hold rows or requests. */
function errorText(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const cause = error.cause instanceof Error ? error.cause.message.slice(0, 500) : undefined
  return {
    type: error.name,
    code,
    message: error.message.slice(0, 1000),
    stack: error.stack?.slice(0, 4000),
    cause,
  }
}

/** Path without query: what people search for is nobody's business. */
export const requestText = (request: FastifyRequest): object => ({
  method: request.method,
  path: request.url.split('?', 1)[0]?.slice(0, 500),
  route: request.routeOptions.url ?? null,
})

/** JSON lines with levels by name and times in ISO 8601; to `destination`, or standard output. */
export function openLog(level: string, destination?: DestinationStream): FastifyBaseLogger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redacted, censor: '[secret]' },
    serializers: { err: errorText, req: requestText },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
