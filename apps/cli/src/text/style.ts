import { styleText } from 'node:util'

/** How text is set off. Colour repeats what a word already says. */
export interface Style {
  bold(text: string): string
  faint(text: string): string
  alarm(text: string): string
  doubt(text: string): string
  fine(text: string): string
}

const plain: Style = {
  bold: text => text,
  faint: text => text,
  alarm: text => text,
  doubt: text => text,
  fine: text => text,
}

const coloured: Style = {
  bold: text => styleText('bold', text, { validateStream: false }),
  faint: text => styleText('dim', text, { validateStream: false }),
  alarm: text => styleText(['bold', 'red'], text, { validateStream: false }),
  doubt: text => styleText('yellow', text, { validateStream: false }),
  fine: text => styleText('green', text, { validateStream: false }),
}

/** Colour for a terminal, unless `NO_COLOR` (any value) or `TERM=dumb` says no. */
export function styleFor(isTerminal: boolean, env: NodeJS.ProcessEnv): Style {
  const refused = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb'
  return isTerminal && !refused ? coloured : plain
}
