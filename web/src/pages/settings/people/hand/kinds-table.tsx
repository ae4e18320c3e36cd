import { number } from '../../../../lib/fmt'
import { t } from '../../../../lib/words'
import { useMeta } from '../../../../meta/use-meta'
import { Checkbox, Switch } from '../../../../ui/checkbox'
import type { Choice, HeldKind } from './hand'
import style from './hand.module.css'

interface KindsTableProps {
  held: readonly HeldKind[]
  choice: Choice
  onChange: (choice: Choice) => void
}

/** What there is, by kind, and what of it goes. */
export function KindsTable({ held, choice, onChange }: KindsTableProps) {
  const { entities } = useMeta()
  const put = (name: string, on: boolean) => {
    const kinds = new Set(choice.kinds)
    if (on) kinds.add(name)
    else kinds.delete(name)
    onChange({ ...choice, kinds })
  }
  return (
    <>
      <table className={style.table}>
        <thead>
          <tr>
            <th scope="col">{t('hand.kind')}</th>
            <th scope="col">{t('hand.all')}</th>
            <th scope="col">{t('hand.open')}</th>
          </tr>
        </thead>
        <tbody>
          {held.map(({ entity, count, open, ends }) => (
            <tr key={entity}>
              <th scope="row">
                <Checkbox
                  label={entities[entity]?.label[1] ?? entity}
                  checked={choice.kinds.has(entity)}
                  onChange={(on) => put(entity, on)}
                />
              </th>
              <td>{number(count)}</td>
              <td>{ends ? number(open) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Switch label={t('hand.only_open')} checked={choice.open} onChange={(open) => onChange({ ...choice, open })} />
    </>
  )
}
