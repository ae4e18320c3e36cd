import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import type { FilterProps } from './add-filter'
import { Conditions } from './conditions'
import style from './filter.module.css'

/** What the list is narrowed to, one chip a condition. */
export function FilterBar(props: FilterProps) {
  return (
    <div className={style.bar}>
      <Conditions {...props} />
      <Button kind="ghost" onClick={() => props.onChange({ join: 'and', parts: [] })}>
        {t('ui.clear')}
      </Button>
    </div>
  )
}
