import type { Codecs, Container } from '../containers/contract.ts'
import { containerOf } from '../containers/registry.ts'

/** Output from which on a beginning is believed whatever follows. */
const convincingBytes = 64 << 10
/** Input that would have broken by now, or given something, if it were something else. */
const tellingBytes = 512

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Whether `head` opens with this codec to its end, or to the end of a stream. */
async function opens(codecs: Codecs, container: Container, head: Uint8Array): Promise<boolean> {
  if (container.trial === undefined) return true
  const decoded = codecs.open(container.trial, once(head))
  if (decoded === undefined) return false
  let outBytes = 0
  try {
    for await (const chunk of decoded) {
      outBytes += chunk.length
      if (outBytes >= convincingBytes) break
    }
    return outBytes > 0
  } catch (error) {
    const isCut = error instanceof Error && /unexpected end/.test(error.message)
    return isCut && (outBytes > 0 || head.length >= tellingBytes)
  }
}

/** The container that begins here, as `containerOf`; one that is known by little is tried first. */
export async function triedContainer(
  codecs: Codecs,
  ...where: Parameters<typeof containerOf>
): Promise<Container | undefined> {
  const container = containerOf(...where)
  if (container?.trial === undefined) return container
  return (await opens(codecs, container, where[0])) ? container : undefined
}
