import { nearest } from './nearest.ts'

/** What is wrong with a part of a scenario. Bad data is a value, never an exception. */
export interface ScenarioProblem {
  /** Stable code, listed in `docs/errors.md`. */
  readonly code: string
  /** File and field: `moves.json: authorities[2].issuer`. */
  readonly location: string
  /** One plain sentence without control characters. */
  readonly detail: string
}

/** An object being read: its own fields by name, where it stands, and what was found wrong so far. */
export interface Fields {
  readonly where: string
  readonly path: string
  readonly raw: Readonly<Record<string, unknown>>
  readonly problems: ScenarioProblem[]
}

const isRecord = (raw: unknown): raw is Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw)

/** A value as people recognise it, cut short. */
export function shown(raw: unknown): string {
  if (Array.isArray(raw)) return 'a list'
  if (isRecord(raw)) return 'an object'
  if (raw === undefined) return 'nothing'
  const text = typeof raw === 'string' ? JSON.stringify(raw.slice(0, 60)) : String(raw)
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\u2028\u2029]/gu, '')
}

/** ` (did you mean X?)` where something known is near, else ''. */
export function meant(typed: string, known: readonly string[]): string {
  const near = nearest(typed, known)
  return near === undefined ? '' : ` (did you mean ${near}?)`
}

const locationOf = (where: string, path: string): string => (path === '' ? where : `${where}: ${path}`)

/** Notes what is wrong with a field; `name` is '' for the object as a whole. */
export function complain(fields: Fields, code: string, name: string, detail: string): void {
  const dot = fields.path !== '' && name !== '' && !name.startsWith('[') ? '.' : ''
  fields.problems.push({ code, location: locationOf(fields.where, `${fields.path}${dot}${name}`), detail })
}

/** Opens an object and refuses names that it does not have. Codes: `scenario-not-object`, `scenario-unknown-key`. */
export function openFields(
  raw: unknown,
  at: { readonly where: string; readonly path: string; readonly problems: ScenarioProblem[] },
  known: readonly string[],
): Fields {
  const fields = { ...at, raw: isRecord(raw) ? raw : {} }
  if (!isRecord(raw)) complain(fields, 'scenario-not-object', '', `${shown(raw)} stands where an object must`)
  for (const name of Object.keys(fields.raw)
    .filter(each => !known.includes(each))
    .slice(0, 20)) {
    const detail = `there is no field ${shown(name)} here${meant(name, known)}`
    complain(fields, 'scenario-unknown-key', '', detail)
  }
  return fields
}

/** The value of an own field; `undefined` when it is not there. */
export const fieldOf = ({ raw }: Fields, name: string): unknown =>
  Object.hasOwn(raw, name) ? raw[name] : undefined

/** Text without control characters, at most `most` characters. Code: `scenario-bad-value`. */
export function textIn(fields: Fields, name: string, fallback: string, most: number): string {
  const raw = fieldOf(fields, name)
  if (raw === undefined) return fallback
  if (typeof raw === 'string' && raw.length <= most && !/[\p{Cc}\u2028\u2029]/u.test(raw)) return raw
  const detail = `${shown(raw)} stands where a line of at most ${most} characters must`
  complain(fields, 'scenario-bad-value', name, detail)
  return fallback
}

/** Lower-case words with hyphens. Code: `scenario-bad-id`. */
export function idIn(fields: Fields, name: string, fallback: string): string {
  const raw = fieldOf(fields, name)
  if (raw === undefined && fallback !== '') return fallback
  if (typeof raw === 'string' && raw.length <= 64 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(raw)) return raw
  complain(fields, 'scenario-bad-id', name, `${shown(raw)} is no id`)
  return fallback
}

/** A finite number within bounds; whole where asked. Code: `scenario-bad-value`. */
export function numberIn(
  fields: Fields,
  name: string,
  fallback: number,
  bounds: { readonly most: number; readonly whole: boolean },
): number {
  const raw = fieldOf(fields, name)
  if (raw === undefined) return fallback
  const fits = typeof raw === 'number' && Math.abs(raw) <= bounds.most
  if (fits && (!bounds.whole || Number.isInteger(raw))) return raw
  const kind = bounds.whole ? 'a whole number' : 'a number'
  const detail = `${shown(raw)} stands where ${kind} from -${bounds.most} to ${bounds.most} must`
  complain(fields, bounds.whole ? 'scenario-bad-value' : 'scenario-bad-days', name, detail)
  return fallback
}

/** true or false. Code: `scenario-bad-value`. */
export function booleanIn(fields: Fields, name: string, fallback: boolean): boolean {
  const raw = fieldOf(fields, name)
  if (raw === undefined || typeof raw === 'boolean') return raw ?? fallback
  complain(fields, 'scenario-bad-value', name, `${shown(raw)} stands where true or false must`)
  return fallback
}

/** One of a few words. Code: `scenario-bad-value`. */
export function wordIn<T extends string>(fields: Fields, name: string, fallback: T, words: readonly T[]): T {
  const raw = fieldOf(fields, name)
  if (raw === undefined) return fallback
  const found = words.find(word => word === raw)
  if (found === undefined) {
    const hint = typeof raw === 'string' ? meant(raw, words) : ''
    const detail = `${shown(raw)} is none of ${words.join(', ')}${hint}`
    complain(fields, 'scenario-bad-value', name, detail)
  }
  return found ?? fallback
}

/** A list of at most `most` members; `undefined` when the field is not there. Codes: `scenario-bad-value`, `scenario-too-many`. */
export function listIn(fields: Fields, name: string, most: number): readonly unknown[] | undefined {
  const raw = fieldOf(fields, name)
  if (raw === undefined) return undefined
  if (!Array.isArray(raw)) {
    complain(fields, 'scenario-bad-value', name, `${shown(raw)} stands where a list must`)
    return undefined
  }
  if (raw.length > most)
    complain(fields, 'scenario-too-many', name, `${raw.length} are too many: at most ${most} are taken`)
  return raw.slice(0, most)
}

/** A list of some of a few words, each once. Codes: `scenario-bad-value`, `scenario-too-many`. */
export function wordsIn<T extends string>(
  fields: Fields,
  name: string,
  words: readonly T[],
): readonly T[] | undefined {
  const found = listIn(fields, name, words.length)?.flatMap((raw, index) => {
    const place = `${name}[${index}]`
    const word = wordIn<T | ''>({ ...fields, raw: { [place]: raw } }, place, '', words)
    return word === '' ? [] : [word]
  })
  return found === undefined ? undefined : words.filter(word => found.some(each => each === word))
}
