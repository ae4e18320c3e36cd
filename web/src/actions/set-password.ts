import { KeyRound } from 'lucide-react'
import { t } from '../lib/words'
import { openOverlay } from '../shell/overlays'
import type { ActionMaker } from './action'

/** An administrator gives somebody a password: on the page of a user. */
export const setPassword: ActionMaker = ({ me, record }) =>
  record?.entity === 'user' && me.roles.includes('admin')
    ? [
        {
          id: 'set-password',
          label: t('action.set_password'),
          icon: KeyRound,
          group: 'here',
          inMenu: true,
          run: () => openOverlay('password', record.id),
        },
      ]
    : []
