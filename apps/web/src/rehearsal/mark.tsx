import type { Outcome, VerdictKind } from '@foreseen/facts'
import { type Shape, StatusShape } from '../design/status.tsx'
import type { Quality, Square } from './model.ts'

/** The shape tells what was measured, the colour whether it is as it should be. */
const shapes: Readonly<Record<VerdictKind, Shape>> = {
  connects: 'survives',
  refuses: 'breaks',
  unsure: 'may-break',
  'not-run': 'unknown',
}

/** What was measured; words belong beside it. */
export const VerdictShape = ({
  kind,
  quality,
}: {
  readonly kind: VerdictKind
  readonly quality: Quality
}) => (
  <span className={`verdict verdict-${kind === 'not-run' ? 'none' : quality}`}>
    <StatusShape shape={shapes[kind]} />
  </span>
)

const outlines: Readonly<Record<Outcome, string>> = {
  breaks: 'M1.5 1.5h9v9h-9z',
  'may-break': 'M6 1.2 11.2 10.6H.8z',
  survives: 'M6 1.4a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 1 1 0-9.2z',
}

/** What the forecast says of the same case: small and hollow, so that it is never taken for a measurement. */
export const PredictedShape = ({ outcome }: { readonly outcome: Outcome }) => (
  <svg className="predicted" viewBox="0 0 12 12" aria-hidden="true">
    <path d={outlines[outcome]} />
  </svg>
)

/** Measurements of a square with the prediction beside them; a bar where the two contradict each other. */
export const SquareMarks = ({ square }: { readonly square: Square }) => (
  <span className={square.disagreement === undefined ? 'marks' : 'marks marks-against'} aria-hidden="true">
    {square.verdicts.map(({ kind, quality }) => (
      <VerdictShape key={kind} kind={kind} quality={quality} />
    ))}
    {square.predicted === undefined ? null : <PredictedShape outcome={square.predicted} />}
  </span>
)

/** What all marks mean. */
export const Legend = () => (
  <ul className="legend small quiet" aria-label="What the marks mean">
    <li>
      <VerdictShape kind="connects" quality="good" /> connects
    </li>
    <li>
      <VerdictShape kind="refuses" quality="bad" /> refuses
    </li>
    <li>
      <VerdictShape kind="unsure" quality="open" /> unsure
    </li>
    <li>
      <VerdictShape kind="not-run" quality="open" /> not run
    </li>
    <li>
      <PredictedShape outcome="breaks" /> <PredictedShape outcome="survives" /> small and hollow: the forecast
    </li>
    <li>
      <span className="marks marks-against">
        <VerdictShape kind="connects" quality="good" />
      </span>
      underlined: the two disagree
    </li>
    <li>
      <VerdictShape kind="refuses" quality="good" /> refuses what it must refuse
    </li>
    <li>
      <VerdictShape kind="connects" quality="bad" /> accepts what it must refuse
    </li>
  </ul>
)
