/** Reads a Containerfile as far as ours goes: stages, arguments, copies, commands. */

/** One instruction with its words. */
export type Step =
  | {
      readonly kind: 'copy'
      readonly from: string | undefined
      readonly sources: readonly string[]
      readonly target: string
    }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'workdir'; readonly path: string }
  | { readonly kind: 'other'; readonly verb: string; readonly text: string }

export interface Stage {
  readonly base: string
  readonly name: string
  readonly steps: readonly Step[]
}

/** Lines joined at their backslashes, without comments. */
const instructionsOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter(line => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

function stepOf(verb: string, rest: string): Step {
  if (verb === 'RUN') return { kind: 'run', command: rest }
  if (verb === 'WORKDIR') return { kind: 'workdir', path: rest }
  if (verb !== 'COPY') return { kind: 'other', verb, text: rest }
  const words = rest.split(/\s+/)
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined
  const target = words.pop() ?? ''
  return { kind: 'copy', from, sources: words, target }
}

/** The stages in order; arguments are put in with their defaults. */
export function parseContainerfile(text: string): readonly Stage[] {
  const defaults = new Map<string, string>()
  const stages: { base: string; name: string; steps: Step[] }[] = []
  for (const line of instructionsOf(text)) {
    const [, verb = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
    if (verb === 'ARG') {
      const [name = '', value = ''] = rest.split('=')
      defaults.set(name, value)
      continue
    }
    if (verb !== 'FROM') {
      stages.at(-1)?.steps.push(stepOf(verb, rest))
      continue
    }
    const [base = '', , name = ''] = rest.split(/\s+/)
    const known = base.replace(/\$\{(\w+)\}/g, (_, key: string) => defaults.get(key) ?? '')
    stages.push({ base: known, name, steps: [] })
  }
  return stages
}

/** All steps of a stage, those of the stages it builds on first. */
export function stepsOf(stages: readonly Stage[], name: string): readonly Step[] {
  const stage = stages.find(stage => stage.name === name)
  if (stage === undefined) return []
  return [...stepsOf(stages, stage.base), ...stage.steps]
}
