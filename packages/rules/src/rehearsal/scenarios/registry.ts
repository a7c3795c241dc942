import type { Scenario } from '@foreseen/facts'
import { baseline } from './baseline.ts'
import { crossSignDropped } from './cross-sign-dropped.ts'
import { crossSignExpired } from './cross-sign-expired.ts'
import { expiredIntermediate } from './expired-intermediate.ts'
import { expiredLeaf } from './expired-leaf.ts'
import { fortySevenDays } from './forty-seven-days.ts'
import { intermediateReissued } from './intermediate-reissued.ts'
import { missingIntermediate } from './missing-intermediate.ts'
import { newIntermediate } from './new-intermediate.ts'
import { newRootCrossSigned } from './new-root-cross-signed.ts'
import { notYetValid } from './not-yet-valid.ts'
import { otherKeyType } from './other-key-type.ts'
import { reKeyed } from './re-keyed.ts'
import { renewedSameKey } from './renewed-same-key.ts'
import { rsa4096LongerChain } from './rsa-4096-longer-chain.ts'
import { sixDays } from './six-days.ts'
import { untrustedRoot } from './untrusted-root.ts'
import { withoutClientAuth } from './without-client-auth.ts'
import { withoutCommonName } from './without-common-name.ts'
import { wrongHost } from './wrong-host.ts'
import { wrongOrder } from './wrong-order.ts'

/** Every built-in scenario, baseline first, then renewals and faults in the order of columns. */
export const scenarios: readonly Scenario[] = [
  baseline,
  renewedSameKey,
  reKeyed,
  newIntermediate,
  intermediateReissued,
  newRootCrossSigned,
  crossSignDropped,
  crossSignExpired,
  otherKeyType,
  rsa4096LongerChain,
  fortySevenDays,
  sixDays,
  expiredLeaf,
  expiredIntermediate,
  notYetValid,
  wrongHost,
  untrustedRoot,
  missingIntermediate,
  wrongOrder,
  withoutCommonName,
  withoutClientAuth,
]

const byId: ReadonlyMap<string, Scenario> = new Map(scenarios.map(scenario => [scenario.id, scenario]))

/** The built-in scenario of this id; `undefined` when there is none. Clock scenarios are made by `clockScenario`. */
export const scenarioOf = (id: string): Scenario | undefined => byId.get(id)
