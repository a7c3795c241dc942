export { parseGlob } from './disk/glob.ts'
export { type Progress, type ScanFilesHandlers, type ScanFilesOptions, scanFiles } from './disk/scan-files.ts'
export { type FileSource, fileSource } from './disk/source.ts'
