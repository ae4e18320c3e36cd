import { useState } from 'react'
import { t } from '../../../lib/words'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { TextArea } from '../../../ui/text-field'
import style from './list.module.css'

interface RuleDialogProps {
  title: string
  value: string
  onUse: (rule: string) => void
  onClose: () => void
}

const examples = ['owner = @me or owner is empty', "owner in @team and stage != 'won'", "country = 'VN'"]

/** Which records, said by their fields: for what no level says. The server reads it when it is saved. */
export function RuleDialog({ title, value, onUse, onClose }: RuleDialogProps) {
  const [rule, setRule] = useState(value)
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit disabled={!rule.trim()}>
        {t('rights.rule_use')}
      </Button>
    </>
  )
  return (
    <Dialog title={title} onClose={onClose} onSubmit={() => onUse(rule.trim())} foot={foot} width={520}>
      <TextArea
        label={t('rights.rule_label')}
        doc={t('rights.rule_help')}
        value={rule}
        onChange={setRule}
        dir="ltr"
        autoFocus
      />
      <ul className={style.examples} aria-label={t('rights.rule_examples')}>
        {examples.map((one) => (
          <li key={one}>
            <button type="button" dir="ltr" onClick={() => setRule(one)}>
              {one}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
