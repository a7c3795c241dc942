import { createInterface } from 'node:readline/promises'
import type { Applied, AppliedLine, Wanted } from '@foreseen/facts'
import { type ApplyOptions, parseApply, parseWanted } from '../options/apply.ts'
import type { RawValues } from '../options/read.ts'
import { CommandFailure, usageText } from '../options/usage-problem.ts'
import { writeResult } from '../output.ts'
import { push } from '../push/push.ts'
import { readNamedFile } from '../read-file.ts'
import { outputRoom, outputStyle } from '../terminal.ts'
import { appliedText } from '../text/applied.ts'

const verbs = ['create', 'change', 'end', 'keep']

const isLine = (value: unknown): value is AppliedLine =>
  typeof value === 'object' &&
  value !== null &&
  verbs.includes(Reflect.get(value, 'verb')) &&
  typeof Reflect.get(value, 'what') === 'string' &&
  typeof Reflect.get(value, 'name') === 'string' &&
  Array.isArray(Reflect.get(value, 'changes'))

function demandApplied(value: unknown, server: string): Applied {
  const lines: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'lines') : undefined
  if (Array.isArray(lines) && lines.every(isLine))
    return { lines, done: Reflect.get(Object(value), 'done') === true }
  throw new CommandFailure(
    'push-no-answer',
    `${server} answered with something that is no plan.`,
    'Check the address, and that the server is no older than this program.',
  )
}

async function ask({ target }: ApplyOptions, wanted: Wanted, isDry: boolean): Promise<Applied> {
  const sent = {
    path: `/plans/apply?dry=${isDry}`,
    type: 'application/json',
    body: () => [JSON.stringify(wanted)],
  }
  // A plan may be asked for twice; of what was done, the first answer is the one to be told.
  return demandApplied(await push(target, sent, { isRepeatable: isDry }), target.server)
}

async function isAgreed(): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question('Go on? [y/N] ')).trim())
  } finally {
    lines.close()
  }
}

/** Nobody can be asked, and nobody said yes beforehand. */
const unasked = (): CommandFailure =>
  new CommandFailure(
    'cli-usage',
    'nobody can be asked here, so nothing was done.',
    'Give --yes to go on without a question, or --dry-run to see the plan alone.',
  )

const show = (applied: Applied): Promise<void> =>
  writeResult('', appliedText(applied, outputStyle(''), outputRoom('')))

/** Brings a server to what a file says. */
export async function runApply(words: readonly string[], raw: RawValues): Promise<number> {
  const read = parseApply(words, raw, process.env)
  if (!read.ok) {
    process.stderr.write(usageText(read.problems, 'apply'))
    return 2
  }
  const options = read.value
  const text = Buffer.from(readNamedFile('the file', options.file)).toString('utf8')
  const wanted = parseWanted(options.file, text)
  if (!wanted.ok) {
    process.stderr.write(usageText(wanted.problems, 'apply'))
    return 2
  }
  const planned = await ask(options, wanted.value, true)
  const isNews = planned.lines.some(({ verb }) => verb !== 'keep')
  if (!isNews || options.isDry || !options.isAgreed) await show(planned)
  if (!isNews || options.isDry) return 0
  if (!options.isAgreed) {
    if (process.stdin.isTTY !== true) throw unasked()
    if (!(await isAgreed())) {
      process.stderr.write('Nothing was done.\n')
      return 1
    }
  }
  await show(await ask(options, wanted.value, false))
  return 0
}
