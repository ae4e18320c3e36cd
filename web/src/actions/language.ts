import { Languages } from 'lucide-react'
import { languageNames, languages } from '../lib/settings'
import { t } from '../lib/words'
import { changeMe } from '../shell/change-me'
import type { ActionMaker } from './action'

/** Speak another language; each is called by its own name, so that it is found by who reads no other. */
export const language: ActionMaker = ({ me, cache }) =>
  languages
    .filter((id) => id !== me.language)
    .map((id) => ({
      id: `language:${id}`,
      label: t('action.language', { language: languageNames[id] }),
      icon: Languages,
      group: 'settings',
      words: `language ngôn ngữ زبان 语言 ${languageNames[id]} ${id}`,
      run: () => void changeMe(cache, me, { language: id }),
    }))
