export { nodeCodecs } from './codec/codecs.ts'
export {
  type Cache,
  type FileKey,
  type FileSource,
  fileSource,
  openFileCache,
  type Progress,
  parseGlob,
  type Remembered,
  type ScanFilesHandlers,
  type ScanFilesOptions,
  scanFiles,
} from './disk/index.ts'
export {
  type ObserveOptions,
  observeEndpoint,
  observeEndpoints,
  type RawObserveOptions,
  servedFromFile,
} from './tls/index.ts'
