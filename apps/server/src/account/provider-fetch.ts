import type { CustomFetch } from 'openid-client'

/** One request to the provider ends after so long. */
export const requestSeconds = 8
/** Metadata, keys and tokens have kilobytes. */
const mostBytes = 1_048_576

/** The provider cannot be reached, or says itself that it is not well. */
class ProviderDown extends Error {}

/** The library wraps errors that are none of its own. */
export function isDown(error: unknown): boolean {
  for (let part = error, depth = 0; part instanceof Error && depth < 8; part = part.cause, depth++)
    if (part instanceof ProviderDown) return true
  return false
}

const downBecause = (cause: unknown): ProviderDown => new ProviderDown('the provider is down', { cause })

async function readBounded({ body }: Response): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = []
  let sizeBytes = 0
  for await (const part of body ?? []) {
    sizeBytes += part.length
    if (sizeBytes > mostBytes) return undefined
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

async function ask(url: string, options: RequestInit) {
  try {
    const response = await fetch(url, options)
    return { response, bytes: await readBounded(response) }
  } catch (error) {
    throw downBecause(error)
  }
}

/** `fetch` with an end to what is read; redirects are not followed (the library asks for that). */
export const boundedFetch: CustomFetch = async (url, { method, headers: sent, redirect, signal, body }) => {
  // The library sends forms only.
  if (body !== undefined && body !== null && typeof body !== 'string' && !(body instanceof URLSearchParams))
    throw new Error('a body that is no form was to be sent to the provider')
  const more = signal === undefined ? {} : { signal }
  const { response, bytes } = await ask(url, { method, headers: sent, redirect, body: body ?? null, ...more })
  const { status, headers } = response
  if (status >= 500) throw downBecause(status)
  if (bytes === undefined) throw new Error('an answer of the provider is longer than 1 MiB')
  return new Response(bytes.length === 0 ? null : bytes, { status, headers })
}
