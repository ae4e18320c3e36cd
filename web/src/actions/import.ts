import { Upload } from 'lucide-react'
import { navigate } from '../lib/router'
import { t } from '../lib/words'
import { may } from '../meta/may'
import type { ActionMaker } from './action'

/** Import into the entity whose list or record is open. */
export const importHere: ActionMaker = ({ meta, path }) => {
  const entity = meta.entities[path.split('/')[1] ?? '']
  if (!entity || !may(entity, 'import')) return []
  return [
    {
      id: 'import',
      label: t('action.import', { entities: entity.label[1] }),
      icon: Upload,
      group: 'here',
      words: 'csv xlsx excel',
      run: () => navigate(`/import?entity=${entity.name}`),
    },
  ]
}
