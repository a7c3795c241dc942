/** Words of the forecast's pages; the sentences themselves come from the rules. */
import type { DayBasis, EvidenceLevel, RenewalEvent, Role } from '@foreseen/facts'

/** The usual port is not worth a word. */
export const endpointText = (name: string): string => name.replace(/:443$/, '')

export const basisWords: Readonly<Record<DayBasis, string>> = {
  certificate: 'printed in a certificate',
  plan: 'said by the renewal plan',
  assumption: 'assumed',
}

/** `docs/forecast.md`, levels of evidence. */
export const levelWords: Readonly<Record<EvidenceLevel, string>> = {
  proven: 'proven: seen to fail in a rehearsal',
  derived: 'derived: follows from what was found and seen',
  likely: 'likely: follows for every verifier that is known',
  possible: 'possible: follows for some verifiers',
  watch: 'watch: nothing found or nothing known yet',
  cleared: 'cleared: rehearsed, or attested',
}

/** `docs/forecast.md`, events. */
export const eventWords: Readonly<Record<RenewalEvent, string>> = {
  E1: 'renewed with the same key',
  E2: 'renewed with a new key',
  E3: 'the next one comes from another intermediate',
  E4: 'the intermediate is issued anew with its name and key',
  E5: 'the intermediate gets a new key under its name',
  E6: 'a cross-signed certificate joins the chain',
  E10: 'the endpoint moves to another root',
  E14: 'the key changes between RSA and ECDSA',
  E24: 'it expires and nobody renews it',
  E25: 'what is trusted expires while the server keeps its own',
}

export const roleWords: Readonly<Record<Role, string>> = {
  leaf: "the server's own certificate",
  'leaf-key': "the key of the server's certificate",
  intermediate: 'the intermediate',
  'intermediate-key': 'the key of the intermediate',
  root: 'the root',
  'root-key': 'the key of the root',
  'next-leaf': "the server's next certificate",
  'next-intermediate': 'the next intermediate',
  'next-root': 'the next root',
  'former-leaf': 'an earlier certificate of the server',
  unrelated: 'nothing of this endpoint',
}

export const scoreWords = {
  'came-true': 'came true',
  'did-not': 'did not come true',
  'cannot-tell': 'cannot be told',
} as const

/** What to do as the rules say it, without the flags of the command line: here the same is done on a page. */
export const actionText = (action: string): string => action.replace(/ with --[a-z-]+( [A-Z]{2,})?/g, '')
