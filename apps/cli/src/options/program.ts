import { Command as Commander, CommanderError, Option } from 'commander'
import { wrap } from '../text/width.ts'
import { programVersion } from '../version.ts'
import { commands } from './commands.ts'
import { type Command, type Flag, flagHelp, flagUsage } from './flag.ts'
import { suggestion } from './nearest.ts'
import type { RawValues } from './read.ts'
import { quoted, type UsageProblem, usageText } from './usage-problem.ts'

const helpWidth = 80

/** Carries a command out with what was typed; gives the exit code. */
export type Runner = (command: string, words: readonly string[], raw: RawValues) => Promise<number>

function optionOf(item: Flag): Option {
  const option = new Option(flagUsage(item), flagHelp(item)).helpGroup(item.group)
  if (item.repeatable) {
    option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text])
  }
  return option
}

function usageEnd(command: Command): string {
  const exits = command.exits.flatMap(([code, meaning]) =>
    wrap(`${code}  ${meaning}`, helpWidth - 2, '   ').map(line => `  ${line}`),
  )
  return `\nExit codes:\n${exits.join('\n')}\n\nExamples:\n${command.examples.map(line => `  ${line}`).join('\n')}\n`
}

function addCommand(program: Commander, command: Command, run: Runner, done: (code: number) => void): void {
  const { argument } = command
  const child = program
    .command(command.name)
    .summary(command.summary)
    .description(command.about)
    .addHelpText('after', usageEnd(command))
  const shape = argument?.variadic === true ? `${argument.name}...` : (argument?.name ?? '')
  if (command.takesCommand === true) child.usage(`[options] -- ${shape}`)
  else if (argument !== undefined)
    child.argument(argument.required ? `<${shape}>` : `[${shape}]`, argument.help)
  for (const item of command.flags) child.addOption(optionOf(item))
  child.action(async () => done(await run(command.name, child.args, child.opts())))
}

/** The program as commander knows it, made of the list of commands. */
function buildProgram(run: Runner, done: (code: number) => void): Commander {
  const program = new Commander('foreseen')
    .description('Which release breaks, on which day, when the certificate changes.')
    .version(programVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({ outputError: () => {}, writeErr: text => process.stderr.write(text) })
    .configureHelp({ helpWidth })
    .addHelpText(
      'after',
      '\nExamples:\n  foreseen scan dist/\n  foreseen check app-1.2.tgz --host api.example.org\n',
    )
  for (const command of commands) addCommand(program, command, run, done)
  return program
}

/** What was typed wrongly, said in our words; commander's own message is kept where we have none. */
function problemOf(error: CommanderError, command: Command | undefined): UsageProblem {
  const word = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  const plain = error.message.replace(/^error: /, '')
  const flags = (command?.flags ?? []).map(item => `--${item.name}`).concat('--help', '--version')
  const names = commands.map(item => item.name)
  switch (error.code) {
    case 'commander.unknownOption': {
      const meant = suggestion(word.replace(/=.*$/s, ''), flags)
      return {
        code: 'cli-unknown-option',
        detail: `there is no option ${quoted(word)}.`,
        remedy: meant || 'A path that begins with a dash goes after "--".',
      }
    }
    case 'commander.unknownCommand': {
      const meant = suggestion(word, names)
      return {
        code: 'cli-unknown-command',
        detail: `there is no command ${quoted(word)}.`,
        remedy: meant || `The commands are ${names.join(', ')}.`,
      }
    }
    case 'commander.missingArgument':
      return {
        code: 'cli-missing-argument',
        detail: `${command?.name ?? ''} needs ${quoted(command?.argument?.name ?? '')}.`,
        remedy: `For example: ${command?.examples[0] ?? 'foreseen --help'}`,
      }
    case 'commander.optionMissingArgument':
      return {
        code: 'cli-missing-value',
        detail: `${quoted(word)} needs a value.`,
        remedy: 'Write the value after it.',
      }
    case 'commander.excessArguments':
      if (command?.takesCommand === true) {
        return {
          code: 'cli-usage',
          detail: 'the command to run does not begin after "--".',
          remedy: `For example: ${command.examples[0] ?? ''}`,
        }
      }
      return { code: 'cli-usage', detail: `${plain}.`, remedy: 'Look at the help.' }
    default:
      return { code: 'cli-usage', detail: `${plain}.`, remedy: 'Look at the help.' }
  }
}

/** What stands behind `--` of a command that runs another one: not ours to read, whatever its options look like. */
function splitWords(words: readonly string[]): readonly [own: readonly string[], rest: readonly string[]] {
  const takes = commands.some(({ name, takesCommand }) => name === words[0] && takesCommand === true)
  const at = takes ? words.indexOf('--') : -1
  return at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)]
}

/** Reads the command line and runs the command; gives the exit code. Errors of usage go to stderr and give 2. */
export async function runProgram(words: readonly string[], run: Runner): Promise<number> {
  let code = 0
  const [own, rest] = splitWords(words)
  const withRest: Runner = (command, list, raw) => run(command, [...list, ...rest], raw)
  const program = buildProgram(withRest, result => {
    code = result
  })
  try {
    await program.parseAsync([...own], { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    const command = commands.find(item => item.name === words.find(word => !word.startsWith('-')))
    if (error.code === 'commander.help') return 2
    process.stderr.write(usageText([problemOf(error, command)], command?.name ?? ''))
    return 2
  }
}
