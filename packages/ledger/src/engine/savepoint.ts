import { CompiledQuery } from 'kysely'
import type { Changes } from './schema.ts'

/** Names may repeat: the innermost of a name is meant (both engines' documentation of SAVEPOINT). */
const name = 'foreseen_attempt'

/** Carries a part of a change out; when it throws, that part alone is undone and the error thrown on. */
export async function savepoint<T>(changes: Changes, act: () => Promise<T>): Promise<T> {
  const say = async (text: string): Promise<void> => {
    await changes.executeQuery(CompiledQuery.raw(text))
  }
  await say(`savepoint ${name}`)
  try {
    const result = await act()
    await say(`release savepoint ${name}`)
    return result
  } catch (error) {
    await say(`rollback to savepoint ${name}`)
    await say(`release savepoint ${name}`)
    throw error
  }
}
