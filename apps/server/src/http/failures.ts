import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Problem, problemMediaType, problemOf, problemOfRefusal, sendProblem } from './problem.ts'
import { Refusal, type RefusalCode } from './refusal.ts'

/** What Fastify refuses by itself, by its code: ours, and what is said. The texts of Fastify are not sent: some repeat the input. */
const ofFastify: Readonly<Record<string, readonly [RefusalCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['server-too-large', 'The body is larger than this address takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'server-media-type',
    'The Content-Type is missing, or not one of those taken.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'server-bad-http',
    'The body has another length than Content-Length says.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['server-bad-json', 'The body is empty.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['server-bad-json', 'The body does not parse as JSON.'],
  FST_ERR_BAD_URL: ['server-bad-url', 'The path has a percent sign that begins no character.'],
  FST_ERR_MAX_PARAM_LENGTH: ['server-not-found', 'An identifier in the path is longer than any that exists.'],
  FST_ERR_INVALID_URL: ['server-bad-url', 'The address cannot be read.'],
}

const hasCode = (error: unknown): error is { readonly code: string } =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'

/** Codes of the ledger that are answers and no accidents; all others are `server-internal`. */
const ofLedger: Readonly<Record<string, readonly [RefusalCode, string]>> = {
  'ledger-missing': ['server-not-found', 'There is nothing with this identifier.'],
  'ledger-conflict': ['server-conflict', 'There is one of this name already.'],
  'ledger-bad-cursor': ['server-bad-cursor', 'The cursor does not belong to this list.'],
  'ledger-lease-lost': ['server-lease-lost', 'This attempt no longer has the run.'],
  'ledger-refers-to-nothing': ['server-conflict', 'It refers to something that is not there.'],
  'ledger-unreachable': ['server-busy', 'The database does not answer at present.'],
  'ledger-locked': ['server-busy', 'The database is held by another program.'],
  'ledger-contended': ['server-busy', 'Other changes came first each time.'],
  'ledger-disk-full': ['server-busy', 'There is no room left where the database lies.'],
  'ledger-read-only': ['server-busy', 'The database cannot be written at present.'],
  'jobs-busy': ['server-busy', 'The database is held by another program.'],
}

/** The one refusal that a thrown thing comes to; `undefined` where it is an accident of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (!hasCode(error)) return jsonRefusal(error)
  const known = ofFastify[error.code] ?? ofLedger[error.code]
  if (known === undefined) return jsonRefusal(error)
  const [code, detail] = known
  return new Refusal(code, detail, code === 'server-busy' ? { headers: { 'retry-after': '5' } } : {})
}

/** The JSON parser throws a plain SyntaxError with a status for keys that would change prototypes. */
function jsonRefusal(error: unknown): Refusal | undefined {
  if (!(error instanceof SyntaxError) || !('statusCode' in error) || error.statusCode !== 400)
    return undefined
  return new Refusal('server-bad-json', 'The body does not parse as JSON, or has a key that is refused.')
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal === undefined) {
    request.log.error({ err: error }, 'failed')
    const detail = 'The server could not answer this request.'
    return sendProblem(reply, problemOf('server-internal', 500, detail, request.id))
  }
  if (refusal.statusCode >= 500) request.log.warn({ err: error }, refusal.code)
  for (const [name, value] of Object.entries(refusal.headers)) reply.header(name, value)
  if (refusal.statusCode === 401) reply.header('www-authenticate', 'Bearer realm="foreseen"')
  return sendProblem(reply, problemOfRefusal(refusal, request.id))
}

/** Every error of every route becomes a problem document here. */
export function answerFailures(server: FastifyInstance): void {
  server.setErrorHandler((error, request, reply) => refuse(error, request, reply))
}

/** Errors before a route is found; hooks do not run there, so the strict headers are set by hand. */
export function frameworkFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff')
  refuse(error, request, reply)
}

const ofSocket: Readonly<Record<string, readonly [RefusalCode, number, string]>> = {
  HPE_HEADER_OVERFLOW: ['server-headers-large', 431, 'The headers are larger than 16 kB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['server-slow', 408, 'The request did not arrive in time.'],
}

/** The whole answer to bytes that are no request, as there is neither request nor reply. */
export function socketAnswer(errorCode: string): string {
  const [code, status, detail] = ofSocket[errorCode] ?? [
    'server-bad-http',
    400,
    'This is no HTTP/1.1 request.',
  ]
  const body = JSON.stringify(problemOf(code, status, detail, 'none') satisfies Problem)
  return [
    `HTTP/1.1 ${status} Refused`,
    `content-type: ${problemMediaType}; charset=utf-8`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
    '',
    body,
  ].join('\r\n')
}
