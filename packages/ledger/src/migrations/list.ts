import { events } from './001-events.ts'
import { account } from './002-account.ts'
import { release } from './003-release.ts'
import { finding } from './004-finding.ts'
import { endpoint } from './005-endpoint.ts'
import { forecast } from './006-forecast.ts'
import { rehearsal } from './007-rehearsal.ts'
import { reach } from './008-reach.ts'
import { look } from './009-look.ts'
import { runner } from './010-runner.ts'
import { signIn } from './011-sign-in.ts'
import { told } from './012-told.ts'
import { upload } from './013-upload.ts'
import { removal } from './014-removal.ts'
import type { Migration } from './statements.ts'

/** Every migration there is, in order; new ones are added at the end. */
export const migrations: readonly Migration[] = [
  events,
  account,
  release,
  finding,
  endpoint,
  forecast,
  rehearsal,
  reach,
  look,
  runner,
  signIn,
  told,
  upload,
  removal,
]
