import type { Codecs } from '@foreseen/scan'
import { createSpill } from './spill.ts'
import { inflateAll, isZlibCodec, openZlib } from './zlib.ts'

/** Decompression with node:zlib, own bzip2 and xz in WebAssembly; members set aside go to `tempDir`. */
export function nodeCodecs(options: { readonly tempDir?: string } = {}): Codecs {
  return {
    open: (codec, input) => (isZlibCodec(codec) ? openZlib(codec, input) : undefined),
    inflateAll,
    spill: () => createSpill(options.tempDir),
  }
}
