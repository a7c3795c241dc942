/** Is this a line of Chromium's list of pins: the digest alone, a name on the line before? */
export function isChromiumLine(before: string, after: string): boolean {
  return /(?:^|\n)[A-Za-z0-9_]{2,100}\r?\n$/.test(before.slice(-128)) && /^\r?(?:\n|$)/.test(after)
}
