/** The forecast under other assumptions, worked out in the page when somebody asks for it. */
import type { ShownForecastInputs, ShownLine } from '@foreseen/facts'
import { useEffect, useMemo, useState } from 'react'
import { useGet } from '../http/query.ts'
import type { Assumed } from './assumed.ts'
import type { Controls } from './controls.ts'

/** So many pairs are asked for at once (the bound of `/forecast-inputs`). */
export const maxPairs = 40

export function inputsPath(lines: readonly Pick<ShownLine, 'release' | 'endpoint'>[]): string {
  const query = new URLSearchParams()
  for (const { release, endpoint } of lines) {
    query.append('release', release.id)
    query.append('endpoint', endpoint.id)
  }
  return `/forecast-inputs?${query}`
}

interface Computed {
  readonly inputs: ShownForecastInputs
  readonly controls: Controls
  readonly assumed: Assumed | undefined
  readonly error: unknown
}

export interface UsedAssumed {
  readonly assumed: Assumed | undefined
  readonly error: unknown
  readonly isPending: boolean
}

/** Works out the lines with the controls; the rules are loaded with the first question. */
export function useAssumed(
  lines: readonly Pick<ShownLine, 'release' | 'endpoint'>[],
  controls: Controls,
  isWanted: boolean,
): UsedAssumed {
  const path = useMemo(() => inputsPath(lines), [lines])
  const { data: inputs, error } = useGet<ShownForecastInputs>(path, {
    enabled: isWanted && lines.length > 0,
    keep: true,
  })
  const [computed, setComputed] = useState<Computed>()
  const { key, issuer, renewal, horizonDays } = controls
  useEffect(() => {
    if (!isWanted || inputs === undefined) return
    let isCurrent = true
    const asked: Controls = { key, issuer, renewal, horizonDays }
    const keep = (assumed: Assumed | undefined, failure: unknown): void => {
      if (isCurrent) setComputed({ inputs, controls: asked, assumed, error: failure })
    }
    import('./recompute.ts')
      .then(({ recompute }) => keep(recompute(inputs, asked), undefined))
      .catch((failure: unknown) => keep(undefined, failure))
    return () => {
      isCurrent = false
    }
  }, [isWanted, inputs, key, issuer, renewal, horizonDays])
  const isOfNow =
    computed !== undefined &&
    computed.inputs === inputs &&
    computed.controls.key === key &&
    computed.controls.issuer === issuer &&
    computed.controls.renewal === renewal &&
    computed.controls.horizonDays === horizonDays
  return {
    assumed: isWanted ? computed?.assumed : undefined,
    error: error ?? (isOfNow ? computed.error : undefined),
    isPending: isWanted && lines.length > 0 && !isOfNow && error === null,
  }
}
