import { clockMs } from '../clock.ts'
import { promotionJson } from '../formats/promotion.ts'
import { goBack, writeApproval } from '../gate/back.ts'
import { withLiveFolder } from '../gate/deployment.ts'
import { type GatePorts, realPorts } from '../gate/ports.ts'
import { promote } from '../gate/promote.ts'
import { type GateReport, gateExit } from '../gate/report.ts'
import { type GateOptions, parseGate } from '../options/gate.ts'
import type { RawValues } from '../options/read.ts'
import { type Read, usageText } from '../options/usage-problem.ts'
import { writeResult } from '../output.ts'
import { readAsked } from '../rehearse/ask.ts'
import { outputRoom, outputStyle } from '../terminal.ts'
import { gateText } from '../text/gate.ts'

async function carryOut(options: GateOptions, ports: GatePorts): Promise<Read<GateReport>> {
  if (options.mode !== 'promote') {
    const value = await withLiveFolder(options.liveDir, async dir =>
      options.mode === 'back' ? goBack(options, dir, ports) : writeApproval(options, dir, ports),
    )
    return { ok: true, value }
  }
  const asked = readAsked(options.rehearsal)
  if (!asked.ok) return asked
  const value = await withLiveFolder(options.liveDir, dir => promote(options, asked.value, dir, ports))
  return { ok: true, value }
}

/** Lets a staged chain go live when clients survive it; see `docs/gate.md`. */
export async function runGate(
  words: readonly string[],
  raw: RawValues,
  ports: GatePorts = realPorts,
): Promise<number> {
  const read = parseGate(words, raw, { nowMs: clockMs(), cwd: process.cwd() })
  const report = read.ok ? await carryOut(read.value, ports) : read
  if (!read.ok || !report.ok) {
    process.stderr.write(usageText(report.ok ? [] : report.problems, 'gate'))
    return 2
  }
  const { format, out } = read.value
  const parts =
    format === 'json'
      ? promotionJson(report.value)
      : gateText(report.value, outputStyle(out), outputRoom(out))
  await writeResult(out, parts)
  return gateExit(report.value)
}
