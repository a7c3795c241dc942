import type { Unseen } from '@foreseen/facts'
import type { ByteSource } from '../source.ts'

/** Bytes in order, in chunks; a chunk is valid until the next one is asked for. */
export type ByteStream = AsyncIterable<Uint8Array>

/** Compressions that a container may use. */
export type CodecName = 'deflate' | 'gzip' | 'zlib' | 'zstd' | 'xz' | 'lzma' | 'bzip2' | 'brotli'

/** Decompression, carried out by `world/codec`: the pure packages own formats, not compressors. */
export interface Codecs {
  /** Undefined where this codec cannot be had; the caller records `unsupported`. */
  open(codec: CodecName, input: ByteStream): ByteStream | undefined
  /** Small members at once: at most `maxBytes` of output, `undefined` when damaged or larger. */
  inflateAll(codec: 'deflate' | 'gzip' | 'zlib', input: Uint8Array, maxBytes: number): Uint8Array | undefined
  /** A place for bytes that must be read at random and are too large for memory; gone when released. */
  spill(): Spill
}

export interface Spill {
  append(bytes: Uint8Array): void
  source(): ByteSource
  release(): void
}

/** One member of a container. Exactly one of `range` (stored) and `stream` (compressed or sequential) opens it. */
export interface Member {
  /** Name as text, control characters and `!` escaped. */
  readonly name: string
  /** Size in bytes that the container claims; undefined when it does not say. */
  readonly claimedBytes: number | undefined
  /** Size in bytes as stored, for the ratio limit. */
  readonly packedBytes: number | undefined
  /** Equal keys mean equal bytes (CRC-32 + sizes in a zip): scanned once, reported at every place. */
  readonly sameAs: string | undefined
  readonly open: () => { readonly range: ByteSource } | { readonly stream: ByteStream } | { readonly unseen: Omit<Unseen, 'path'> }
}

/** What a container format knows how to do: one file each. */
export interface Container {
  readonly id: string
  readonly finds: string
  readonly ignores: string
  /** Does it begin here? `head` holds the first bytes (512 or more where there are), `tail` the last 64 KiB + 22 of a random-access source. */
  sniff(head: Uint8Array, tail: () => Uint8Array, sizeBytes: number | undefined): boolean
  /** Sequential formats read a stream; random-access ones need a source. */
  readonly access: 'stream' | 'random'
  members(input: ByteSource | ByteStream, context: ContainerContext): AsyncIterable<Member>
}

/** What a container reports besides its members. */
export interface ContainerContext {
  readonly codecs: Codecs
  unseen(record: Omit<Unseen, 'path'>): void
  /** Ranges of a random-access container that no member covers (prefix, signing block, gaps): searched raw, named by `label`. */
  region(start: number, end: number, label: string): void
  readonly maxMembers: number
}

/** Bounds on what is opened; each has a flag `--max-*`. Sizes in bytes. */
export interface Limits {
  readonly depth: number
  readonly members: number
  /** Output divided by input of one member or stream. */
  readonly ratio: number
  /** Output of all containers of one file. */
  readonly totalBytes: number
  /** Output of one member. */
  readonly memberBytes: number
}
