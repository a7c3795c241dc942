import { type Endpoint, formatEndpoint, parseEndpoint } from '@foreseen/facts'
import { Type } from 'typebox'
import { askForForecast } from '../forecast/ask.ts'
import { planHousekeeping } from '../housekeeping/work.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal, type RefusedPart } from '../http/refusal.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import { byOf, editors } from './changing.ts'

/** More come in several files; each is one change. */
const mostEndpoints = 5000
const mostBytes = 1_048_576

/** More wrong lines than these help nobody at once. */
const mostParts = 20

/** Without comment: from a hash at the beginning or behind a space, as no host has one. */
const bare = (line: string): string => line.replace(/(^|\s)#.*$/, '').trim()

/** One endpoint a line. Errors: `server-invalid` with every line that is wrong, `server-too-large`. */
export function parseImport(text: string): readonly Endpoint[] {
  const endpoints = new Map<string, Endpoint>()
  const parts: RefusedPart[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const said = bare(line)
    if (said === '') continue
    const parsed = parseEndpoint(said)
    if (parsed.ok) endpoints.set(`${formatEndpoint(parsed.value)} ${parsed.value.starttls}`, parsed.value)
    else if (parts.length < mostParts)
      parts.push({ at: `body/${index + 1}`, detail: parsed.problems[0]?.detail ?? 'It is no endpoint.' })
  }
  if (parts.length > 0)
    throw new Refusal('server-invalid', 'Lines are no endpoints, so none was taken in.', { parts })
  if (endpoints.size === 0)
    throw new Refusal('server-invalid', 'The file names no endpoint.', {
      parts: [{ at: 'body', detail: 'It has no line but empty ones and comments.' }],
    })
  if (endpoints.size > mostEndpoints)
    throw new Refusal('server-too-large', `At most ${mostEndpoints} endpoints are taken at once.`)
  return [...endpoints.values()]
}

const outcome = Type.Object(
  { created: Type.Integer({ description: 'Looked at from now on' }), kept: Type.Integer() },
  { additionalProperties: false },
)

/** Endpoints from a file of text: all of them or none. */
export const importRoom =
  (place: Place): Room =>
  server => {
    server.removeContentTypeParser('application/json')
    server.addContentTypeParser(
      'text/plain',
      { parseAs: 'string', bodyLimit: mostBytes },
      (_request, body, done) => done(null, body),
    )
    server.post(
      `${interfaceRoot}/endpoints/import`,
      {
        config: { access: editors },
        bodyLimit: mostBytes,
        schema: {
          operationId: 'importEndpoints',
          summary: 'Look at many endpoints: one a line, # begins a comment',
          body: Type.String({ description: 'HOST, HOST:PORT, [ADDRESS]:PORT or a URL a line' }),
          consumes: ['text/plain'],
          response: answers({ 200: outcome }),
        },
      },
      async request => {
        const endpoints = parseImport(request.body)
        const ensured = await place.ledger.endpoints.ensureAll(byOf(place, request), endpoints)
        const created = ensured.filter(({ changed }) => changed).length
        // Thousands of schedules are written in the background, by the same work that mends them.
        if (created > 0) {
          await planHousekeeping(place)
          await askForForecast(place)
        }
        return { created, kept: ensured.length - created }
      },
    )
  }
