import type { PinForm } from '@foreseen/facts'

/** Which certificates a pin is compared with: the leaf alone, the built path, one of both, or none by a client of its own. */
export type PinScope = 'leaf' | 'path' | 'unknown' | 'unenforced'

/**
 * curl was measured: intermediate and root pins never match. HPKP and the static lists of
 * browsers are dead or the browser's own: nothing in the release enforces them.
 */
const scopes: Readonly<Record<PinForm, PinScope>> = {
  okhttp: 'path',
  'android-nsc': 'path',
  'ios-ats': 'path',
  trustkit: 'path',
  curl: 'leaf',
  git: 'leaf',
  wget: 'leaf',
  node: 'leaf',
  python: 'leaf',
  go: 'unknown',
  java: 'unknown',
  dotnet: 'leaf',
  qt: 'leaf',
  hpkp: 'unenforced',
  'chromium-static': 'unenforced',
  'firefox-static': 'unenforced',
  fingerprint: 'unknown',
}

export function pinScope(form: PinForm): PinScope {
  return scopes[form]
}

/** Forms whose files say themselves which hosts a pin is for; elsewhere the host is the nearest in the text. */
const structural: ReadonlySet<PinForm> = new Set<PinForm>([
  'android-nsc',
  'ios-ats',
  'hpkp',
  'chromium-static',
  'firefox-static',
])

export function isStructural(form: PinForm): boolean {
  return structural.has(form)
}
