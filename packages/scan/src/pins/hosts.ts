const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/
// What looks like a host and is a file, a package or a member of a class.
const NOT_DOMAINS = /^(?:java|javax|kotlin|android|androidx|okhttp3?|retrofit2?|com|org|net|io|de)$/i
const FILE_ENDINGS =
  /^(?:java|kt|kts|swift|mm?|js|jsx|ts|tsx|mjs|cjs|json|xml|ya?ml|toml|plist|pem|crt|cer|der|p12|pfx|key|txt|md|html?|go|py|rb|cs|cpp|hpp|class|dex|so|jar|aar|png|svg|css)$/i

/** Is the text a host name or a pattern of one (`*.example.com`, `**.example.com`)? */
export function isHost(text: string): boolean {
  if (text.length > 253) return false
  const labels = text.replace(/^\*{1,2}\./, '').split('.')
  const last = labels.at(-1) ?? ''
  if (labels.length < 2 || !/^(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59})$/.test(last)) return false
  if (FILE_ENDINGS.test(last) || NOT_DOMAINS.test(labels[0] ?? '')) return false
  return labels.every(label => LABEL.test(label))
}

/** The texts in quotes of `text`, in order, each with its offset; at most 512 characters each. */
export function quoted(text: string): { readonly at: number; readonly text: string }[] {
  return [...text.matchAll(/"([^"\n]{0,512})"|'([^'\n]{0,512})'|`([^`\n]{0,512})`/g)].map(match => ({
    at: match.index + 1,
    text: match[1] ?? match[2] ?? match[3] ?? '',
  }))
}

/** The host in quotes that stands nearest before the end of `text`: the one a pin after it belongs to. */
export function nearestHost(text: string): readonly string[] {
  // An opening quote may be cut off in front: both ways of pairing are tried.
  for (const from of [0, text.search(/["'`]/) + 1]) {
    const host = quoted(text.slice(from)).findLast(one => isHost(one.text))
    if (host !== undefined) return [host.text]
  }
  return []
}
