import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { Select } from '../../ui/lazy'
import { Segments } from '../../ui/segments'
import style from './filter.module.css'
import { type InSegment, useSegments } from './segments'

interface SegmentEditorProps {
  entity: string
  said: InSegment
  onChange: (said: InSegment) => void
  onRemove: (() => void) | undefined
  onDone: () => void
}

type Whether = 'in' | 'out'

/** In which segment, or in which not. */
export function SegmentEditor({ entity, said, onChange, onRemove, onDone }: SegmentEditorProps) {
  const segments = useSegments(entity) ?? []
  return (
    <div className={style.editor}>
      <Segments<Whether>
        label={t('filter.segment')}
        hideLabel
        value={said.not ? 'out' : 'in'}
        onChange={(whether) => onChange({ ...said, not: whether === 'out' })}
        options={[
          { id: 'in', label: t('filter.segment_in') },
          { id: 'out', label: t('filter.segment_out') },
        ]}
      />
      <Select
        label={t('filter.segment')}
        hideLabel
        options={segments.map(({ id, name }) => ({ id, label: name }))}
        value={said.id}
        onChange={(id) => id && onChange({ ...said, id })}
      />
      <div className={style.editorFoot}>
        {onRemove && (
          <Button kind="ghost" onClick={onRemove}>
            {t('filter.remove')}
          </Button>
        )}
        <Button kind="primary" onClick={onDone}>
          {t('filter.done')}
        </Button>
      </div>
    </div>
  )
}
