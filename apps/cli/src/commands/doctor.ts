import { probeSandboxes, trustTargets } from '@foreseen/world/sandbox'
import type { RawValues } from '../options/read.ts'
import { writeResult } from '../output.ts'
import { outputRoom, outputStyle } from '../terminal.ts'
import { type Diagnosis, doctorJson, doctorText, keepsApart } from '../text/doctor.ts'

/** Says what this machine can rehearse, by trying it, and what to install. */
export async function runDoctor(raw: RawValues): Promise<number> {
  const [report, trust] = await Promise.all([probeSandboxes(), trustTargets()])
  const diagnosis: Diagnosis = { ...report, trust, platform: `${process.platform} ${process.arch}` }
  const text =
    raw.json === true ? doctorJson(diagnosis) : doctorText(diagnosis, outputStyle(''), outputRoom(''))
  await writeResult('', text)
  return keepsApart(diagnosis) ? 0 : 2
}
