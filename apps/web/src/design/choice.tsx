import { countText } from './count-words.ts'

export interface ChoiceOption<V extends string> {
  readonly value: V
  readonly label: string
  /** How many there are of it. */
  readonly count?: number | undefined
}

/** One of few, all in sight: filters and switches. `value` is the one that holds. */
export const Choice = <V extends string>({
  label,
  value,
  onChange,
  options,
}: {
  readonly label: string
  readonly value: V
  readonly onChange: (value: V) => void
  readonly options: readonly ChoiceOption<V>[]
}) => (
  <fieldset className="choice">
    <legend className="unseen">{label}</legend>
    {options.map(option => (
      <button
        key={option.value}
        type="button"
        className="choice-option"
        aria-pressed={option.value === value}
        onClick={() => onChange(option.value)}
      >
        {option.label}
        {option.count === undefined ? null : <span className="choice-count"> {countText(option.count)}</span>}
      </button>
    ))}
  </fieldset>
)
