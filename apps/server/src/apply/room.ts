import type { Applied, AppliedLine, Wanted } from '@foreseen/facts'
import { type By, roomsWithin } from '@foreseen/ledger'
import { Type } from 'typebox'
import { byOf, editors } from '../endpoint/changing.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import { askForRehearsals } from '../rehearsal/schedule.ts'
import { follow } from '../release/changing.ts'
import { applyEndpoint } from './endpoint.ts'
import type { Applying } from './plan.ts'
import { applyRehearsal } from './rehearsal.ts'
import { applyProduct } from './release.ts'
import { appliedShape, wantedOf, wantedShape } from './shape.ts'

/** A file of two thousand releases with their hosts. */
const mostBytes = 8_388_608

/** Carries the change of a plan out of its transaction, which it undoes. */
class Undone extends Error {
  readonly lines: readonly AppliedLine[]
  constructor(lines: readonly AppliedLine[]) {
    super('this was the plan alone')
    this.lines = lines
  }
}

async function applyAll(applying: Applying, wanted: Wanted): Promise<readonly AppliedLine[]> {
  const lines: AppliedLine[] = []
  for (const [index, endpoint] of (wanted.endpoints ?? []).entries())
    lines.push(...(await applyEndpoint(applying, endpoint, `body/endpoints/${index}`)))
  for (const [index, product] of (wanted.products ?? []).entries())
    lines.push(...(await applyProduct(applying, product, `body/products/${index}`)))
  for (const [index, rehearsal] of (wanted.rehearsals ?? []).entries())
    lines.push(...(await applyRehearsal(applying, rehearsal, `body/rehearsals/${index}`)))
  return lines
}

/**
 * Brings everything about in one change of the ledger. The plan of it is the same change, undone at its end: it says
 * what would happen because it did. Errors: `server-invalid`.
 */
export async function applyWanted(place: Place, by: By, wanted: Wanted, isDry: boolean): Promise<Applied> {
  const { ledger } = place
  const counts = { newEndpoints: 0 }
  try {
    const lines = await ledger.transact(async change => {
      counts.newEndpoints = 0
      const lines = await applyAll({ rooms: roomsWithin(ledger, change), by, counts }, wanted)
      if (isDry) throw new Undone(lines)
      return lines
    })
    const changed = lines.some(({ verb }) => verb !== 'keep')
    await follow(place, { changed, newEndpoints: counts.newEndpoints })
    if (lines.some(({ verb, what }) => verb !== 'keep' && what === 'rehearsal-plan'))
      await askForRehearsals(place)
    return { lines, done: true }
  } catch (error) {
    if (error instanceof Undone) return { lines: error.lines, done: false }
    throw error
  }
}

const query = Type.Object(
  { dry: Type.Optional(Type.Boolean({ description: 'true: say what would be done, and do nothing' })) },
  { additionalProperties: false },
)

/** What a file wants: whole or not at all, and the same again changes nothing. */
export const applyRoom =
  (place: Place): Room =>
  server => {
    const schema = {
      operationId: 'applyPlan',
      summary: 'Bring about what a file says (foreseen apply)',
      querystring: query,
      body: wantedShape,
      response: answers({ 200: appliedShape }),
    }
    server.post(
      `${interfaceRoot}/plans/apply`,
      { config: { access: editors }, bodyLimit: mostBytes, schema },
      async (request, reply) => {
        const isDry = request.query.dry === true
        return reply.send(
          shown(await applyWanted(place, byOf(place, request), wantedOf(request.body), isDry)),
        )
      },
    )
  }

const shown = ({ lines, done }: Applied) => ({
  lines: lines.map(line => ({ ...line, changes: [...line.changes] })),
  done,
})
