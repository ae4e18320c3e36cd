import { Fragment } from 'react'
import { FieldValue } from '../fields/field-value'
import { t } from '../lib/words'
import { useEntity } from '../meta/use-meta'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import type { AskedConflict } from './conflicts'
import style from './shell.module.css'

export function ConflictDialog({ entity, mine, theirs, at, answer }: AskedConflict) {
  const fields = useEntity(entity)?.fields ?? {}
  const ours = { ...theirs, fields: { ...theirs.fields, ...mine } }
  const foot = (
    <>
      <Button onClick={() => answer('theirs')}>{t('conflict.keep_theirs')}</Button>
      <Button kind="primary" onClick={() => answer('mine')}>
        {t('conflict.keep_mine')}
      </Button>
    </>
  )
  return (
    <Dialog title={t('conflict.title', { title: theirs.title })} onClose={() => answer('theirs')} foot={foot} alert>
      <dl className={style.sides}>
        <dt />
        <dd className={style.sidesHead}>{t('conflict.mine')}</dd>
        <dd className={style.sidesHead}>{t('conflict.theirs')}</dd>
        {at.map((name) => {
          const field = fields[name]
          return (
            field && (
              <Fragment key={name}>
                <dt>{field.label}</dt>
                <dd>
                  <FieldValue field={field} row={ours} dense />
                </dd>
                <dd>
                  <FieldValue field={field} row={theirs} dense />
                </dd>
              </Fragment>
            )
          )
        })}
      </dl>
    </Dialog>
  )
}
