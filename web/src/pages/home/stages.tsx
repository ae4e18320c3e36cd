import { StepBars } from '../../charts/step-bars'
import { count } from '../../lib/fmt'
import { homeCurrency, showMoney } from '../../lib/money'
import { t } from '../../lib/words'
import { Skeleton } from '../../ui/bits'
import { Card } from './card'
import { type Pipeline, total } from './pipeline'
import { useStages } from './use-home'

/** How many stand at each open stage, and what they are worth. */
export function Stages({ pipeline, whose }: { pipeline: Pipeline; whose: string | undefined }) {
  const { entity, by, open } = pipeline
  const { data } = useStages(pipeline, whose)
  const steps = open.map((key) => {
    const sum = total(data ?? [], [key])
    return {
      id: key,
      label: entity.pipeline?.[key]?.label ?? key,
      value: sum.count,
      text: count(sum.count, sum.exact),
      under: showMoney({ minor: sum.minor, cur: sum.cur ?? homeCurrency() }, { compact: true }),
      to: `/${entity.name}?where=${encodeURIComponent(`${by} = '${key}'`)}`,
    }
  })
  return (
    <Card title={t('home.stages', { entities: entity.label[1] })}>
      {data ? <StepBars steps={steps} /> : <Skeleton rows={5} />}
    </Card>
  )
}
