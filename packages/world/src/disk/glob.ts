/** Says whether a path relative to the root of a scan matches. */
export type PathTest = (relativePath: string) => boolean

type Step =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'one' | 'name' | 'all' | 'folders' }

function stepsOf(pattern: string): readonly Step[] {
  const steps: Step[] = []
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] ?? ''
    if (letter === '*' && pattern[at + 1] === '*') {
      // `**/` is any number of whole folders, none among them: `**/a` is `a` too.
      const isFolders = pattern[at + 2] === '/' && (at === 0 || pattern[at - 1] === '/')
      steps.push({ type: isFolders ? 'folders' : 'all' })
      at += isFolders ? 2 : 1
    } else if (letter === '*') steps.push({ type: 'name' })
    else if (letter === '?') steps.push({ type: 'one' })
    else steps.push({ type: 'text', text: letter })
  }
  return steps
}

/** Adds a state and those reachable from it without a character. */
function enter(states: Set<number>, steps: readonly Step[], state: number): void {
  for (let next = state; ; next++) {
    states.add(next)
    const step = steps[next]
    if (step === undefined || step.type === 'text' || step.type === 'one') return
  }
}

function advance(states: ReadonlySet<number>, steps: readonly Step[], letter: string): Set<number> {
  const after = new Set<number>()
  for (const state of states) {
    const step = steps[state]
    if (step === undefined) continue
    if (step.type === 'folders') {
      if (letter === '/') enter(after, steps, state)
      else after.add(state)
      continue
    }
    const fits = step.type === 'text' ? step.text === letter : step.type === 'all' || letter !== '/'
    if (fits) enter(after, steps, step.type === 'name' || step.type === 'all' ? state : state + 1)
  }
  return after
}

/** All states at once, one pass over the text: time is text x pattern whatever the pattern. */
function matches(steps: readonly Step[], text: string): boolean {
  let states = new Set<number>()
  enter(states, steps, 0)
  for (const letter of text) {
    states = advance(states, steps, letter)
    if (states.size === 0) return false
  }
  return states.has(steps.length)
}

/**
 * A glob: `*` any letters but `/`, `**` any letters, `?` one letter but `/`. Without a `/` it is compared
 * with the name alone, else with the whole path relative to the root; a folder matches all below it.
 */
export function parseGlob(pattern: string): PathTest {
  const folder = pattern.endsWith('/') ? pattern.slice(0, -1) : pattern
  const steps = stepsOf(folder.replace(/^\.?\//, ''))
  if (!folder.replace(/^\.?\//, '').includes('/') && !folder.startsWith('/')) {
    return path => matches(steps, path.slice(path.lastIndexOf('/') + 1))
  }
  return path => matches(steps, path)
}

/** True when any of the globs matches; `undefined` when there is none to ask. */
export function anyGlob(patterns: readonly string[]): PathTest | undefined {
  if (patterns.length === 0) return undefined
  const tests = patterns.map(parseGlob)
  return path => tests.some(test => test(path))
}
