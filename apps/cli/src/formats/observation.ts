import { certificateTextOf, isoTime, type Observation, type ServedCertificate } from '@foreseen/facts'

function certificateRecord(served: ServedCertificate): object {
  const text = certificateTextOf(served.der)
  return {
    sha256: served.sha256,
    spkiSha256: served.spkiSha256 === '' ? null : served.spkiSha256,
    subject: text?.subject ?? null,
    issuer: text?.issuer ?? null,
    serial: text?.serial ?? null,
    key: text?.key ?? null,
    notBefore: isoTime(text?.notBeforeMs),
    notAfter: isoTime(text?.notAfterMs),
    der: Buffer.from(served.der).toString('base64'),
  }
}

function outcomeRecord(outcome: Observation['outcome']): object {
  if (outcome.state === 'failed')
    return { state: outcome.state, code: outcome.code, detail: outcome.detail, alert: outcome.alert ?? null }
  const { protocol, cipher, alpn, chainSha256, leafIndex, staple, sctCount } = outcome
  return {
    state: outcome.state,
    protocol: protocol === '' ? null : protocol,
    cipher: cipher === '' ? null : cipher,
    alpn: alpn === '' ? null : alpn,
    chainSha256,
    chain: outcome.chain.map(certificateRecord),
    ...(leafIndex === 0 ? {} : { leafIndex }),
    staple: staple.present ? { status: staple.status, sizeBytes: staple.sizeBytes } : null,
    sctCount,
  }
}

/** An observation as JSON: times in ISO 8601, certificates with their names and as base64 DER. */
export function observationRecord(observation: Observation): object {
  const { schema, source, host, port, starttls, address, family, sni, keyType, atMs, outcome, problems } =
    observation
  return {
    schema,
    source,
    host,
    port,
    starttls,
    address: address === '' ? null : address,
    family: family === 0 ? null : family,
    sni: sni === '' ? null : sni,
    keyType,
    at: isoTime(atMs),
    outcome: outcomeRecord(outcome),
    problems,
  }
}

/** All observations of a run as one JSON document. */
export function* observationsJson(observations: readonly Observation[]): Generator<string> {
  const records = observations.map(observationRecord)
  yield `${JSON.stringify({ schema: 'foreseen.observations/1', observations: records }, null, 2)}\n`
}
