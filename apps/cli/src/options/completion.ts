import { commands } from './commands.ts'
import type { Flag } from './flag.ts'

export const shells = ['bash', 'zsh'] as const
export type Shell = (typeof shells)[number]

const names = commands.map(command => command.name).join(' ')

function bashValue(item: Flag): string {
  if (item.completes === 'file')
    return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word")'
  if (item.completes === 'choices')
    return `mapfile -t COMPREPLY < <(compgen -W '${item.choices.join(' ')}' -- "$word")`
  return ''
}

function bashCase(command: (typeof commands)[number]): string {
  const values = command.flags
    .filter(item => item.value !== '' && item.completes !== 'nothing')
    .map(item => `        --${item.name}) ${bashValue(item)}; return ;;`)
  const flags = [...command.flags.map(item => `--${item.name}`), '--help'].join(' ')
  return [
    `    ${command.name})`,
    '      case "$before" in',
    ...values,
    '        *) ;;',
    '      esac',
    `      if [[ "$word" == -* ]]; then mapfile -t COMPREPLY < <(compgen -W '${flags}' -- "$word"); return; fi`,
    '      ;;',
  ].join('\n')
}

function bash(): string {
  return `# bash completion of foreseen, made from its list of options
_foreseen() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [[ "$COMP_CWORD" -eq 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W '${names} help --help --version' -- "$word")
    return
  fi
  case "\${COMP_WORDS[1]}" in
${commands.map(bashCase).join('\n')}
    *) ;;
  esac
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
complete -F _foreseen foreseen
`
}

/** zsh reads brackets, colons and quotes in an explanation as its own. */
const zshText = (text: string): string => text.replace(/'/g, "'\\''").replace(/[[\]:]/g, mark => `\\${mark}`)

function zshFlag(item: Flag): string {
  const repeat = item.repeatable ? '*' : ''
  const action =
    item.completes === 'file' ? '_files' : item.completes === 'choices' ? `(${item.choices.join(' ')})` : ' '
  const value = item.value === '' ? '' : `:${zshText(item.value.toLowerCase())}:${action}`
  return `        '${repeat}--${item.name}[${zshText(item.help)}]${value}'`
}

function zshCase(command: (typeof commands)[number]): string {
  const words = command.name === 'completion' ? `'*:shell:(${shells.join(' ')})'` : "'*:path:_files'"
  const lines = [...command.flags.map(zshFlag), "        '--help[print help]'", `        ${words}`]
  return `      ${command.name})\n        _arguments \\\n${lines.join(' \\\n')}\n        ;;`
}

function zsh(): string {
  return `#compdef foreseen
# zsh completion of foreseen, made from its list of options
_foreseen() {
  local -a names
  names=(
${commands.map(command => `    '${command.name}:${zshText(command.summary)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command names
  else
    local name="\${words[2]}"
    shift words
    (( CURRENT-- ))
    case "$name" in
${commands.map(zshCase).join('\n')}
    esac
  fi
}
if [[ "\${funcstack[1]}" == _foreseen ]]; then _foreseen "$@"; else compdef _foreseen foreseen; fi
`
}

/** The script that makes a shell complete commands, options and values. */
export function completionScript(shell: Shell): string {
  return shell === 'bash' ? bash() : zsh()
}
