/** The pages of `docs/kinds`, which are the product's own help: as much of Markdown as they use, and nothing else. */

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  /** To the page of another kind, by its id. */
  | { readonly type: 'kind'; readonly text: string; readonly kind: string }

export type Block =
  | { readonly type: 'title'; readonly text: string }
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'paragraph'; readonly parts: readonly Inline[] }

/** Code between backquotes, links to `KIND.md`; whatever else is text. */
export function parseInline(text: string): readonly Inline[] {
  const parts: Inline[] = []
  let from = 0
  for (const match of text.matchAll(/`([^`]+)`|\[([^\]]+)\]\(([\w-]+)\.md\)/g)) {
    const [whole, code, title, kind] = match
    if (match.index > from) parts.push({ type: 'text', text: text.slice(from, match.index) })
    if (code !== undefined) parts.push({ type: 'code', text: code })
    else if (title !== undefined && kind !== undefined) parts.push({ type: 'kind', text: title, kind })
    from = match.index + whole.length
  }
  if (from < text.length) parts.push({ type: 'text', text: text.slice(from) })
  return parts
}

/** Reads one page: titles and paragraphs, a line each. */
export function parseKindText(markdown: string): readonly Block[] {
  return markdown.split('\n').flatMap((line): readonly Block[] => {
    if (line.trim() === '') return []
    if (line.startsWith('## ')) return [{ type: 'heading', text: line.slice(3) }]
    if (line.startsWith('# ')) return [{ type: 'title', text: line.slice(2) }]
    return [{ type: 'paragraph', parts: parseInline(line) }]
  })
}
