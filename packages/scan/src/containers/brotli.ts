import type { Container } from './contract.ts'
import { wholeStream } from './gzip.ts'

/** Whether a name says brotli (RFC 7932 has no magic number). */
export function isBrotliName(path: string): boolean {
  return path.endsWith('.br')
}

/** Brotli files, the one format that is known by its name. */
export const brotliContainer: Container = {
  id: 'brotli',
  finds: 'files named .br that are brotli',
  ignores: 'brotli under any other name',
  // From a source, so that what turns out not to be brotli can be searched as it is.
  access: 'random',
  sniff: () => false,
  members: input => wholeStream('brotli', input),
}
