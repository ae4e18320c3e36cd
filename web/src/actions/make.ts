import { Plus } from 'lucide-react'
import { t } from '../lib/words'
import { may } from '../meta/may'
import { navEntities } from '../meta/use-meta'
import { openCreate } from '../store/new-record'
import type { ActionMaker } from './action'

/** Make a record of any entity in the navigation: its list opens with the form. */
export const make: ActionMaker = ({ meta }) =>
  meta.groups
    .flatMap((g) => navEntities(meta, g.name))
    .filter((e) => may(e, 'create'))
    .map((e) => ({
      id: `make:${e.name}`,
      label: t('action.make', { entity: e.label[0] }),
      icon: Plus,
      group: 'make',
      words: `+ ${e.label[0]} ${e.name}`,
      run: () => void openCreate(e.name),
    }))
