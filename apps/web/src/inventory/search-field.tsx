import { useEffect, useRef, useState } from 'react'
import { TextField } from '../design/control.tsx'
import './record.css'

/** Long enough for the next letter of somebody who types, short enough to feel at once. */
const quietMs = 120

/** A search that follows the typing: what is typed stands at once, what is asked for waits until the typing rests. */
export function SearchField({
  label,
  value,
  onSearch,
  placeholder,
}: {
  readonly label: string
  readonly value: string
  readonly onSearch: (text: string) => void
  readonly placeholder: string
}) {
  const [typed, setTyped] = useState(value)
  const asked = useRef(value)
  useEffect(() => {
    // Somebody else changed the address: the way back, or a link.
    if (value === asked.current) return
    asked.current = value
    setTyped(value)
  }, [value])
  useEffect(() => {
    const text = typed.trim()
    if (text === asked.current) return
    const timer = setTimeout(() => {
      asked.current = text
      onSearch(text)
    }, quietMs)
    return () => clearTimeout(timer)
  }, [typed, onSearch])
  return (
    <TextField
      label={label}
      type="search"
      value={typed}
      onChange={setTyped}
      placeholder={placeholder}
      autoComplete="off"
      isSearch
      hideLabel
    />
  )
}
