import { lazy, Suspense, useState } from 'react'
import type { Entity } from '../../../api/types'
import { t } from '../../../lib/words'
import { Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/lazy'
import style from './list.module.css'
import { useFits } from './use-fits'

const RuleEdit = lazy(() => import('./rule-edit').then((m) => ({ default: m.RuleEdit })))

interface RuleDialogProps {
  title: string
  entity: Entity
  value: string
  onUse: (rule: string) => void
  onClose: () => void
}

/** Which records, said by their fields: for what no level says. */
export function RuleDialog({ title, entity, value, onUse, onClose }: RuleDialogProps) {
  const [rule, setRule] = useState(value)
  const { count, fault } = useFits(entity.name, rule)
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit disabled={!rule.trim() || fault !== undefined}>
        {t('rights.rule_use')}
      </Button>
    </>
  )
  return (
    <Dialog title={title} onClose={onClose} onSubmit={() => onUse(rule.trim())} foot={foot} width={560}>
      <div className={style.rule}>
        <p className={style.ruleHelp}>{t('rights.rule_help')}</p>
        <Suspense fallback={<Skeleton rows={3} />}>
          <RuleEdit entity={entity} rule={rule} fault={fault} onChange={setRule} />
        </Suspense>
        <p className="quiet" role="status">
          {count !== undefined && t('rights.rule_fits', { count })}
        </p>
      </div>
    </Dialog>
  )
}
