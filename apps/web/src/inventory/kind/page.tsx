import { kinds } from '@foreseen/facts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { PageHeading } from '../../design/heading.tsx'
import { Empty, Loading, ProblemNote } from '../../design/state.tsx'
import { getText } from '../../http/client.ts'
import { usePathParam } from '../../shell/route.ts'
import { LevelMark } from '../marks.tsx'
import { type Inline, parseKindText } from './text.ts'
import '../record.css'

/** The same pages as `docs/kinds`, each a file of its own that is fetched when somebody reads it. */
const addresses = import.meta.glob<string>('../../../../../docs/kinds/*.md', {
  query: '?url',
  import: 'default',
  eager: true,
})

async function readText(id: string): Promise<string> {
  const address = addresses[`../../../../../docs/kinds/${id}.md`]
  return address === undefined ? '' : await getText(address)
}

function Part({ part }: { readonly part: Inline }) {
  if (part.type === 'text') return part.text
  if (part.type === 'code') return <code>{part.text}</code>
  return (
    <Link to="/kinds/$id" params={{ id: part.kind }}>
      {part.text}
    </Link>
  )
}

function KindText({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['kind text', id],
    queryFn: () => readText(id),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (error !== null) return <ProblemNote error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading />
  // Title and first line stand above already: the catalogue says them.
  const blocks = parseKindText(data).filter(({ type }) => type !== 'title')
  return (
    <div className="kind-text">
      {blocks.slice(1).map(block =>
        block.type === 'paragraph' ? (
          <p key={block.parts.map(({ text }) => text).join('')}>
            {block.parts.map(part => (
              <Part key={part.type + part.text} part={part} />
            ))}
          </p>
        ) : (
          <h2 key={block.text}>{block.text}</h2>
        ),
      )}
    </div>
  )
}

/** What one kind of hardwiring means, how it breaks, how to see and mend it, when to accept it. */
export function KindPage() {
  const id = usePathParam('id')
  const kind = kinds.find(each => each.id === id)
  if (kind === undefined) {
    return (
      <>
        <PageHeading title="No such kind" />
        <Empty title={`There is no kind called ${id}`}>
          <ul className="stack">
            {kinds.map(each => (
              <li key={each.id}>
                <Link to="/kinds/$id" params={{ id: each.id }}>
                  {each.title}
                </Link>
              </li>
            ))}
          </ul>
        </Empty>
      </>
    )
  }
  return (
    <article className="record">
      <PageHeading title={kind.title} />
      <p className="sentence">{kind.breaks}</p>
      <p className="row small">
        <LevelMark level={kind.level} />
        <code>{kind.id}</code>
        <Link to="/inventory" search={{ kind: kind.id }}>
          what of this kind was found
        </Link>
      </p>
      <KindText id={id} />
    </article>
  )
}
