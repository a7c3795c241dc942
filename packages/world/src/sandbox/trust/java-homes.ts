import { readdir, realpath } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'

/** Folders of a system hold a few runtimes, not hundreds. */
const maxHomes = 200

async function children(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch(() => [])
  return names.slice(0, maxHomes).map(name => join(dir, name))
}

/** The home of the `java` that the search path finds. */
async function resolvedHome(path: string): Promise<readonly string[]> {
  for (const dir of path.split(delimiter).filter(Boolean)) {
    const real = await realpath(join(dir, 'java')).catch(() => undefined)
    if (real !== undefined) return [dirname(dirname(real))]
  }
  return []
}

/** Stores of every Java runtime found; `jssecacerts` goes before `cacerts` where it exists. */
export async function javaStores(
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const shelves = ['/usr/lib/jvm', '/usr/java', '/usr/local/java', '/opt']
  if (env.HOME) shelves.push(join(env.HOME, '.sdkman/candidates/java'), join(env.HOME, '.jdks'))
  const first = (await Promise.all(shelves.map(children))).flat()
  // Images put theirs at /opt/java/openjdk.
  const second = (await Promise.all(first.filter(dir => dir.startsWith('/opt/')).map(children))).flat()
  const homes = [
    ...first,
    ...second.slice(0, maxHomes),
    ...(env.JAVA_HOME ? [env.JAVA_HOME] : []),
    ...(await resolvedHome(env.PATH ?? '')),
  ]
  const stores = ['lib/security', 'jre/lib/security'].flatMap(dir => [`${dir}/cacerts`, `${dir}/jssecacerts`])
  return homes.flatMap(home => stores.map(store => join(home, store)))
}
