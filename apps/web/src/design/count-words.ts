/** Counts as people read them, on all pages and as the command line writes them. */

/** `12,000`. */
export const countText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

/** `one line`, `4 lines`. */
export const pluralText = (count: number, noun: string): string =>
  count === 1 ? `one ${noun}` : `${countText(count)} ${noun}s`
