import { t } from '../../../lib/words'
import type { StageNames } from './new-kind-document'

/** In the language of who makes it. */
export const stageNames = (): StageNames => [t('studio.stage_new'), t('studio.stage_done'), t('studio.stage_dropped')]
