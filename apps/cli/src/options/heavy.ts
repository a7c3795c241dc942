import { basename } from 'node:path'

/**
 * Programs that keep a core busy for a second or more: virtual machines and browsers (measured: Java 1 to 3 s,
 * Chromium 2.7 s, against 0.1 s of curl). Node takes half a second, mostly of one core.
 */
const heavyPrograms =
  /^(java|chrom(e|ium)(-browser|-headless-shell)?|google-chrome.*|electron|firefox(-esr)?|msedge.*|dotnet|node(js)?|npm|gradle|mvn|kotlin)$/

/** Whether a client is guessed to need a core of its own, by its program or that of its first arguments. */
export function isHeavy(argv: readonly string[]): boolean {
  // `env`, `sh` and the like stand before the program that counts.
  return argv.slice(0, 3).some(word => heavyPrograms.test(basename(word)))
}
