import type { Level } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { kindTitle } from './name.ts'
import './inventory.css'

const filled: Readonly<Record<Level, number>> = { info: 0, low: 1, medium: 2, high: 3 }

/** How much attention a kind deserves: three steps, and the word. */
export function LevelMark({ level }: { readonly level: Level }) {
  return (
    <span className="level-mark">
      <svg viewBox="0 0 14 12" aria-hidden="true">
        {[0, 1, 2].map(step => (
          <rect
            key={step}
            x={1 + step * 4.5}
            y={8 - step * 3}
            width="3"
            height={3 + step * 3}
            className={step < filled[level] ? 'level-full' : 'level-empty'}
          />
        ))}
      </svg>
      {level}
    </span>
  )
}

/** The kind's title, leading to what it means. */
export function KindLink({ kind }: { readonly kind: string }) {
  return (
    <Link to="/kinds/$id" params={{ id: kind }}>
      {kindTitle(kind)}
    </Link>
  )
}

interface Step {
  readonly text: string
  /** Where it begins in the whole path: the same name may stand there twice. */
  readonly at: number
  readonly isInner: boolean
}

/** A path cut after each `/` and `!`, which is where a line may break. */
function stepsOf(parts: readonly string[]): readonly Step[] {
  let at = 0
  return parts.flatMap((part, index) =>
    `${part}${index === parts.length - 1 ? '' : '!'}`.split(/(?<=\/)/).map(text => {
      at += text.length
      return { text, at, isInner: index === parts.length - 1 }
    }),
  )
}

/** Outer files quietly, the innermost plainly; a long path may break after each of its parts. */
export function NestedPath({ parts }: { readonly parts: readonly string[] }) {
  return (
    <code className="nested-path">
      {stepsOf(parts).map(({ text, at, isInner }) => (
        <span key={at} className={isInner ? undefined : 'quiet'}>
          {text}
          <wbr />
        </span>
      ))}
    </code>
  )
}

/** Focusable although nothing in it can be pressed: what scrolls must scroll by keyboard too (WCAG 2.1.1). */
const focusable = { tabIndex: 0 }

/** A place with more in it than it shows. */
export function Scroll({
  label,
  className,
  children,
}: {
  readonly label: string
  readonly className: string
  readonly children: ReactNode
}) {
  return (
    <section className={className} aria-label={label} {...focusable}>
      {children}
    </section>
  )
}
