import type { Unseen } from '@foreseen/facts'
import type { ByteSource } from '../source.ts'

/** Bytes in order, in chunks; a chunk is valid until the next one is asked for. Damaged input rejects. */
export type ByteStream = AsyncIterable<Uint8Array>

/** The output of a decompressor. */
export interface DecodedStream extends ByteStream {
  /** Input bytes that the decoder has used so far; exact once the output has ended. */
  consumedBytes(): number
}

/** Compressions that a container may use. */
export type CodecName =
  | 'deflate'
  | 'deflate64'
  | 'gzip'
  | 'zlib'
  | 'zstd'
  | 'xz'
  | 'lzma'
  | 'bzip2'
  | 'brotli'

/** Compressions whose members may be opened at once. */
export type WholeCodec = 'deflate' | 'gzip' | 'zlib' | 'zstd'

/** Decompression, carried out by `world/codec`: the pure packages own formats, not compressors. */
export interface Codecs {
  /** Undefined where this codec cannot be had; the caller records `unsupported`. */
  open(codec: CodecName, input: ByteStream): DecodedStream | undefined
  /** Small members at once: size in bytes of what was written to `into`; -1 when the input is damaged, does not end
   *  with its last byte, or leaves no byte of `into` free. */
  inflateInto(codec: WholeCodec, input: Uint8Array, into: Uint8Array): number
  /** A place for bytes that must be read at random and are too large for memory; gone when released. */
  spill(): Spill
}

/** Bytes set aside outside of memory. `append` throws when there is no room. */
export interface Spill {
  append(bytes: Uint8Array): void
  source(): ByteSource
  release(): void
}

/** Something that could not be looked at, before its path is known. */
export type UnseenHere = Omit<Unseen, 'path'>

/** The bytes of a member, still compressed, with the codec that opens them. */
export interface Packed {
  readonly codec: CodecName
  readonly bytes: { readonly source: ByteSource } | { readonly stream: ByteStream }
  /** Offset of these bytes in the container, for records about damage. */
  readonly start: number
}

/** How a member is reached. */
export type Opened =
  | { readonly range: ByteSource }
  | { readonly packed: Packed }
  | { readonly stream: ByteStream }
  | { readonly unseen: UnseenHere }

/** One member of a container. */
export interface Member {
  readonly type: 'member'
  /** Name as text, not yet escaped; undefined for the one stream that a compressed file is. */
  readonly name: string | undefined
  /** Size in bytes that the container claims; undefined when it does not say. */
  readonly claimedBytes: number | undefined
  /** Size in bytes as stored, for the ratio limit. */
  readonly packedBytes: number | undefined
  /** Part of the identity of the contents (CRC-32, sizes, method of a zip entry): with the digest of the packed
   *  bytes it decides that two members are equal, so that they are inflated once. */
  readonly identity: string | undefined
  readonly open: () => Opened
}

/** Bytes of a container that no member covers (prefix, signing block, gap, what follows damage): searched raw. */
export type Region =
  | { readonly type: 'region'; readonly start: number; readonly end: number; readonly label: string }
  | { readonly type: 'region'; readonly start: number; readonly stream: ByteStream; readonly label: string }

/** What a container is read from. */
export type ContainerInput = { readonly source: ByteSource } | { readonly stream: ByteStream }

/** What a container format knows how to do: one file each. */
export interface Container {
  readonly id: string
  readonly finds: string
  readonly ignores: string
  /** Does it begin here? `head` holds the first bytes (1,024 where there are so many); `tail` the last
   *  64 KiB + 22 of a random-access source, empty for a stream. */
  sniff(head: Uint8Array, tail: () => Uint8Array, sizeBytes: number | undefined): boolean
  /** Formats with too weak a beginning to be believed: what begins here must open with this codec, as far as `head`
   *  goes, or it is ordinary bytes. */
  readonly trial?: CodecName
  /** Sequential formats read a stream as well as a source; random-access ones need a source. */
  readonly access: 'stream' | 'random'
  /** Members and regions in order. The bytes of a member are valid until the next is asked for; in a stream, a member
   *  that was not read by then is skipped. Without promises where the format needs none: they cost more than a small
   *  member. */
  members(
    input: ContainerInput,
    context: ContainerContext,
  ): AsyncIterable<Member | Region> | Iterable<Member | Region>
}

/** What a container reports besides its members. */
export interface ContainerContext {
  unseen(record: UnseenHere): void
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
