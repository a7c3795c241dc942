import { readFileSync } from 'node:fs'

/** The version of this program, as its package says. */
export function programVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : ''
  return typeof found === 'string' ? found : ''
}
