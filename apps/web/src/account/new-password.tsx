import { TextField } from '../design/control.tsx'
import { fieldError } from '../design/form.tsx'

const leastCharacters = 12

/** A password that is chosen: what it must be is said before, what it is not after. */
export const NewPassword = ({
  value,
  onChange,
  error,
  label = 'Password',
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error: unknown
  readonly label?: string
}) => (
  <TextField
    label={label}
    type="password"
    name="new-password"
    autoComplete="new-password"
    value={value}
    onChange={onChange}
    hint={`At least ${leastCharacters} characters; a few words serve better than signs.`}
    error={fieldError(error, 'password') ?? fieldError(error, 'next')}
    required
  />
)
