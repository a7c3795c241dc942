import type { ShownFamily, ShownRelation, ShownRelative } from '@foreseen/facts'

/** What a line from one to the other says, read from its start. */
const forward: Readonly<Record<ShownRelation, string>> = {
  issued: 'issued',
  'renewed-by': 'was renewed by',
  'cross-signed': 'is the same authority as',
  'same-key': 'has the same key as',
  'pinned-by': 'is pinned by',
}

/** The same, read from its end. */
const backward: Readonly<Record<ShownRelation, string>> = {
  issued: 'was issued by',
  'renewed-by': 'renewed',
  'cross-signed': 'is the same authority as',
  'same-key': 'has the same key as',
  'pinned-by': 'pins',
}

/** What each relation is called in the legend. */
export const relationTitle: Readonly<Record<ShownRelation, string>> = {
  issued: 'issued',
  'renewed-by': 'renewed by',
  'cross-signed': 'cross-signed',
  'same-key': 'same key',
  'pinned-by': 'pinned by',
}

/** Where a relative was met: the words under its name. */
export function whereMet({ found, served }: Pick<ShownRelative, 'found' | 'served'>): string {
  if (found && served) return 'found and served'
  if (found) return 'found in a release'
  return served ? 'served by an endpoint' : 'neither found nor served'
}

/** `2026-12-01 to 2027-03-01`; '' where nothing is known. */
export function lifeText({ notBefore, notAfter }: Pick<ShownRelative, 'notBefore' | 'notAfter'>): string {
  const [from, to] = [notBefore?.slice(0, 10), notAfter?.slice(0, 10)]
  if (from !== undefined && to !== undefined) return `${from} to ${to}`
  if (to !== undefined) return `until ${to}`
  return from === undefined ? '' : `from ${from}`
}

export interface RelationClause {
  /** `was issued by`. */
  readonly verb: string
  readonly other: ShownRelative
}

/** Everything that lines say about one relative, in the order of the family. */
export function clausesOf(family: ShownFamily, object: number): readonly RelationClause[] {
  const byObject = new Map(family.relatives.map(relative => [relative.object, relative]))
  return family.relations.flatMap(({ from, to, relation }) => {
    const other = byObject.get(from === object ? to : from)
    if ((from !== object && to !== object) || other === undefined || from === to) return []
    return [{ verb: from === object ? forward[relation] : backward[relation], other }]
  })
}
