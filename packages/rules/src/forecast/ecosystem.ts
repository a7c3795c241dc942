/** Days on which the rules of public certification change, as their makers announced them. */
export interface EcosystemDate {
  readonly day: string
  readonly title: string
  /** One sentence: what it means for endpoints with public certificates. */
  readonly meaning: string
  readonly source: string
}

/** CA/Browser Forum ballot SC-081v3, adopted on 2025-04-11: Baseline Requirements 6.3.2 and 4.2.1. */
const shorterLives =
  'https://cabforum.org/2025/04/11/ballot-sc081v3-introduce-schedule-of-reducing-validity-and-data-reuse-periods/'

/** By day. */
export const ecosystemDates: readonly EcosystemDate[] = [
  {
    day: '2026-03-15',
    title: 'Public certificates live at most 200 days',
    meaning: 'Certificates that a public CA issues from this day on end within 200 days.',
    source: shorterLives,
  },
  {
    day: '2027-03-15',
    title: 'Public certificates live at most 100 days',
    meaning: 'Certificates that a public CA issues from this day on end within 100 days.',
    source: shorterLives,
  },
  {
    day: '2029-03-15',
    title: 'Public certificates live at most 47 days',
    meaning: 'Certificates that a public CA issues from this day on end within 47 days.',
    source: shorterLives,
  },
]

/** Those between two moments, both included. */
export const ecosystemBetween = (fromMs: number, toMs: number): readonly EcosystemDate[] =>
  ecosystemDates.filter(({ day }) => Date.parse(day) >= fromMs && Date.parse(day) <= toMs)
