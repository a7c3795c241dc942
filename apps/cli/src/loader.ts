/**
 * Loads the built program with less work. It is some 300 modules in known places; what Node's own loader does for
 * each beyond joining a path and reading a file is a quarter of what it costs to scan a small folder.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

const dist = '/dist/'

/** The folder of a built module's package; undefined for anything else. */
function homeOf(url: string): string | undefined {
  return url.includes(dist) ? url.slice(0, url.lastIndexOf(dist) + dist.length) : undefined
}

/**
 * Takes over imports within the built packages of Foreseen, in this thread; everything else stays Node's. `begin` is
 * the address of the module that the thread starts with.
 */
export function armLoader(begin: string): void {
  const homes = new Set([homeOf(begin)].filter(home => home !== undefined))
  const isOurs = (url: string | undefined): url is string => {
    if (url === undefined) return false
    for (const home of homes) if (url.startsWith(home)) return true
    return false
  }
  // By the name and the folder that asks: where a package is depends on nothing else.
  const packages = new Map<string, string>()
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context
      if (!isOurs(parentURL)) return next(specifier, context)
      if (specifier.startsWith('./') || specifier.startsWith('../'))
        return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
      if (!specifier.startsWith('@foreseen/')) return next(specifier, context)
      const key = `${specifier} ${parentURL.slice(0, parentURL.lastIndexOf('/'))}`
      const url = packages.get(key) ?? next(specifier, context).url
      packages.set(key, url)
      const home = homeOf(url)
      if (home !== undefined) homes.add(home)
      return { url, format: 'module', shortCircuit: true }
    },
    load(url, context, next) {
      if (context.format !== 'module' || !isOurs(url)) return next(url, context)
      return { format: 'module', source: readFileSync(fileURLToPath(url), 'utf8'), shortCircuit: true }
    },
  })
}
