import type { Outcome } from '@foreseen/facts'

export type Shape = 'breaks' | 'may-break' | 'survives' | 'unknown'

export const shapeWords: Readonly<Record<Shape, string>> = {
  breaks: 'breaks',
  'may-break': 'may break',
  survives: 'keeps connecting',
  unknown: 'unknown',
}

/** Drawings on 12 x 12: a filled square with a cut, a triangle, a disc, a ring. They differ in black and white too. */
function drawing(shape: Shape) {
  switch (shape) {
    case 'breaks':
      return <path d="M1 1h10v10H1z M4 3 3 4l2 2-2 2 1 1 2-2 2 2 1-1-2-2 2-2-1-1-2 2z" fillRule="evenodd" />
    case 'may-break':
      return <path d="M6 .8 11.6 11H.4z M5.3 4.4v3.2h1.4V4.4z M5.3 8.4v1.4h1.4V8.4z" fillRule="evenodd" />
    case 'survives':
      return <circle cx="6" cy="6" r="4.6" />
    case 'unknown':
      return (
        <circle
          cx="6"
          cy="6"
          r="4.2"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.4"
          strokeDasharray="2.2 1.6"
        />
      )
  }
}

/** A status shape alone, in its colour; it says nothing to a screen reader, so words belong beside it. */
export function StatusShape({ shape }: { readonly shape: Shape }) {
  return (
    <svg className={`shape shape-${shape}`} viewBox="0 0 12 12" aria-hidden="true">
      {drawing(shape)}
    </svg>
  )
}

/** Shape and words of an outcome; `label` in place of its own words, '' for the shape with words for screen readers only. */
export function StatusMark({
  outcome,
  label,
}: {
  readonly outcome: Outcome | 'unknown'
  readonly label?: string
}) {
  const words = label ?? shapeWords[outcome]
  return (
    <span className={`status status-${outcome}`}>
      <StatusShape shape={outcome} />
      <span className={words === '' ? 'unseen' : undefined}>
        {words === '' ? shapeWords[outcome] : words}
      </span>
    </span>
  )
}
