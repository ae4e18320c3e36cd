import { Rows3 } from 'lucide-react'
import { t } from '../lib/words'
import { changeMe } from '../shell/change-me'
import type { ActionMaker } from './action'

export const density: ActionMaker = ({ me, cache }) =>
  (['compact', 'normal', 'roomy'] as const)
    .filter((id) => id !== me.density)
    .map((id) => ({
      id: `density:${id}`,
      label: t('action.density', { density: t(`me.density.${id}`) }),
      icon: Rows3,
      group: 'settings',
      words: `density ${id}`,
      run: () => void changeMe(cache, me, { density: id }),
    }))
