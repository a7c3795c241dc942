import { commands } from './commands.ts'
import { type Command, type Flag, flagHelp, flagUsage } from './flag.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '\\<')

function flagTable(flags: readonly Flag[]): string {
  if (flags.length === 0) return ''
  const groups = [...new Set(flags.map(item => item.group))]
  const tables = groups.map(group => {
    const rows = flags
      .filter(item => item.group === group)
      .map(item => {
        const words =
          item.choices.length > 0 && !item.help.includes(item.choices.join(', '))
            ? `; one of ${item.choices.join(', ')}`
            : ''
        const many = item.repeatable ? '; may be repeated' : ''
        return `| \`${flagUsage(item)}\` | ${cell(`${flagHelp(item)}${words}${many}`)} |`
      })
    return `${group}\n\n| option | meaning |\n|---|---|\n${rows.join('\n')}\n`
  })
  return `\n${tables.join('\n')}`
}

function argumentWord({ argument, takesCommand }: Command): string {
  if (argument === undefined) return ''
  const word = argument.variadic ? `${argument.name.toUpperCase()}...` : argument.name.toUpperCase()
  return takesCommand === true ? `-- ${word}` : word
}

function section(command: Command): string {
  const { argument } = command
  const word = argumentWord(command)
  const usage =
    `foreseen ${command.name} [OPTIONS] ${argument?.required === false ? `[${word}]` : word}`.trimEnd()
  const explained = argument === undefined ? '' : `\n${word} — ${argument.help}.\n`
  const exits = command.exits.map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`)
  return `## foreseen ${command.name}

${command.about}

    ${usage}
${explained}${flagTable(command.flags)}
| exit code | meaning |
|---|---|
${exits.join('\n')}

Examples:

${command.examples.map(line => `    ${line}`).join('\n')}
`
}

/** `docs/cli.md`, from the same list as the parser. */
export function referencePage(): string {
  const list = commands.map(
    command => `| [\`${command.name}\`](#foreseen-${command.name}) | ${command.summary} |`,
  )
  return `# The command line

Made from the list of options in \`apps/cli/src/options\`; \`apps/cli/tests/reference.test.ts\` holds it current.

| command | what it does |
|---|---|
${list.join('\n')}

Output goes to standard output, progress and errors to standard error. Progress appears only on a terminal, and only after a second.
Colour appears only on a terminal and never carries a meaning alone; \`NO_COLOR\` and \`TERM=dumb\` turn it off.
A machine format carries the name and version of its schema; the schemas are in [\`docs/formats\`](formats/README.md).

${commands.map(section).join('\n')}`
}
