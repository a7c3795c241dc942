import type { Finding, Unseen } from '@foreseen/facts'
import type { ByteSource, Hit, Kernel, Limits } from '@foreseen/scan'

/** What a scan opens and tries; all plain data, so that it can be posted to worker threads. */
export interface EngineSetup {
  readonly limits: Partial<Limits>
  readonly passwords: readonly string[]
}

/** What the engine looked at, in numbers. */
export interface EngineCounts {
  readonly containers: number
  readonly members: number
  readonly inflatedBytes: number
}

/** The engine as the disk needs it: hits and containers of one file to findings. */
export interface FileEngine {
  scan(source: ByteSource, path: string, known?: { readonly hits?: readonly Hit[] }): Promise<EngineCounts>
}

/** Where the engine reports to. */
export interface EngineSink {
  onFinding(finding: Finding): void
  onUnseen(unseen: Unseen): void
}

/** What the module named by `engineUrl` exports. */
export interface EngineModule {
  openEngine(kernel: Kernel, setup: EngineSetup, sink: EngineSink): FileEngine
}

/** Loads the module that puts an engine together; a worker thread can be given its address, but no function. */
export async function loadEngineModule(url: string): Promise<EngineModule> {
  const module: unknown = await import(url)
  if (!isEngineModule(module)) throw new Error(`${url} does not export openEngine`)
  return module
}

function isEngineModule(module: unknown): module is EngineModule {
  return (
    typeof module === 'object' &&
    module !== null &&
    'openEngine' in module &&
    typeof module.openEngine === 'function'
  )
}
