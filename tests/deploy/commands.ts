/** Command lines of `foreseen` in recipes and documents, held against the list of commands. */
import { commands } from '../../apps/cli/src/options/commands.ts'

/** What is wrong with the words after `foreseen`; empty when nothing is. */
export function faultsOf(words: readonly string[]): readonly string[] {
  const [name = '', ...rest] = words
  const command = commands.find(command => command.name === name)
  if (command === undefined) return [`there is no command ${name}`]
  const known = new Map(command.flags.map(flag => [`--${flag.name}`, flag]))
  return rest.flatMap((word, index) => {
    if (!/^--\w/.test(word)) return []
    const [flagName = '', value] = word.split(/=(.*)/s)
    const flag = known.get(flagName)
    if (flag === undefined) return [`${name} has no ${flagName}`]
    const given = value ?? (flag.value === '' ? undefined : rest[index + 1])
    if (flag.value !== '' && (given === undefined || given.startsWith('--')))
      return [`${name} ${flagName} has no value`]
    const isChoice = flag.choices.length === 0 || given === undefined || flag.choices.includes(given)
    return isChoice ? [] : [`${name} ${flagName} takes no ${given}`]
  })
}

/** Lines of code of a document that begin with `foreseen`, word by word, up to a redirection or a comment. */
export const commandLinesOf = (markdown: string): readonly (readonly string[])[] =>
  [...markdown.matchAll(/(?:^ {4}|`|foreseen:\/data foreseen |\/bin\/)foreseen (?!=)([a-z][^`\n]*)/gm)]
    .map(
      match =>
        (match[1] ?? '')
          .split(/\s+[>|#]/)[0]
          ?.trim()
          .split(/\s+/) ?? [],
    )
    .filter(words => words.length > 0)
