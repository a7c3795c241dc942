import { useState } from 'react'
import { Choice } from '../design/choice.tsx'
import { keepTheme, readTheme, type Theme } from '../design/theme.ts'

const options: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'as the machine' },
  { value: 'light', label: 'light' },
  { value: 'dark', label: 'dark' },
]

/** Kept in this browser alone. */
export function ThemeChoice() {
  const [theme, setTheme] = useState(readTheme)
  const choose = (next: Theme) => {
    keepTheme(next)
    setTheme(next)
  }
  return <Choice label="Look" value={theme} onChange={choose} options={options} />
}
