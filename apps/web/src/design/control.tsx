/** What is pressed and filled in. */
import { type ReactNode, useId } from 'react'

export interface ButtonProps {
  readonly children: ReactNode
  /** `main`: the one next action of a page; `danger`: what cannot be taken back; `quiet`: beside other things. */
  readonly kind?: 'main' | 'plain' | 'quiet' | 'danger'
  readonly type?: 'button' | 'submit'
  readonly onClick?: () => void
  /** Under way: it cannot be pressed, and says so. */
  readonly busy?: boolean
  readonly disabled?: boolean
  /** What screen readers say, where the words alone do not say of what. */
  readonly label?: string
}

/** A button; it stays where it is and keeps the focus while it is busy. */
export function Button({
  children,
  kind = 'plain',
  type = 'button',
  onClick,
  busy = false,
  disabled = false,
  label,
}: ButtonProps) {
  return (
    <button
      type={type}
      className={`button button-${kind}`}
      onClick={busy ? event => event.preventDefault() : onClick}
      aria-busy={busy}
      aria-disabled={busy}
      disabled={disabled}
      aria-label={label}
    >
      {children}
    </button>
  )
}

interface FieldProps {
  readonly label: string
  /** Below the field: what is expected, an example. */
  readonly hint?: ReactNode
  /** Why the value is refused. */
  readonly error?: string | undefined
}

export interface TextFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'password' | 'email' | 'search' | 'number' | 'date' | 'url'
  readonly name?: string
  readonly autoComplete?: string
  readonly placeholder?: string
  readonly required?: boolean
  /** More than one line. */
  readonly lines?: number
  readonly min?: number
  readonly max?: number
  /** The field that `/` goes to; one a page. */
  readonly isSearch?: boolean
  /** `true`: the label is for screen readers only, where the place says what it is. */
  readonly hideLabel?: boolean
  readonly mono?: boolean
}

const describedBy = (id: string, { hint, error }: FieldProps): string | undefined =>
  [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
    .filter(Boolean)
    .join(' ') || undefined

function Around({
  id,
  label,
  hint,
  error,
  hideLabel = false,
  children,
}: FieldProps & {
  readonly id: string
  readonly hideLabel?: boolean
  readonly children: ReactNode
}) {
  return (
    <div className="field">
      <label htmlFor={id} className={hideLabel ? 'unseen' : undefined}>
        {label}
      </label>
      {children}
      {hint === undefined ? null : (
        <div id={`${id}-hint`} className="hint">
          {hint}
        </div>
      )}
      {error === undefined ? null : (
        <div id={`${id}-error`} className="field-error">
          {error}
        </div>
      )}
    </div>
  )
}

/** One line of text (or `lines` of it) with label, hint and error tied to it. */
export function TextField({
  value,
  onChange,
  type = 'text',
  lines,
  isSearch,
  hideLabel,
  mono,
  ...props
}: TextFieldProps) {
  const id = useId()
  const { label, hint, error, ...native } = props
  const field = {
    id,
    value,
    className: mono === true ? 'input mono' : 'input',
    'aria-describedby': describedBy(id, props),
    'aria-invalid': error !== undefined,
    ...(isSearch === true ? { 'data-search': '' } : {}),
    ...native,
  }
  return (
    <Around
      id={id}
      label={label}
      hint={hint}
      error={error}
      {...(hideLabel === undefined ? {} : { hideLabel })}
    >
      {lines === undefined ? (
        <input {...field} type={type} onChange={event => onChange(event.target.value)} spellCheck={false} />
      ) : (
        <textarea
          {...field}
          rows={lines}
          onChange={event => onChange(event.target.value)}
          spellCheck={false}
        />
      )}
    </Around>
  )
}

export interface SelectFieldProps<V extends string> extends FieldProps {
  readonly value: V
  readonly onChange: (value: V) => void
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly hideLabel?: boolean
}

/** One of several, by the machine's own list. */
export function SelectField<V extends string>({
  value,
  onChange,
  options,
  hideLabel,
  ...props
}: SelectFieldProps<V>) {
  const id = useId()
  return (
    <Around id={id} {...props} {...(hideLabel === undefined ? {} : { hideLabel })}>
      <select
        id={id}
        className="input"
        value={value}
        aria-describedby={describedBy(id, props)}
        aria-invalid={props.error !== undefined}
        onChange={event => {
          const chosen = options.find(option => option.value === event.target.value)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Around>
  )
}

/** Yes or no, with its words beside it. */
export function CheckField({
  label,
  hint,
  checked,
  onChange,
  disabled = false,
}: {
  readonly label: string
  readonly hint?: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}) {
  const id = useId()
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={event => onChange(event.target.checked)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <label htmlFor={id}>{label}</label>
      {hint === undefined ? null : (
        <div id={`${id}-hint`} className="hint">
          {hint}
        </div>
      )}
    </div>
  )
}
