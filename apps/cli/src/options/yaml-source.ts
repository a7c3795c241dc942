import { isNode, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { suggestion } from './nearest.ts'
import { quoted, type UsageProblem } from './usage-problem.ts'

/** Plans are kilobytes; what is larger is another file. */
export const maxPlanBytes = 1 << 20
const maxAliases = 100
const maxTextLength = 8192
const maxItems = 10_000

type Step = string | number
export type Path = readonly Step[]

/** Something of a YAML file, with all that is wrong with it collected by line. */
export class YamlSource {
  readonly problems: UsageProblem[] = []
  readonly value: unknown
  readonly #name: string
  readonly #lineOf: (path: Path) => number | undefined
  readonly #sourceOf: (path: Path) => string | undefined

  readonly #whole: string

  /** Reads YAML 1.2 (of which JSON is a part); `whole` is what the file is called as such. Codes: `rehearse-bad-yaml`. */
  constructor(name: string, text: string, whole = 'the plan') {
    this.#name = name
    this.#whole = whole
    const lines = new LineCounter()
    const read = readDocument(text, lines)
    if ('detail' in read) {
      this.#lineOf = () => read.line
      this.#sourceOf = () => undefined
      this.refuse('rehearse-bad-yaml', [], read.detail, 'Mend the line that is named.')
      return
    }
    this.value = read.value
    this.#sourceOf = path => {
      const node = read.document.getIn(path, true)
      return isScalar(node) ? node.source : undefined
    }
    this.#lineOf = path => {
      for (let length = path.length; length >= 0; length--) {
        const node = read.document.getIn(path.slice(0, length), true)
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
      }
      return undefined
    }
  }

  /** A number as it stands there: 0.10 is a version, and 0.1 is another one. */
  written(value: unknown, path: Path): unknown {
    return typeof value === 'number' ? (this.#sourceOf(path) ?? value) : value
  }

  refuse(code: string, path: Path, detail: string, remedy: string): void {
    const line = this.#lineOf(path)
    const place = line === undefined ? this.#name : `${this.#name}, line ${line}`
    this.problems.push({ code, detail: `${place}: ${detail}`, remedy })
  }

  /** The value at `path` as a mapping with none but `known` keys. Codes: `rehearse-bad-value`, `rehearse-unknown-key`. */
  mapping(value: unknown, path: Path, known: readonly string[]): YamlMapping {
    const place = path.length === 0 ? this.#whole : placeText(path)
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isMapping) {
      this.refuse(
        'rehearse-bad-value',
        path,
        `${place} is no mapping.`,
        known.length === 0 ? 'Write NAME: value, one a line.' : `It has the keys ${known.join(', ')}.`,
      )
      return new YamlMapping(this, path, {})
    }
    for (const key of Object.keys(value).filter(key => !known.includes(key))) {
      const meant = suggestion(key, known)
      const detail = `${place} has an unknown key ${quoted(key)}.`
      this.refuse('rehearse-unknown-key', [...path, key], detail, meant || `It takes ${known.join(', ')}.`)
    }
    return new YamlMapping(this, path, { ...value })
  }
}

type ReadDocument =
  | {
      readonly document: { getIn(path: readonly unknown[], keepScalar: boolean): unknown }
      readonly value: unknown
    }
  | { readonly detail: string; readonly line: number | undefined }

function readDocument(text: string, lines: LineCounter): ReadDocument {
  try {
    const document = parseDocument<ParsedNode>(text, { lineCounter: lines, prettyErrors: false })
    const [error] = [...document.errors, ...document.warnings]
    if (error?.code === 'MULTIPLE_DOCS') {
      const { line } = lines.linePos(error.pos[0])
      return { detail: 'this is not readable: a second document begins here.', line }
    }
    if (error !== undefined) {
      const detail = `this is not readable: ${error.message.replace(/\s+/g, ' ')}.`
      return { detail, line: lines.linePos(error.pos[0]).line }
    }
    return { document, value: document.toJS({ maxAliasCount: maxAliases }) }
  } catch (error) {
    // Aliases that multiply, or nesting beyond the stack: the parser throws.
    const reason = error instanceof Error ? error.message : String(error)
    return { detail: `this is not readable: ${reason}.`, line: undefined }
  }
}

/** `releases 2 env`. */
function placeText(path: Path): string {
  const words = path.map(step => (typeof step === 'number' ? String(step + 1) : step))
  return words.join(' ')
}

/** One mapping: each value is read with its type and its standard; what is wrong is kept with its line. */
export class YamlMapping {
  readonly #source: YamlSource
  readonly #path: Path
  readonly #value: Readonly<Record<string, unknown>>

  constructor(source: YamlSource, path: Path, value: Readonly<Record<string, unknown>>) {
    this.#source = source
    this.#path = path
    this.#value = value
  }

  refuse(key: string, detail: string, remedy: string, code = 'rehearse-bad-value'): void {
    this.#source.refuse(code, [...this.#path, key], `${placeText([...this.#path, key])} ${detail}`, remedy)
  }

  has(key: string): boolean {
    return this.#value[key] !== undefined && this.#value[key] !== null
  }

  text(key: string, standard = ''): string {
    const value = this.#value[key]
    if (value === undefined || value === null) return standard
    const text = scalarText(this.#source.written(value, [...this.#path, key]))
    if (text !== undefined && text.length <= maxTextLength && !text.includes('\0')) return text
    this.refuse(key, 'is no text.', 'Write one line of text.')
    return standard
  }

  number(key: string, standard: number, least: number, most: number): number {
    const value = this.#value[key]
    if (value === undefined || value === null) return standard
    if (typeof value === 'number' && value >= least && value <= most) return value
    this.refuse(key, `is no number from ${least} to ${most}.`, 'Write digits only.')
    return standard
  }

  on(key: string, standard: boolean): boolean {
    const value = this.#value[key]
    if (value === undefined || value === null) return standard
    if (typeof value === 'boolean') return value
    this.refuse(key, 'is neither true nor false.', 'Write true or false.')
    return standard
  }

  /** Items of a list, bounded; `remedy` says what they are. */
  items(key: string, remedy: string): readonly unknown[] {
    const value = this.#value[key]
    if (value === undefined || value === null) return []
    if (Array.isArray(value) && value.length <= maxItems) return value
    const isLong = Array.isArray(value)
    this.refuse(
      key,
      isLong ? `has more than ${maxItems} entries.` : 'is no list.',
      isLong ? 'Split the plan into several.' : remedy,
    )
    return []
  }

  texts(key: string, remedy: string): readonly string[] {
    return this.items(key, remedy).flatMap((item, at) => {
      const text = scalarText(this.#source.written(item, [...this.#path, key, at]))
      if (text !== undefined && text.length <= maxTextLength && !text.includes('\0')) return [text]
      this.refuse(key, 'holds something that is no text.', remedy)
      return []
    })
  }

  /** The mapping below a key, or an empty one. */
  below(key: string, known: readonly string[]): YamlMapping {
    const path = [...this.#path, key]
    return this.has(key)
      ? this.#source.mapping(this.#value[key], path, known)
      : new YamlMapping(this.#source, path, {})
  }

  /** Text by free names, such as variables. */
  named(key: string): Readonly<Record<string, string>> {
    const value = this.#value[key]
    if (value === undefined || value === null) return {}
    const names = typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : []
    const own = this.below(key, names)
    return Object.fromEntries(names.map(name => [name, own.text(name)]))
  }
}

/** Numbers and booleans that stand where text is meant are text: `name: 0.9`, `DEBUG: true`. */
function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
