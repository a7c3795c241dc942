import { Worker } from 'node:worker_threads'
import type { Finding, ScanTotals, Unseen } from '@foreseen/facts'
import { type Progress, type ScanFilesOptions, scanFiles } from '@foreseen/world/disk'

/** Where a scan reports to. */
export interface ScanSink {
  onFinding(finding: Finding): void
  onUnseen(unseen: Unseen): void
  onProgress(progress: Progress): void
}

type Message =
  | { readonly finding: Finding }
  | { readonly unseen: Unseen }
  | { readonly progress: Progress }
  | { readonly totals: ScanTotals }

const isSource = import.meta.url.endsWith('.ts')
const preload = isSource ? {} : { workerPreload: new URL('./loader-worker.js', import.meta.url).href }

/** Scans in a thread of its own: it costs the start of a thread, and keeps this one free for whoever watches. */
function scanAside(paths: readonly string[], options: ScanFilesOptions, sink: ScanSink): Promise<ScanTotals> {
  const url = isSource
    ? new URL('./scan-thread.ts', import.meta.url)
    : new URL('./scan-thread.js', import.meta.url)
  const worker = new Worker(url, {
    workerData: { paths, options },
    execArgv: isSource ? ['--conditions=foreseen-source'] : [],
  })
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if ('finding' in message) sink.onFinding(message.finding)
      else if ('unseen' in message) sink.onUnseen(message.unseen)
      else if ('progress' in message) sink.onProgress(message.progress)
      else resolve(message.totals)
    })
    worker.on('error', reject)
    worker.on('exit', () => reject(new Error('the scanning thread ended')))
  })
}

/** Scans files: aside where somebody watches, here where nobody does and a thread would only cost its start. */
export function scanSource(
  paths: readonly string[],
  options: ScanFilesOptions,
  sink: ScanSink,
  isWatched: boolean,
): Promise<ScanTotals> {
  if (isWatched) return scanAside(paths, { ...options, ...preload }, sink)
  // With a signal the scan lets the event loop turn between its batches, so that an interrupt is heard.
  return scanFiles(paths, { ...options, ...preload, signal: new AbortController().signal }, sink)
}
