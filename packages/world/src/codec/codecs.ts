import type { Codecs } from '@foreseen/scan'
import { openBzip2 } from './bzip2.ts'
import { openDeflate64 } from './deflate64.ts'
import { openGzip } from './gzip.ts'
import { openLzma } from './lzma-alone.ts'
import { createSpill } from './spill.ts'
import { inflateInto } from './whole.ts'
import { openXz } from './xz.ts'
import { isZlibCodec, openZlib } from './zlib.ts'

/** Decompression with node:zlib, own bzip2 and deflate64, and LZMA in WebAssembly; members set aside go to `tempDir`. */
export function nodeCodecs(options: { readonly tempDir?: string } = {}): Codecs {
  return {
    open(codec, input) {
      if (codec === 'gzip') return openGzip(input)
      if (codec === 'bzip2') return openBzip2(input)
      if (codec === 'xz') return openXz(input)
      if (codec === 'lzma') return openLzma(input)
      if (codec === 'deflate64') return openDeflate64(input)
      return isZlibCodec(codec) ? openZlib(codec, input) : undefined
    },
    inflateInto,
    spill: () => createSpill(options.tempDir),
  }
}
