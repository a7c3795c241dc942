/** What stands in sentences and cells: days, hashes, commands, sentences. */
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from './control.tsx'
import { dayText, isDay, relativeText, timeText, wholeText } from './day-words.ts'

/** A day or a time, absolute and (unless `relative` is false) relative; the offset stands in its title. `null`: a dash. */
export function Day({ iso, relative = true }: { readonly iso: string | null; readonly relative?: boolean }) {
  if (iso === null) return <span className="quiet">not known</span>
  const nearby = relative ? relativeText(iso, Date.now()) : ''
  return (
    <time className="day" dateTime={iso} title={wholeText(iso)}>
      <span className="digits">{isDay(iso) ? dayText(iso) : timeText(iso)}</span>
      {nearby === '' ? null : <span className="quiet"> ({nearby})</span>}
    </time>
  )
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

const shownMs = 2000

/** Copies a text; says whether it did. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [state, setState] = useState<'' | 'copied' | 'not copied'>('')
  useEffect(() => {
    if (state === '') return
    const timer = setTimeout(() => setState(''), shownMs)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <>
      <Button
        kind="quiet"
        onClick={() => void copy(text).then(done => setState(done ? 'copied' : 'not copied'))}
        label={`${state === '' ? 'copy' : state} ${what}`}
      >
        {state === '' ? 'copy' : state}
      </Button>
      <span className="unseen" aria-live="polite">
        {state}
      </span>
    </>
  )
}

/** So many digits stay at each end. */
const keptDigits = 8

/** A digest, shortened in the middle and copied whole; `plain` without the button, for tables. */
export function Hash({ hex, plain = false }: { readonly hex: string; readonly plain?: boolean }) {
  const isShort = hex.length <= 2 * keptDigits + 3
  const text = isShort ? hex : `${hex.slice(0, keptDigits)}\u2026${hex.slice(-keptDigits)}`
  return (
    <span className="hash">
      <code title={hex}>{text}</code>
      {plain ? null : <CopyButton text={hex} what={`digest ${hex.slice(0, keptDigits)}`} />}
    </span>
  )
}

/** A line for a shell, to be copied. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div className="command">
      <code>{text}</code>
      <CopyButton text={text} what="the command" />
    </div>
  )
}

/** An answer: subject, day, reason. Large, above what proves it. */
export function Sentence({ children }: { readonly children: ReactNode }) {
  return <p className="sentence">{children}</p>
}
