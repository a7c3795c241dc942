/** Ids or digests asked for in one statement. */
const chunkNames = 500

/** Rows for many names, asked for in several statements. */
export async function inChunks<T, R>(
  names: readonly T[],
  ask: (chunk: readonly T[]) => Promise<R[]>,
): Promise<R[]> {
  const all: R[] = []
  for (let from = 0; from < names.length; from += chunkNames)
    for (const row of await ask(names.slice(from, from + chunkNames))) all.push(row)
  return all
}
