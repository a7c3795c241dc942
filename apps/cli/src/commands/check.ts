import type { RawValues } from '../options/read.ts'
export async function runCheck(_words: readonly string[], _raw: RawValues): Promise<number> {
  return 2
}
