import type { ShownStanding } from '@foreseen/facts'
import { StatusMark } from '../design/status.tsx'
import { Sentence } from '../design/text.tsx'
import { outcomeWords } from './words.ts'
import './release.css'

/** The mark and, below it, the sentence: a cell of a list. */
export function StandingCell({ standing }: { readonly standing: ShownStanding }) {
  return (
    <div className="standing">
      <StatusMark outcome={standing.outcome} label={outcomeWords(standing)} />
      <p className="standing-sentence small quiet">{standing.sentence}</p>
    </div>
  )
}

/** The answer of a page: mark and sentence, large. */
export function StandingAnswer({ standing }: { readonly standing: ShownStanding }) {
  return (
    <div className="standing-answer">
      <StatusMark outcome={standing.outcome} label={outcomeWords(standing)} />
      <Sentence>{standing.sentence}</Sentence>
    </div>
  )
}
