/** Sizes and times as people read them, at most two significant digits where they are estimates. */

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

const twoDigits = (value: number): string => {
  if (value >= 100) return String(Math.round(value / 10) * 10)
  return value >= 9.95 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '')
}

/** `340 MB`: powers of ten, as disks and networks are sold. */
export function sizeText(bytes: number): string {
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return unit === 0
    ? `${Math.round(value)} B`
    : `${value >= 100 ? Math.round(value) : twoDigits(value)} ${units[unit]}`
}

/** `16 s`, `4 min`, `2.5 h`. */
export function restText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, seconds < 10 ? Math.ceil(seconds) : Math.round(seconds))} s`
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${twoDigits(seconds / 3600)} h`
}

/** Too early a guess of the time left is wrong: nothing is said of it before. */
const silentMs = 1500

/** `12 of 340 MB sent, 20 MB/s, 16 s left`. */
export function sendingText(sent: number, all: number, elapsedMs: number): string {
  const said = `${sizeText(sent)} of ${sizeText(all)} sent`
  if (elapsedMs < silentMs || sent === 0) return said
  const rate = sent / (elapsedMs / 1000)
  return sent >= all
    ? `${said}, ${sizeText(rate)}/s`
    : `${said}, ${sizeText(rate)}/s, ${restText((all - sent) / rate)} left`
}
