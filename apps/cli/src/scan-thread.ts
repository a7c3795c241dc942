/** A thread that scans, so that the main one hears Ctrl-C and shows progress at any time. */
import { parentPort, workerData } from 'node:worker_threads'
import { type ScanFilesOptions, scanFiles } from '@foreseen/world/disk'

interface Start {
  readonly paths: readonly string[]
  readonly options: ScanFilesOptions
}

function isStart(data: unknown): data is Start {
  return typeof data === 'object' && data !== null && 'paths' in data && 'options' in data
}

if (parentPort !== null && isStart(workerData)) {
  const port = parentPort
  const totals = await scanFiles(workerData.paths, workerData.options, {
    onFinding: finding => port.postMessage({ finding }),
    onUnseen: unseen => port.postMessage({ unseen }),
    onProgress: progress => port.postMessage({ progress }),
  })
  port.postMessage({ totals })
}
