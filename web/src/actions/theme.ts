import { Monitor, Moon, Sun } from 'lucide-react'
import { t } from '../lib/words'
import { changeMe } from '../shell/change-me'
import type { ActionMaker } from './action'

const icons = { light: Sun, dark: Moon, auto: Monitor }

export const theme: ActionMaker = ({ me, cache }) =>
  (['light', 'dark', 'auto'] as const)
    .filter((id) => id !== me.theme)
    .map((id) => ({
      id: `theme:${id}`,
      label: t('action.theme', { theme: t(`me.theme.${id}`) }),
      icon: icons[id],
      group: 'settings',
      words: `theme ${id}`,
      run: () => void changeMe(cache, me, { theme: id }),
    }))
