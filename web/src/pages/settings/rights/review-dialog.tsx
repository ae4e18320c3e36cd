import { ArrowRight } from 'lucide-react'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/lazy'
import { levelText, rightText } from './level-text'
import style from './list.module.css'
import page from './page.module.css'
import { roleName } from './role-name'
import { type CellKey, type Level, levelNow, placeOf, type Sheet } from './sheet'
import type { Draft } from './use-sheet'

interface ReviewDialogProps {
  sheet: Sheet
  draft: Draft
  onClose: () => void
}

/** All that is about to change, in words, before it holds. */
export function ReviewDialog({ sheet, draft, onClose }: ReviewDialogProps) {
  const { entities } = useMeta()
  const nameOf = (key: CellKey) => {
    const [role = '', entity = '', right = '', field] = placeOf(key)
    const fields = sheet.entities.find((e) => e.name === entity)?.fields ?? []
    const what = field === undefined ? rightText(right) : (fields.find((f) => f.name === field)?.label ?? field)
    return [roleName(sheet, role), entities[entity]?.label[1] ?? entity, what].join(' · ')
  }
  const say = (key: CellKey, level: Level | null) => {
    const text = levelText(level, placeOf(key).length > 3 ? 'field' : 'record')
    return typeof level === 'string' && text === t('rights.level.rule') ? <code dir="ltr">{level}</code> : text
  }
  const save = async () => {
    await draft.save()
    onClose()
  }
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.back')}</Button>
      <Button kind="primary" submit busy={draft.busy}>
        {t('rights.save')}
      </Button>
    </>
  )
  return (
    <Dialog title={t('rights.review_title')} onClose={onClose} onSubmit={() => void save()} foot={foot} width={560}>
      <p className={page.help}>{t('rights.review_help')}</p>
      <ul className={style.list}>
        {[...draft.changes].map(([key, level]) => (
          <li key={key}>
            <span>{nameOf(key)}</span>
            <span className={style.turn}>
              {say(key, levelNow(sheet, key))}
              <ArrowRight size={14} className="flip" role="img" aria-label={t('rights.becomes')} />
              <strong>{say(key, level)}</strong>
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
