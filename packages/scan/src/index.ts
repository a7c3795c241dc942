export type {
  ByteStream,
  CodecName,
  Codecs,
  Container,
  DecodedStream,
  Limits,
  Spill,
  WholeCodec,
} from './containers/contract.ts'
export { containers, looksLikeContainer } from './containers/registry.ts'
export type { Catch, Detector, DetectorInput, DetectorOptions, Span } from './detectors/contract.ts'
export { detectors } from './detectors/registry.ts'
export { defaultLimits } from './engine/limits.ts'
export { createEngine, type Engine, type EngineParts, type ScanCounts } from './engine.ts'
export type { Hit, Kernel } from './kernel/contract.ts'
export { type Needle, type NeedleName, needles } from './kernel/needles.ts'
export { compileKernel, createKernel } from './kernel/simd.ts'
export { createSlowKernel } from './kernel/slow.ts'
export { hasStartNeedle } from './kernel/start.ts'
export { escapePath } from './path.ts'
export type { ByteSource } from './source.ts'
export { memorySource, rangeSource, readBytes } from './source.ts'
