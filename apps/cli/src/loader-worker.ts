/** Imported by a worker thread of a scan before its own module. */
import { armLoader } from './loader.ts'

armLoader(import.meta.resolve('@foreseen/world/disk'))
