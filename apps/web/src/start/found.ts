import type { ShownReleaseWhole } from '@foreseen/facts'

/** What a scan found, in one sentence. */
export function foundText({ kinds }: Pick<ShownReleaseWhole, 'kinds'>): string {
  const count = (of: typeof kinds): number => of.reduce((sum, { objects }) => sum + objects, 0)
  const all = count(kinds)
  const high = count(kinds.filter(({ level }) => level === 'high'))
  if (all === 0) return 'It holds no certificate, key or pin, as far as it could be looked at.'
  if (all === 1) return `It holds one certificate, key or pin, ${high === 1 ? '' : 'not '}of level high.`
  return `It holds ${all} certificates, keys and pins, ${high === 0 ? 'none' : high} of level high.`
}
