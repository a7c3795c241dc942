/** Two significant digits: 1.2, 12, 120. */
function short(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Math.round(value * 10) / 10)
}

const powers: readonly [number, string][] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
]

/** Bytes for people, powers of 1000: `1.2 GB`. */
export function bytesText(bytes: number): string {
  const found = powers.find(([power]) => bytes >= power)
  return found === undefined ? `${bytes} bytes` : `${short(bytes / found[0])} ${found[1]}`
}

/** Digits in groups of three: `12,034`. Not by `toLocaleString`, whose data takes 40 ms to load. */
export function digitsText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A count with its noun, digits grouped: `12,034 files`, `1 file`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${digitsText(count)} ${count === 1 ? one : many}`
}

/** How long something took: `320 ms`, `4.2 s`, `3 min`. */
export function elapsedText(elapsedMs: number): string {
  if (elapsedMs < 1000) return `${Math.round(elapsedMs)} ms`
  return elapsedMs < 120_000
    ? `${Math.round(elapsedMs / 100) / 10} s`
    : `${Math.round(elapsedMs / 60_000)} min`
}

/** Bytes per time as GB/s; '' where too little was read for a rate to mean anything. */
export function rateText(bytes: number, elapsedMs: number): string {
  if (bytes < 1e6 || elapsedMs <= 0) return ''
  return `${(bytes / elapsedMs / 1e6).toFixed(bytes / elapsedMs >= 1e5 ? 1 : 2)} GB/s`
}

/** Words joined as a sentence joins them. */
export function listText(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}
