export type { ByteSource } from './source.ts'
export { memorySource, rangeSource, readBytes } from './source.ts'
