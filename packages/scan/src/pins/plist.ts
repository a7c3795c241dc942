/** A property list as a tree; strings keep their place in the file. */
export type Plist =
  | { readonly type: 'dict'; readonly entries: readonly PlistEntry[] }
  | { readonly type: 'array'; readonly items: readonly Plist[] }
  | { readonly type: 'string'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly type: 'date'; readonly milliseconds: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'other' }

export interface PlistEntry {
  readonly key: string
  /** Offset of the key's first character. */
  readonly keyAt: number
  readonly value: Plist
}

/** Value of `key` in a dict. */
export function fieldOf(node: Plist | undefined, key: string): Plist | undefined {
  return node?.type === 'dict' ? node.entries.find(entry => entry.key === key)?.value : undefined
}

export const entriesOf = (node: Plist | undefined): readonly PlistEntry[] =>
  node?.type === 'dict' ? node.entries : []
export const itemsOf = (node: Plist | undefined): readonly Plist[] =>
  node?.type === 'array' ? node.items : []
