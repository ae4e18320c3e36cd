import { setSearch } from '../../../../lib/router'
import { t } from '../../../../lib/words'
import style from './packs.module.css'

/** That there is something to look at, wherever one is in Studio. */
export const AsideNote = ({ count }: { count: number }) => (
  <p className={style.note}>
    {t('studio.aside_count', { count })}{' '}
    <button type="button" onClick={() => setSearch({ show: 'packs' })}>
      {t('studio.aside_look')}
    </button>
  </p>
)
