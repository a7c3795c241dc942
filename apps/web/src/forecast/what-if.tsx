/** Other assumptions about the next renewal: controls, what they change, and the address that carries them. */
import type { ShownLine } from '@foreseen/facts'
import { Button, SelectField, TextField } from '../design/control.tsx'
import { pluralText } from '../design/count-words.ts'
import { Loading, ProblemNote } from '../design/state.tsx'
import { CopyButton } from '../design/text.tsx'
import { type Assumed, type Comparison, compare, summaryOf, unlikeCount } from './assumed.ts'
import { asPlanned, type Controls, clausesOf, isAssumed, keyChoices, maxHorizonDays } from './controls.ts'
import type { UsedAssumed } from './use-assumed.ts'
import { endpointText } from './words.ts'

export interface WhatIfProps {
  readonly controls: Controls
  readonly onChange: (controls: Controls) => void
  /** Stored lines that were worked out again. */
  readonly lines: readonly ShownLine[]
  /** How many lines there are beside these. */
  readonly others: number
  readonly used: UsedAssumed
  /** The forecast that the lines are of. */
  readonly forecast: string
}

const keyOptions = keyChoices.map(({ value, title }) => ({ value, label: title }))

function issuerOptions(assumed: Assumed | undefined, chosen: string) {
  const known = assumed?.issuers ?? []
  const missing = chosen !== '' && !known.some(({ sha256 }) => sha256 === chosen)
  return [
    { value: '', label: 'as planned' },
    ...known.map(({ sha256, name, isRoot }) => ({
      value: sha256,
      label: `${name}${isRoot ? ' (root)' : ''}`,
    })),
    ...(missing ? [{ value: chosen, label: `${chosen.slice(0, 8)}\u2026` }] : []),
  ]
}

/** A number that is being typed is a horizon only once it can be one. */
function horizonOf(text: string): number {
  const days = Number(text)
  return Number.isInteger(days) && days >= 1 && days <= maxHorizonDays ? days : 0
}

function Fields({ controls, onChange, used: { assumed } }: WhatIfProps) {
  return (
    <div className="what-if-fields">
      <SelectField
        label="Key at the renewal"
        value={controls.key}
        options={keyOptions}
        onChange={key => onChange({ ...controls, key })}
      />
      <SelectField
        label="Next issuer"
        value={controls.issuer}
        options={issuerOptions(assumed, controls.issuer)}
        onChange={issuer => onChange({ ...controls, issuer })}
      />
      <TextField
        label="Renewal day"
        type="date"
        value={controls.renewal}
        onChange={renewal => onChange({ ...controls, renewal })}
      />
      <TextField
        label="Days ahead"
        type="number"
        min={1}
        max={maxHorizonDays}
        value={controls.horizonDays === 0 ? '' : String(controls.horizonDays)}
        placeholder="as planned"
        onChange={text => onChange({ ...controls, horizonDays: horizonOf(text) })}
      />
    </div>
  )
}

/** What was put in place of what is not known, a sentence each. */
function doubtsOf(assumed: Assumed, lines: readonly ShownLine[], forecast: string): string[] {
  const { missedSignatures, missingFindings, withoutNext } = assumed
  const isOlder = assumed.forecast !== forecast
  const unlike = isOlder ? 0 : unlikeCount(lines, assumed)
  return [
    isOlder ? 'A newer forecast was made since: what is assumed follows from what is known now.' : '',
    unlike === 0
      ? ''
      : `Of ${pluralText(unlike, 'line')} the stored forecast knows more than bytes say: a rehearsal, or what was served before. Here they are worked out from bytes alone.`,
    missedSignatures === 0
      ? ''
      : `${pluralText(missedSignatures, 'signature')} could not be checked in this page: they count as unknown, and chains through them as possible.`,
    missingFindings === 0
      ? ''
      : `The bytes of ${pluralText(missingFindings, 'finding')} were never pushed: they count as not found.`,
    withoutNext.length === 0
      ? ''
      : `Nothing is served at ${withoutNext.slice(0, 3).map(endpointText).join(', ')}${withoutNext.length > 3 ? ' and others' : ''}: no next certificate could be made up there.`,
  ].filter(said => said !== '')
}

const changeWords: Readonly<Record<Comparison['change'], string>> = {
  worse: 'worse off',
  better: 'better off',
  earlier: 'earlier',
  later: 'later',
  'other words': 'for another reason',
  same: 'the same',
}

const gravity: readonly Comparison['change'][] = ['worse', 'earlier', 'later', 'better', 'other words']

/** More than these are shown in the picture and not in words. */
const maxChanges = 20

function Changes({ comparisons }: { readonly comparisons: readonly Comparison[] }) {
  const changed = comparisons
    .filter(({ change }) => change !== 'same')
    .sort((a, b) => gravity.indexOf(a.change) - gravity.indexOf(b.change))
  if (changed.length === 0) return null
  return (
    <div className="changes">
      {changed.slice(0, maxChanges).map(({ line, assumed, change }) => (
        <div key={line.ordinal}>
          <h3>
            {line.release.name} at {endpointText(line.endpoint.name)}: {changeWords[change]}
          </h3>
          <dl className="change">
            <dt>Stored</dt>
            <dd>{line.sentence}</dd>
            <dt>Assumed</dt>
            <dd>{assumed.sentence}</dd>
          </dl>
        </div>
      ))}
      {changed.length > maxChanges ? (
        <p className="quiet">{changed.length - maxChanges} more in the picture.</p>
      ) : null}
    </div>
  )
}

function Result({ controls, lines, others, used, forecast, onChange }: WhatIfProps) {
  const { assumed, error, isPending } = used
  if (error !== undefined && error !== null) return <ProblemNote error={error} />
  if (!isAssumed(controls))
    return (
      <p className="quiet">
        Nothing is assumed yet: every field is as planned. What is chosen here is worked out in this page and
        stored nowhere.
      </p>
    )
  if (assumed === undefined || isPending) return <Loading text="Working it out" />
  const issuer = assumed.issuers.find(({ sha256 }) => sha256 === controls.issuer)
  const comparisons = compare(lines, assumed.lines)
  return (
    <>
      <div role="status">
        <p>
          <strong>Assumed, not stored:</strong> {clausesOf(controls, issuer?.name ?? '').join(', ')}.{' '}
          {summaryOf(comparisons)}
        </p>
      </div>
      {others === 0 ? null : (
        <p className="quiet">
          These are the most urgent lines; {pluralText(others, 'other line')} stand as they are stored. Look
          for a release or an endpoint to assume something of it.
        </p>
      )}
      {doubtsOf(assumed, lines, forecast).map(said => (
        <p key={said} className="quiet">
          {said}
        </p>
      ))}
      <Changes comparisons={comparisons} />
      <div className="row">
        <Button onClick={() => onChange(asPlanned)}>As planned</Button>
        <CopyButton text={window.location.href} what="the address with these assumptions" />
        <span className="quiet small">the address with these assumptions</span>
      </div>
    </>
  )
}

/** The controls and what follows from them. */
export function WhatIf(props: WhatIfProps) {
  return (
    <section className="what-if" aria-labelledby="what-if">
      <h2 id="what-if">What if</h2>
      <Fields {...props} />
      <Result {...props} />
    </section>
  )
}
