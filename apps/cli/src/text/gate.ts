import type { ReleaseStanding, StandingRelease } from '@foreseen/facts'
import { shareText } from '@foreseen/rules'
import { printable } from '@foreseen/x509'
import type { Deployment, GateReport } from '../gate/report.ts'
import { countText } from './amounts.ts'
import type { Style } from './style.ts'
import { column, tableLines } from './table.ts'
import { wrap } from './width.ts'

interface StandingWord {
  readonly mark: string
  readonly word: string
  readonly paint: (text: string, style: Style) => string
}

/** Mark, word and colour of a standing: the shape differs, not only the colour. */
const words: Readonly<Record<ReleaseStanding, StandingWord>> = {
  refuses: { mark: '✗', word: 'refuses', paint: (text, style) => style.alarm(text) },
  unknown: { mark: '?', word: 'not judged', paint: (text, style) => style.doubt(text) },
  accepted: { mark: '~', word: 'accepted', paint: (text, style) => style.doubt(text) },
  unsupported: { mark: '·', word: 'not supported', paint: (text, style) => style.faint(text) },
  connects: { mark: '✓', word: 'connects', paint: (text, style) => style.fine(text) },
}

const order: readonly ReleaseStanding[] = ['refuses', 'unknown', 'accepted', 'unsupported', 'connects']

const columns = [
  column(''),
  column('release', { least: 12, shrinks: true, cut: 'middle' }),
  column('weight', { align: 'right' }),
  column('next one'),
  column('what was seen', { least: 20, shrinks: true }),
]

function table(standings: readonly StandingRelease[], style: Style, room: number): string[] {
  if (standings.length === 0) return []
  const sorted = [...standings].sort(
    (a, b) => order.indexOf(a.standing) - order.indexOf(b.standing) || b.share - a.share,
  )
  const rows = sorted.map(({ release, standing, share, evidence }) => [
    words[standing].mark,
    printable(release),
    shareText(share),
    words[standing].word,
    printable(evidence),
  ])
  const [head = '', ...lines] = tableLines(columns, rows, room)
  const painted = lines.map((line, index) => {
    const standing = sorted[index]?.standing ?? 'unknown'
    return words[standing].paint(line, style)
  })
  return ['', style.faint(head), ...painted]
}

/** What is live now, by its number and its folder's link. */
function liveText({ generation, previous }: Deployment): string {
  const way = previous === 0 ? 'none was live before' : `"foreseen gate --back" returns to ${previous}`
  return `as generation ${generation} (${way})`
}

function commandText({ ranCommand }: Deployment): string {
  return ranCommand ? 'the deploy command succeeded' : 'there is no deploy command'
}

/** What became of a deploy command that failed, and of the way back. */
function returnedText({ host, deployment, decision }: GateReport): string {
  if (deployment === undefined) return ''
  const { generation, live, code, detail, againDetail } = deployment
  const isBack = decision === undefined
  const head = isBack
    ? `Generation ${generation} of ${host} did not come back`
    : `The next certificate of ${host} did not go live`
  const now =
    generation === 0
      ? 'no generation is kept, so nothing could be put back'
      : live === 0
        ? 'nothing is live, as before'
        : `generation ${live} is live again`
  const again =
    againDetail === '' ? '' : ` The deploy command also failed with generation ${live}: ${againDetail}.`
  return `${head}: ${detail} [${code}]; ${now}.${again}`
}

/** The answer: what is live now. */
function answerOf(report: GateReport): string {
  const { outcome, host, deployment, serving, decision } = report
  const seen = serving === undefined ? '' : ` ${serving.sentence}`
  switch (outcome) {
    case 'promoted': {
      if (deployment === undefined || deployment.generation === 0)
        return `The next certificate of ${host} is handed over: the deploy command succeeded.${seen}`
      return `The next certificate of ${host} is live ${liveText(deployment)}; ${commandText(deployment)}.${seen}`
    }
    case 'unchanged':
      return `The staged certificate of ${host} is live already; nothing was done.${seen}`
    case 'returned':
      return returnedText(report)
    case 'back':
      return `Back: generation ${deployment?.live ?? 0} of ${host} is live again${deployment === undefined ? '' : `; ${commandText(deployment)}`}.${seen}`
    case 'recorded':
      return ''
    default:
      return decision?.sentences[0] ?? ''
  }
}

/** Addresses that do not serve the promoted chain. */
function placeLines({ serving }: GateReport, style: Style, room: number): string[] {
  const others = (serving?.places ?? []).filter(({ serves }) => serves !== 'staged')
  if (others.length === 0) return []
  const lines = others.slice(0, 20).map(({ endpoint, address, serves, detail }) => {
    const where = address === '' ? endpoint : `${endpoint} at ${address}`
    return `${serves === 'other' ? '✗' : '?'} ${where}: ${printable(detail)}`
  })
  const more =
    others.length > 20 ? [`and ${countText(others.length - 20, 'more address', 'more addresses')}`] : []
  return [
    '',
    style.doubt('Not seen to serve it:'),
    ...[...lines, ...more].flatMap(line => wrap(line, room - 2, '  ').map(text => `  ${text}`)),
  ]
}

/** A run of the gate for people: the answer, who is concerned, what is served, what to do. */
export function* gateText(report: GateReport, style: Style, room: number): Generator<string> {
  const { outcome, decision, deployment, notes, done } = report
  const answer = answerOf(report)
  const told = outcome === 'promoted' || outcome === 'returned' ? 0 : 1
  const reasons = (decision?.sentences ?? []).slice(told)
  const next = outcome === 'promoted' || outcome === 'returned' ? '' : (decision?.next ?? '')
  const isLost = outcome === 'promoted' && (deployment?.generation ?? 0) === 0
  const remarks = isLost
    ? [...notes, 'Without --live no generation is kept, and --back has nothing to return to.']
    : notes
  const lines = [
    ...(answer === '' ? [] : wrap(printable(answer), room).map(style.bold)),
    ...reasons.flatMap(text => wrap(printable(text), room)),
    ...remarks.flatMap(text => wrap(printable(text), room)),
    ...table(decision?.standings ?? [], style, room),
    ...placeLines(report, style, room),
    ...(done.length === 0 ? [] : ['', ...wrap(printable(done.join(' ')), room)]),
    ...(next === '' ? [] : ['', ...wrap(`Next: ${next}`, room)]),
  ]
  yield `${lines.join('\n')}\n`
}
