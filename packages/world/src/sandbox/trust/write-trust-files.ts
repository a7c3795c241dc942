import type { TrustFiles } from '../parts.ts'

export async function writeTrustFiles(dir: string, _roots: readonly Uint8Array[]): Promise<TrustFiles> {
  return { dir, pem: '', jks: '', extracted: '', nssdb: '' }
}
