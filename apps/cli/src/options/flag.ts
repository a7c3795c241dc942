/** One option of a command. The list of flags is the source of parser, help, completion and `docs/cli.md`. */
export interface Flag {
  /** Long name without dashes, `max-depth`. */
  readonly name: string
  /** Placeholder of its value; '' for a switch. */
  readonly value: string
  readonly help: string
  /** What holds when it is not given, for people; '' when there is nothing to say. */
  readonly standard: string
  readonly repeatable: boolean
  /** The values it takes, when they can be listed. */
  readonly choices: readonly string[]
  /** What kind of word completion offers: file names, the choices, or nothing. */
  readonly completes: 'file' | 'choices' | 'nothing'
  readonly group: string
}

/** One command of the program. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** Longer text below the usage line of its help. */
  readonly about: string
  /** `undefined` when it takes none. */
  readonly argument:
    | {
        readonly name: string
        readonly help: string
        readonly required: boolean
        readonly variadic: boolean
      }
    | undefined
  /** Its words are a command of the user's behind `--`, which nothing here may read. */
  readonly takesCommand?: true
  readonly flags: readonly Flag[]
  readonly examples: readonly string[]
  readonly exits: readonly (readonly [code: number, meaning: string])[]
}

type FlagText = Pick<Flag, 'name' | 'help'> & Partial<Flag>

/** A flag with everything that was not said filled in. */
export function flag(text: FlagText): Flag {
  const choices = text.choices ?? []
  const base = { value: '', standard: '', repeatable: false, group: 'Options:', ...text, choices }
  return { ...base, completes: text.completes ?? (choices.length > 0 ? 'choices' : 'nothing') }
}

/** A flag as it is written in a usage line, `--max-depth <N>`. */
export function flagUsage(item: Flag): string {
  return item.value === '' ? `--${item.name}` : `--${item.name} <${item.value}>`
}

/** A flag's explanation with its standard value. */
export function flagHelp(item: Flag): string {
  return item.standard === '' ? item.help : `${item.help} (default: ${item.standard})`
}
