import { summaryRecord, unseenRecord } from '@foreseen/facts'
import { type Survey, surveyRecords } from '../survey.ts'

const counts = (survey: Survey) => ({
  findings: survey.findings.length,
  unseen: survey.unseen.length,
  elapsedMs: survey.elapsedMs,
})

/** One JSON object a line: occurrences, what was not seen, and a summary as the last line. */
export function* jsonLines(survey: Survey): Generator<string> {
  for (const record of surveyRecords(survey)) yield `${JSON.stringify(record)}\n`
  for (const unseen of survey.unseen) yield `${JSON.stringify(unseenRecord(unseen))}\n`
  yield `${JSON.stringify(summaryRecord(survey.totals, counts(survey), survey.atMs))}\n`
}

/** The same records as one JSON document. */
export function* jsonDocument(survey: Survey): Generator<string> {
  yield '{\n"schema": "foreseen.scan/1",\n"findings": ['
  let first = true
  for (const record of surveyRecords(survey)) {
    yield `${first ? '\n' : ',\n'}${JSON.stringify(record)}`
    first = false
  }
  yield '\n],\n"unseen": ['
  yield survey.unseen.map(unseen => `\n${JSON.stringify(unseenRecord(unseen))}`).join(',')
  yield `\n],\n"summary": ${JSON.stringify(summaryRecord(survey.totals, counts(survey), survey.atMs))}\n}\n`
}
