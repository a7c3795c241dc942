/** What can be wrong with a scenario that somebody wrote; the source of `docs/errors.md`. */
export const scenarioCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'scenario-not-object',
    meaning: 'A scenario, or a part of one, is no JSON object.',
    remedy: 'Begin with the example in docs/scenarios.md.',
  },
  {
    code: 'scenario-schema',
    meaning: 'The file does not say which schema it follows, or names another one.',
    remedy: 'Write "schema": "foreseen.scenario/1".',
  },
  {
    code: 'scenario-unknown-key',
    meaning: 'A scenario has no such field.',
    remedy: 'Take the name that is suggested; docs/scenarios.md lists them all.',
  },
  {
    code: 'scenario-bad-value',
    meaning: 'A field has a value of the wrong type or outside of its bounds.',
    remedy: 'Write what the message asks for.',
  },
  {
    code: 'scenario-bad-id',
    meaning:
      'An id is not made of lower-case words with single hyphens between, or is longer than 64 characters.',
    remedy: 'Write it like "our-ca-moves-to-g2".',
  },
  {
    code: 'scenario-id-taken',
    meaning: 'The id belongs to another scenario or to an authority of the standing cast.',
    remedy: 'Choose another one; docs/scenarios.md lists those that are taken.',
  },
  {
    code: 'scenario-unknown-authority',
    meaning: 'A scenario names an authority that neither the standing cast nor the scenario itself has.',
    remedy: 'Take the name that is suggested, or add the authority under "authorities".',
  },
  {
    code: 'scenario-authority-circle',
    meaning: 'The issuers of an authority lead round in a circle and never to a root.',
    remedy: 'Give one of them its own id as issuer: that makes it a root.',
  },
  {
    code: 'scenario-key-conflict',
    meaning: 'An authority takes a key of the standing cast under another name than its own.',
    remedy: 'Take the same subject, so that both stand for one CA, or name another key.',
  },
  {
    code: 'scenario-bad-days',
    meaning: 'A certificate ends before it begins, or a day is further off than ten years.',
    remedy: 'Count days from the moment of the rehearsal, at most 3650 to either side.',
  },
  {
    code: 'scenario-bad-chain',
    meaning: 'The chain does not begin with the leaf, or sends it twice.',
    remedy:
      'Put "leaf" first and only there: a server cannot present a chain whose first key it does not have.',
  },
  {
    code: 'scenario-broken-chain',
    meaning:
      'A certificate of the chain does not sign the one before it, and the scenario does not say that this is its point.',
    remedy: 'Correct the order, or add "chain" to "changes".',
  },
  {
    code: 'scenario-too-many',
    meaning: 'There are more authorities, links, trust stores or scenarios than are taken.',
    remedy: 'Stay within 16 authorities, 12 links and 50 scenarios.',
  },
]
