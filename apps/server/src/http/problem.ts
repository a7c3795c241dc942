import type { FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import { explained, type Refusal, type RefusedPart, statuses } from './refusal.ts'

export const problemMediaType = 'application/problem+json'

/** By it the description of the interface knows the shape again and says it once. */
export const problemTitle = 'Problem'

/** RFC 9457, with the code of the catalogue, what to do, and the id under which the log has the request. */
export const problemShape = Type.Object(
  {
    type: Type.String({ description: 'Address at which the code is explained.' }),
    title: Type.String({ description: 'What the code means.' }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'What is wrong in this request.' }),
    code: Type.String({ pattern: '^[a-z0-9-]+$' }),
    remedy: Type.String({ description: 'What to do.' }),
    requestId: Type.String(),
    errors: Type.Array(
      Type.Object({ at: Type.String(), detail: Type.String() }, { additionalProperties: false }),
      { maxItems: 20 },
    ),
  },
  { additionalProperties: false, title: problemTitle },
)

export type Problem = Static<typeof problemShape>

/** More wrong parts than these help nobody. */
const mostParts = 20

export function problemOf(
  code: string,
  status: number,
  detail: string,
  requestId: string,
  parts: readonly RefusedPart[] = [],
): Problem {
  const { meaning, remedy } = explained(code)
  const errors = parts.slice(0, mostParts).map(({ at, detail }) => ({ at, detail }))
  return {
    type: `/api/v1/problems/${code}`,
    title: meaning,
    status,
    detail,
    code,
    remedy,
    requestId,
    errors,
  }
}

export const problemOfRefusal = (refusal: Refusal, requestId: string): Problem =>
  problemOf(refusal.code, statuses[refusal.code], refusal.message, requestId, refusal.parts)

/** Answers with a problem document; serialised here, so that no response schema of a route changes it. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type(`${problemMediaType}; charset=utf-8`)
    .send(JSON.stringify(problem))
}

/** How a route declares its answers: the given ones, and a problem document for everything else. */
export function answers<T extends Record<number, unknown>>(own: T): T & Record<'4xx' | '5xx', unknown> {
  const problem = {
    description: 'Refused, and why',
    content: { [problemMediaType]: { schema: problemShape } },
  }
  return { ...own, '4xx': problem, '5xx': problem }
}
