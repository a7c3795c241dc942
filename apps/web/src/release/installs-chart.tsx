import type { ShownInstalls } from '@foreseen/facts'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { countText } from './words.ts'

const heightPixels = 200

/** Oldest first, as the chart takes it: seconds and counts. */
function seriesOf(installs: readonly ShownInstalls[]): [number[], number[]] {
  const ordered = installs.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
  return [ordered.map(({ at }) => Date.parse(at) / 1000), ordered.map(({ count }) => count)]
}

function optionsFor(element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element)
  const [ink, hairline, accent] = ['--quiet', '--hairline', '--accent'].map(name => resolved(element, name))
  const axis = {
    stroke: ink ?? '',
    font: `12px ${style.fontFamily}`,
    grid: { stroke: hairline ?? '', width: 1 },
    ticks: { stroke: hairline ?? '', width: 1 },
  }
  return {
    width: element.clientWidth,
    height: heightPixels,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    scales: { y: { range: (_chart, _least, most) => [0, Math.max(1, most * 1.1)] } },
    axes: [
      { ...axis, space: 96, values: (_chart, ticks) => ticks.map(dayOf) },
      { ...axis, size: 72, values: (_chart, ticks) => ticks.map(countText) },
    ],
    series: [{}, { stroke: accent ?? '', width: 2, points: { show: true, size: 7, fill: accent ?? '' } }],
  }
}

const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10)

/** A custom property as a colour that a canvas takes: `light-dark()` is worked out by a real element. */
function resolved(element: HTMLElement, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  element.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

/** Installs over time; the same numbers stand in the table beside it, so it says nothing to a screen reader but its name. */
export function InstallsChart({ installs }: { readonly installs: readonly ShownInstalls[] }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = place.current
    if (element === null) return
    let chart = new uPlot(optionsFor(element), seriesOf(installs), element)
    const redraw = () => {
      chart.destroy()
      chart = new uPlot(optionsFor(element), seriesOf(installs), element)
    }
    const sizes = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: heightPixels }),
    )
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const theme = new MutationObserver(redraw)
    sizes.observe(element)
    scheme.addEventListener('change', redraw)
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => {
      sizes.disconnect()
      theme.disconnect()
      scheme.removeEventListener('change', redraw)
      chart.destroy()
    }
  }, [installs])
  return (
    <div
      ref={place}
      className="installs-chart"
      role="img"
      aria-label="Installs over time; the table has the same numbers"
    />
  )
}
