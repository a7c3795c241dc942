import { readFileSync } from 'node:fs'
import { kinds, type Level } from '@foreseen/facts'
import { suggestion } from '../options/nearest.ts'
import type { RawValues } from '../options/read.ts'
import { quoted, usageText } from '../options/usage-problem.ts'
import { outputRoom } from '../terminal.ts'
import { pad, wrap } from '../text/width.ts'

const order: readonly Level[] = ['high', 'medium', 'low', 'info']

/** The kind's page of the documents, where they are: in a checkout, and beside a published package. */
function pageOf(id: string): string | undefined {
  for (const place of ['../../../../docs/kinds', '../../docs/kinds']) {
    try {
      return readFileSync(new URL(`${place}/${id}.md`, import.meta.url), 'utf8')
    } catch {
      // Not here: the next place, then the catalogue's own sentence.
    }
  }
  return undefined
}

/** A page with its paragraphs broken for a terminal; code keeps its lines. */
function foldedPage(page: string): string {
  const room = outputRoom('')
  const lines = page
    .split('\n')
    .flatMap(line => (line.startsWith('    ') ? [line] : wrap(line, room, line.startsWith('- ') ? '  ' : '')))
  return lines.join('\n')
}

function listText(): string {
  const sorted = kinds.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
  const indent = 2 + Math.max(...kinds.map(kind => kind.id.length))
  const lines = sorted.flatMap(({ level, id, title }) => {
    const [first = '', ...more] = wrap(title, outputRoom('') - indent - 8)
    return [`${pad(level, 8)}${pad(id, indent)}${first}`, ...more.map(line => ' '.repeat(indent + 8) + line)]
  })
  return `${lines.join('\n')}\n\n"foreseen kinds KIND" explains one of them.\n`
}

/** Prints what a kind of finding means, or the list of them. */
export async function runKinds(words: readonly string[], raw: RawValues): Promise<number> {
  const id = words[0]
  const kind = kinds.find(item => item.id === id)
  if (id !== undefined && kind === undefined) {
    const meant = suggestion(
      id,
      kinds.map(item => item.id),
    )
    const problem = {
      code: 'cli-unknown-kind',
      detail: `there is no kind ${quoted(id)}.`,
      remedy: meant || '"foreseen kinds" lists them.',
    }
    process.stderr.write(usageText([problem], 'kinds'))
    return 2
  }
  if (raw.json === true) {
    process.stdout.write(
      `${JSON.stringify({ schema: 'foreseen.kinds/1', kinds: kind === undefined ? kinds : [kind] }, null, 2)}\n`,
    )
  } else if (kind === undefined) {
    process.stdout.write(listText())
  } else {
    const sentence = `# ${kind.title}\n\n${wrap(`Level ${kind.level}. ${kind.breaks}`, outputRoom('')).join('\n')}\n`
    process.stdout.write(foldedPage(pageOf(kind.id) ?? sentence))
  }
  return 0
}
