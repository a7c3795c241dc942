import type { ShownAgenda } from '@foreseen/facts'
import { Type } from 'typebox'
import { byOf, editors } from '../endpoint/changing.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Nothing } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import { removeSample } from './removal.ts'
import { sampleKind } from './work.ts'

const jobShape = Type.Object({ job: Type.String() }, { additionalProperties: false })

/** Whether the sample workspace is there, on its way, or could not be made. */
export async function sampleState({ ledger, jobs, organisation }: Place): Promise<ShownAgenda['sample']> {
  const { jobs: newest } = await jobs.list({ kind: sampleKind, limit: 1 })
  const state = newest[0]?.state
  if (state === 'waiting' || state === 'running') return 'making'
  if ((await ledger.samples.read(organisation)) !== undefined) return 'present'
  return state === 'dead' ? 'failed' : 'absent'
}

/** The founding story as a sample workspace: made by running it, taken out in one act. */
export const sampleRoom =
  (place: Place): Room =>
  server => {
    const path = `${interfaceRoot}/sample`
    server.post(
      path,
      {
        config: { access: editors },
        schema: {
          operationId: 'loadSample',
          summary: 'Run the founding story and load it as a sample workspace',
          response: answers({ 202: jobShape }),
        },
      },
      async (_request, reply) => {
        if ((await sampleState(place)) === 'present')
          throw new Refusal('server-conflict', 'The sample is loaded already.')
        const title = 'run the founding story'
        const job = await place.jobs.send(sampleKind, { title }, { key: sampleKind, retries: 1 })
        return reply.code(202).send({ job })
      },
    )
    server.delete(
      path,
      {
        config: { access: editors },
        schema: {
          operationId: 'removeSample',
          summary: 'Take the sample workspace out',
          response: answers({ 204: Nothing }),
        },
      },
      async (request, reply) => {
        if (!(await removeSample(place, byOf(place, request))))
          throw new Refusal('server-not-found', 'There is no sample.')
        return reply.code(204).send(null)
      },
    )
  }
