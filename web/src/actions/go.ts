import { Bell, House, Search, Settings, Trash2, Upload, UserRound } from 'lucide-react'
import { navigate } from '../lib/router'
import { t } from '../lib/words'
import { navEntities } from '../meta/use-meta'
import { iconOf } from '../ui/icons'
import type { Action, ActionMaker } from './action'
import { goKeys, lettersFor } from './letters'

/** Go to a place: the fixed ones, then the list of every entity in the navigation. */
export const go: ActionMaker = ({ meta, me }) => {
  const entities = meta.groups.flatMap((g) => navEntities(meta, g.name))
  const letters = lettersFor(entities.map((e) => e.name))
  const place = (to: string, label: string, icon: Action['icon'], letter?: string, words?: string): Action => ({
    id: `go:${to}`,
    label,
    icon,
    words,
    group: 'go',
    keys: goKeys(letter),
    run: () => navigate(to),
  })
  const mayImport = Object.values(meta.entities).some((e) => e.may.import)
  return [
    place('/', t('nav.home'), House, 'h'),
    ...entities.map((e) => place(`/${e.name}`, e.label[1], iconOf(e.icon), letters.get(e.name), e.name)),
    ...entities
      .filter((e) => e.price)
      .map((e) => place(`/prices/${e.name}`, `${t('list.prices')} · ${e.label[1]}`, iconOf(e.icon))),
    place('/notices', t('nav.notices'), Bell, 'n'),
    place('/search', t('nav.search'), Search, 's'),
    ...(mayImport ? [place('/import', t('nav.import'), Upload, 'i', 'csv xlsx excel')] : []),
    place('/trash', t('page.trash'), Trash2),
    place('/settings', t('nav.all_settings'), Settings, 'm', 'settings rights security company sessions'),
    place('/me', t('nav.me', { name: me.name }), UserRound, undefined, 'profile password token'),
  ]
}
