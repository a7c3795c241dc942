import type { Job, JobQueue } from '@foreseen/ledger'
import { Type } from 'typebox'
import { type Access, anyReader } from '../account/role.ts'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'
import { JobStates, jobCountShape, jobShape, jobText } from './shape.ts'

const closed = { additionalProperties: false }
const responders: Access = { kind: 'role', role: 'responder', scope: 'respond' }
const params = Type.Object({ id: Type.String({ pattern: '^job_[0-9a-z]{1,40}$' }) }, closed)
/** As the queue takes it; any other would be a failure of the queue and not of the request. */
const Kind = Type.String({ maxLength: 40, pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' })
const query = Type.Object(
  { ...pageQuery, kind: Type.Optional(Kind), state: Type.Optional(JobStates) },
  closed,
)

const found = (job: Job | undefined): Job => {
  if (job === undefined) throw new Refusal('server-not-found', 'There is no job with this identifier.')
  return job
}

function listRoutes(server: Server, jobs: JobQueue): void {
  server.get(
    `${interfaceRoot}/jobs`,
    {
      config: { access: anyReader },
      schema: {
        operationId: 'listJobs',
        summary: 'Jobs, newest first',
        querystring: query,
        response: answers({ 200: pageShape(jobShape) }),
      },
    },
    async request => {
      const { cursor: _cursor, limit: _limit, ...filters } = request.query
      const home = { list: 'jobs', filters }
      const { after, ...page } = ledgerPage(home, request.query)
      const answer = await jobs.list({
        ...filters,
        ...page,
        ...(after === undefined ? {} : { cursor: after }),
      })
      return pageText(home, { items: answer.jobs, next: answer.next }, jobText)
    },
  )
  server.get(
    `${interfaceRoot}/jobs/counts`,
    {
      config: { access: anyReader },
      schema: {
        operationId: 'countJobs',
        summary: 'How many jobs of each kind are in each state',
        response: answers({ 200: Type.Array(jobCountShape) }),
      },
    },
    async () => [...(await jobs.counts())],
  )
}

function changeRoutes(server: Server, jobs: JobQueue): void {
  const acts = [
    ['cancel', 'cancelJob', 'Cancel a job that waits or runs', (id: string) => jobs.cancel(id)],
    ['revive', 'reviveJob', 'Allow a dead job one more attempt', (id: string) => jobs.revive(id)],
  ] as const
  for (const [verb, operationId, summary, act] of acts)
    server.post(
      `${interfaceRoot}/jobs/:id/${verb}`,
      {
        config: { access: responders },
        schema: { operationId, summary, params, response: answers({ 200: jobShape }) },
      },
      async request => {
        const { id } = request.params
        const { state } = found(await jobs.get(id))
        if (!(await act(id))) throw new Refusal('server-conflict', `The job is ${state} by now.`)
        return jobText(found(await jobs.get(id)))
      },
    )
}

/** Jobs as people see them, and what they may do about them. */
export const jobRoom =
  (jobs: JobQueue): Room =>
  server => {
    listRoutes(server, jobs)
    server.get(
      `${interfaceRoot}/jobs/:id`,
      {
        config: { access: anyReader },
        schema: { operationId: 'readJob', summary: 'One job', params, response: answers({ 200: jobShape }) },
      },
      async request => jobText(found(await jobs.get(request.params.id))),
    )
    changeRoutes(server, jobs)
  }
