/** The sample workspace: what belongs to it, so that all of it can be taken out again. */
import type { By, Core } from '../events/change.ts'

/** Ids of what a sample is made of. */
export interface Sample {
  readonly releases: readonly string[]
  readonly endpoints: readonly string[]
  readonly plans: readonly string[]
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

function parsed(text: string): Sample {
  const value: unknown = JSON.parse(text)
  const part = (name: keyof Sample): string[] => {
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
    return isTexts(found) ? found : []
  }
  return { releases: part('releases'), endpoints: part('endpoints'), plans: part('plans') }
}

/** At most one sample an organisation. */
export const sampleRoom = (core: Core) => ({
  /** Notes what belongs to the sample. */
  keep: (by: By, sample: Sample): Promise<void> =>
    core.transact(async change => {
      const { organisation } = by
      const body = JSON.stringify(sample)
      await change.rows
        .insertInto('samples')
        .values({ organisation, body, created_ms: change.nowMs })
        .onConflict(conflict => conflict.column('organisation').doUpdateSet({ body }))
        .execute()
      change.record({ ...by, kind: 'sample.loaded', subject: organisation, body: { ...sample } })
    }),
  /** `undefined` when there is none. */
  read: async (organisation: string): Promise<Sample | undefined> => {
    const query = core.read.selectFrom('samples').select('body').where('organisation', '=', organisation)
    const row = await query.executeTakeFirst()
    return row === undefined ? undefined : parsed(row.body)
  },
  /** Forgets that there is one; what belonged to it is taken out by its rooms. */
  forget: (by: By): Promise<void> =>
    core.transact(async change => {
      const { organisation } = by
      await change.rows.deleteFrom('samples').where('organisation', '=', organisation).execute()
      change.record({ ...by, kind: 'sample.removed', subject: organisation, body: {} })
    }),
})

export type SampleRoom = ReturnType<typeof sampleRoom>
