import { number } from '../../../../lib/fmt'
import { t } from '../../../../lib/words'
import { useMeta } from '../../../../meta/use-meta'
import type { Plan } from './hand'
import style from './hand.module.css'

/** Who would get how many of what. */
export function PlanTable({ plan, names }: { plan: Plan; names: ReadonlyMap<string, string> }) {
  const { entities } = useMeta()
  return (
    <table className={style.table} aria-label={t('hand.plan')}>
      <thead>
        <tr>
          <th scope="col">{t('hand.who')}</th>
          <th scope="col">{t('hand.gets')}</th>
        </tr>
      </thead>
      <tbody>
        {plan.to.map(({ id, count, kinds }) => (
          <tr key={id}>
            <th scope="row">
              <bdi>{names.get(id) ?? id}</bdi>
              <small>
                {Object.entries(kinds)
                  .map(([name, n]) => `${entities[name]?.label[1] ?? name} ${number(n)}`)
                  .join(' · ')}
              </small>
            </th>
            <td>{number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
