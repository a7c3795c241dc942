import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Finding, ScanTotals, Unseen } from '@foreseen/facts'
import { type ScanFilesOptions, scanFiles } from '../../src/disk/scan-files.ts'

/** A folder that is gone when the test is over. */
export function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'foreseen-disk-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface Harvest {
  readonly findings: readonly Finding[]
  readonly unseen: readonly Unseen[]
  readonly totals: ScanTotals
}

export async function harvest(paths: readonly string[], options: ScanFilesOptions = {}): Promise<Harvest> {
  const findings: Finding[] = []
  const unseen: Unseen[] = []
  const handlers = { onFinding: (f: Finding) => findings.push(f), onUnseen: (u: Unseen) => unseen.push(u) }
  const totals = await scanFiles(paths, { jobs: 1, ...options }, handlers)
  return { findings, unseen, totals }
}

/** `path offset` of every certificate. */
export function certificates({ findings }: Harvest): string[] {
  return findings.flatMap(({ type, at }) => (type === 'certificate' ? [`${at.path} ${at.offset}`] : []))
}
