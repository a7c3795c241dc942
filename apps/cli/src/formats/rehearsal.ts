import { formatEndpoint, isoTime, type RehearsedCell, rehearsalSchema } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import { answerSentences } from '../rehearse/answer.ts'
import {
  type Rehearsed,
  type RehearsedPart,
  type RehearsedRelease,
  rehearsalExit,
} from '../rehearse/result.ts'
import { programVersion } from '../version.ts'

function cellRecord(cell: RehearsedCell): object {
  const { verdict, records } = cell
  return {
    scenario: cell.scenario,
    trust: cell.trust,
    verdict: verdict.kind,
    reason: verdict.reason,
    evidence: verdict.evidence,
    predicted: cell.predicted ?? null,
    disagreement: cell.disagreement ?? null,
    clock: cell.clock,
    runs: records.map(({ client: _, scenario: __, trust: ___, predicate, ...record }) => ({
      ...record,
      predicate: predicate ?? null,
    })),
  }
}

/** One client as JSON. Arguments and values of variables are left out, they may be secrets. */
function clientRecord({ kind }: RehearsedPart, { release, answer }: RehearsedRelease): object {
  return {
    client: release.name,
    kind,
    program: printable(release.argv[0] ?? ''),
    variables: Object.keys(release.env).sort(),
    weight: release.weight,
    supported: release.supported,
    pin: answer.pin.kind,
    sentence: answer.pin.sentence,
    basis: answer.pin.basis,
    accepts: answer.accepts,
    cells: answer.cells.map(cellRecord),
  }
}

function partRecord(part: RehearsedPart): object {
  return {
    kind: part.kind,
    sandbox: { method: part.method, guarantees: part.guarantees },
    runs: part.runs,
    remembered: part.remembered,
    scenarios: part.scenarios.map(({ id, title, kind, about, clockDays, changes, event }) => ({
      id,
      title,
      kind,
      about,
      clockDays,
      changes,
      event: event ?? null,
    })),
    chains: part.chains,
  }
}

/** A whole rehearsal as one JSON document: `docs/formats/rehearsal.schema.json`. */
export function* rehearsalJson(rehearsed: Rehearsed): Generator<string> {
  const { fleet, hosts, parts, breaches, tools, atMs, elapsedMs } = rehearsed
  const document = {
    schema: rehearsalSchema,
    at: isoTime(atMs),
    elapsedMs: Math.round(elapsedMs),
    exit: rehearsalExit(rehearsed),
    answer: answerSentences(rehearsed).map(({ text }) => text),
    hosts: hosts.map(host => ({
      endpoint: formatEndpoint(host),
      starttls: host.starttls,
      alpn: host.alpn,
      asksClientCertificate: host.asksClientCertificate,
    })),
    requires: fleet.requires,
    breaches: breaches.map(({ acceptedBecause, ...breach }) => ({
      ...breach,
      acceptedBecause: acceptedBecause === '' ? null : acceptedBecause,
    })),
    clients: parts.flatMap(part => part.releases.map(client => clientRecord(part, client))),
    rehearsals: parts.map(partRecord),
    tools: { foreseen: programVersion(), ...tools },
  }
  yield `${JSON.stringify(document, null, 2)}\n`
}
