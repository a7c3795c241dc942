import { isChromiumLine } from '../pins/chromium.ts'
import { base64Digest } from '../pins/digest.ts'
import { nearestHost } from '../pins/hosts.ts'
import { pinCatch } from '../pins/pin-catch.ts'
import { textAround } from '../pins/text.ts'
import type { Detector } from './contract.ts'

const BEFORE = 512
// Prefix, 43 symbols and the sign of padding, one more to see that they end.
const AFTER = 64

/** `sha256/…=` and `sha1/…=`, as OkHttp, Retrofit, Ktor and React Native write pins of keys. */
export const pinOkhttpDetector: Detector = {
  id: 'pin-okhttp',
  catalogue: [73],
  needles: ['pin-sha256', 'pin-sha1'],
  finds: 'sha256/ or sha1/ with a base64 digest of a public key, and the host named before it',
  ignores:
    'placeholders, chains printed by a failure, subresource integrity, lock files, paths, curl and Chromium forms',
  find(hit, input) {
    const prefix = hit.needle === 'pin-sha1' ? 'sha1/' : 'sha256/'
    const { text, start } = textAround(input, hit.at, BEFORE, AFTER)
    const at = hit.at - start
    const run = /^[A-Za-z0-9+/]{27,44}=/.exec(text.slice(at + prefix.length))?.[0]
    if (run === undefined || run.length !== (prefix === 'sha1/' ? 28 : 44)) return []
    const end = at + prefix.length + run.length
    const [before, after] = [text.slice(0, at), text.slice(end)]
    const digest = base64Digest(run)
    if (digest === undefined || after.startsWith('=') || before.endsWith('/')) return []
    // `sha256/…=: CN=…` is a chain that was seen, printed by a failure; not a pin.
    if (isChromiumLine(before, after) || /^: ?[A-Za-z]{1,12}=/.test(after)) return []
    const place = { start: hit.at, end: start + end }
    return [
      pinCatch(digest, place, {
        form: 'okhttp',
        target: 'spki',
        encoding: 'base64',
        hosts: nearestHost(before),
      }),
    ]
  },
}
