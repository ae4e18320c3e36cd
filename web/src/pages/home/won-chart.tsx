import { ChartColumn, Table2 } from 'lucide-react'
import { useState } from 'react'
import { BarChart } from '../../charts/bar-chart'
import { ChartTable } from '../../charts/chart-table'
import { month, monthNumber, monthShort } from '../../lib/date'
import { homeCurrency, showMoney } from '../../lib/money'
import { settings } from '../../lib/settings'
import { t } from '../../lib/words'
import { Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Card } from './card'
import { type Pipeline, total } from './pipeline'
import { monthsShown, useEnded } from './use-home'

/** What was won in each month of the person's calendar. */
export function WonChart({ pipeline, whose }: { pipeline: Pipeline; whose: string | undefined }) {
  const [table, setTable] = useState(false)
  const ended = useEnded(pipeline, whose, monthsShown)
  const cur = homeCurrency()
  const ready = ended.every((m) => m.groups)
  const bars = ended.map(({ month: { start }, groups }, i) => {
    const { minor } = total(groups ?? [], pipeline.won)
    return {
      id: start,
      // "Tháng 12" is too long below a bar.
      label: settings().language === 'vi' ? monthNumber(start) : monthShort(start),
      name: month(start),
      value: minor,
      text: showMoney({ minor, cur }, { compact: true }),
      now: i === ended.length - 1,
    }
  })
  const title = t('home.won_chart')
  const best = bars.reduce((a, b) => (b.value > a.value ? b : a))
  const sentence = t('home.won_sentence', {
    title,
    best: best.name,
    most: best.text,
    now: bars.at(-1)?.text ?? '',
  })
  return (
    <Card
      title={title}
      end={
        <Button kind="ghost" icon={table ? ChartColumn : Table2} aria-pressed={table} onClick={() => setTable(!table)}>
          {t('home.as_table')}
        </Button>
      }
    >
      {!ready && <Skeleton rows={6} />}
      {ready && table && (
        <ChartTable
          caption={title}
          head={[t('home.month'), t('home.won')]}
          rows={bars.map((b) => ({ id: b.id, label: b.name, text: showMoney({ minor: b.value, cur }) }))}
        />
      )}
      {ready && !table && (
        <BarChart
          label={sentence}
          bars={bars.map((b) => ({ ...b, text: `${b.name}: ${b.text}` }))}
          format={(minor) => showMoney({ minor, cur }, { compact: true })}
        />
      )}
    </Card>
  )
}
