import { scaleBand, scaleLinear } from 'd3-scale'
import style from './charts.module.css'
import { useWidth } from './use-width'

export interface Bar {
  id: string
  /** below the bar */
  label: string
  value: number
  /** the value in words, for the tooltip */
  text: string
  /** the one that is now */
  now?: boolean
}

interface BarChartProps {
  /** the whole chart in a sentence */
  label: string
  bars: readonly Bar[]
  /** a number of the axis */
  format: (value: number) => string
  height?: number
}

/** how wide a letter is, about */
const letter = 6
const axis = 74
const foot = 24
const top = 10

/** Bars beside each other, along the line of reading: from the right in Persian. */
export function BarChart({ label, bars, format, height = 228 }: BarChartProps) {
  const [box, width] = useWidth<HTMLDivElement>()
  const rtl = document.dir === 'rtl'
  const most = Math.max(1, ...bars.map((b) => b.value))
  const y = scaleLinear([0, most], [height - foot, top]).nice(3)
  const x = scaleBand(
    bars.map((b) => b.id),
    rtl ? [width - axis, 0] : [axis, width],
  ).padding(0.34)
  // Labels that would run into each other are left out, counted from the last: the one that is now always has its name.
  const longest = Math.max(...bars.map((b) => b.label.length)) * letter + 6
  const every = Math.max(1, Math.ceil(longest / Math.max(1, x.step())))
  const named = (i: number) => (bars.length - 1 - i) % every === 0
  const from = rtl ? 0 : axis
  const to = rtl ? width - axis : width
  return (
    <div ref={box} className={style.box} style={{ blockSize: height }}>
      {width > 0 && (
        <svg role="img" aria-label={label} width={width} height={height} className={style.chart}>
          {y.ticks(3).map((tick) => (
            <g key={tick}>
              <line x1={from} x2={to} y1={y(tick)} y2={y(tick)} className={style.line} />
              <text
                x={rtl ? to + 10 : from - 10}
                y={y(tick)}
                dy="0.34em"
                textAnchor="end"
                direction={rtl ? 'rtl' : 'ltr'}
              >
                {format(tick)}
              </text>
            </g>
          ))}
          {bars.map((bar, i) => (
            <g key={bar.id}>
              <rect
                x={x(bar.id)}
                y={Math.min(y(bar.value), y(0) - (bar.value ? 2 : 0))}
                width={x.bandwidth()}
                height={Math.max(bar.value ? 2 : 0, y(0) - y(bar.value))}
                rx={3}
                className={bar.now ? style.now : style.before}
                data-tip={bar.text}
              />
              {named(i) && (
                <text x={(x(bar.id) ?? 0) + x.bandwidth() / 2} y={height - 6} textAnchor="middle">
                  {bar.label}
                </text>
              )}
            </g>
          ))}
        </svg>
      )}
    </div>
  )
}
