import type { ShownFamily, ShownRelation, ShownRelative } from '@foreseen/facts'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type MouseEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { typeTitle } from '../name.ts'
import { layoutOf, type PlacedRelation, type PlacedRelative, size } from './layout.ts'
import { stepFor, stepFrom } from './walk.ts'
import { clausesOf, lifeText, relationTitle, whereMet } from './words.ts'

/** As many letters as the box holds at 13 px. */
const fittingLetters = 18
/** Digits are wider than letters, and a pin's box has round ends. */
const fittingDigits = 14

function fitted({ name, type }: ShownRelative): string {
  const most = type === 'pin' ? fittingDigits : fittingLetters
  return name.length <= most ? name : `${name.slice(0, most - 7)}…${name.slice(-6)}`
}

/** What a screen reader says of one box: who, where it was met, how it belongs to the others. */
function spoken(family: ShownFamily, { relative }: PlacedRelative): string {
  const clauses = clausesOf(family, relative.object).map(({ verb, other }) => `${verb} ${other.name}`)
  const life = lifeText(relative)
  return [`${relative.name}, ${typeTitle(relative.type)}`, life, whereMet(relative), ...clauses]
    .filter(part => part !== '')
    .join('; ')
}

/** Lines that have a direction end in an arrow; the others belong to both ends alike. */
const isDirected = (relation: ShownRelation): boolean => !['cross-signed', 'same-key'].includes(relation)

function Line({
  line,
  isNear,
  arrow,
}: {
  readonly line: PlacedRelation
  readonly isNear: boolean
  readonly arrow: string
}) {
  return (
    <path
      className={`relation relation-${line.relation}${isNear ? ' is-near' : ''}`}
      d={line.path}
      markerEnd={isDirected(line.relation) ? `url(#${arrow})` : undefined}
    />
  )
}

function Box({
  placed,
  own,
  isStop,
  label,
  onFocus,
}: {
  readonly placed: PlacedRelative
  readonly own: boolean
  readonly isStop: boolean
  readonly label: string
  readonly onFocus: () => void
}) {
  const { relative, x, y } = placed
  const navigate = useNavigate()
  const href = `/inventory/${relative.object}`
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    void navigate({ to: href })
  }
  // A pin's box has round ends.
  const inset = relative.type === 'pin' ? 18 : 12
  const look = `${relative.served ? ' relative-served' : ''}${relative.found || relative.served ? '' : ' relative-absent'}`
  return (
    <a
      href={href}
      data-object={relative.object}
      tabIndex={isStop ? 0 : -1}
      aria-current={own ? 'page' : undefined}
      onClick={open}
      onFocus={onFocus}
    >
      <title>{label}</title>
      <rect
        className={`relative${look}${own ? ' relative-own' : ''}`}
        x={x}
        y={y}
        width={size.width}
        height={size.height}
        rx={relative.type === 'pin' ? size.height / 2 : 3}
      />
      <text x={x + inset} y={y + 20}>
        {fitted(relative)}
      </text>
      <text className="relative-more" x={x + inset} y={y + 37}>
        {lifeText(relative).replace(' to ', ' \u2013 ') || typeTitle(relative.type)}
      </text>
    </a>
  )
}

/** The head of a line that has a direction. */
function Arrow({ id }: { readonly id: string }) {
  return (
    <defs>
      <marker
        id={id}
        viewBox="0 0 8 8"
        refX="8"
        refY="4"
        markerWidth="8"
        markerHeight="8"
        markerUnits="userSpaceOnUse"
        orient="auto-start-reverse"
      >
        <path className="arrow" d="M0 0 8 4 0 8z" />
      </marker>
    </defs>
  )
}

/** The family as a picture: issuers left, what they issued right, renewals below each other. Arrow keys walk through it, Enter opens. */
export function FamilyGraph({ family, own }: { readonly family: ShownFamily; readonly own: number }) {
  const layout = useMemo(() => layoutOf(family), [family])
  const [stop, setStop] = useState(own)
  const picture = useRef<SVGSVGElement>(null)
  const frame = useRef<HTMLElement>(null)
  const arrow = useId()
  const hasStop = layout.relatives.some(({ relative }) => relative.object === stop)
  const current = hasStop ? stop : (layout.relatives[0]?.relative.object ?? own)
  // A family may be wider than the page: it begins where the object of this page stands.
  useLayoutEffect(() => {
    const box = layout.relatives.find(({ relative }) => relative.object === own)
    if (frame.current === null || box === undefined) return
    frame.current.scrollLeft = box.x + size.width / 2 - frame.current.clientWidth / 2
  }, [layout, own])
  const walk = (event: KeyboardEvent) => {
    const step = stepFor(event.key)
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const next = stepFrom(layout, current, step)
    setStop(next)
    const box = picture.current?.querySelector<SVGAElement>(`[data-object="${next}"]`)
    box?.focus()
    box?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  return (
    <nav ref={frame} className="family" aria-label="Family of renewals, issuers and pins" onKeyDown={walk}>
      {/* A group of links; arrow keys are an addition to Tab and Enter, which work as everywhere. */}
      <svg
        ref={picture}
        className="relations"
        role="presentation"
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
      >
        <Arrow id={arrow} />
        {layout.relations.map(line => (
          <Line
            key={`${line.from} ${line.relation} ${line.to}`}
            line={line}
            isNear={line.from === current || line.to === current}
            arrow={arrow}
          />
        ))}
        {layout.relatives.map(placed => (
          <Box
            key={placed.relative.object}
            placed={placed}
            own={placed.relative.object === own}
            isStop={placed.relative.object === current}
            label={spoken(family, placed)}
            onFocus={() => setStop(placed.relative.object)}
          />
        ))}
      </svg>
    </nav>
  )
}

/** What the strokes of the picture mean, as far as they occur in it. */
export function FamilyLegend({ family }: { readonly family: ShownFamily }) {
  const used = [...new Set(family.relations.map(({ relation }) => relation))]
  return (
    <ul className="family-legend">
      {used.map(relation => (
        <li key={relation} className="family-line">
          <svg viewBox="0 0 32 12" aria-hidden="true" className="relations">
            <path className={`relation relation-${relation}`} d="M0 6H32" />
          </svg>
          {relationTitle[relation]}
        </li>
      ))}
    </ul>
  )
}
