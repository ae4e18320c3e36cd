import { QueryClient } from '@tanstack/react-query'
import { ApiError, api, whenSignedOut } from './api/api'
import { eyes, forgetEyes } from './api/eyes'
import { loadAriaWords } from './lib/aria-words'
import { here, navigate } from './lib/router'
import { applySettings, guessLanguage, type Language, usual } from './lib/settings'
import { loadWords } from './lib/words'
import { meQuery, metaQuery } from './meta/use-meta'
import { findRoute } from './routes'
import { applyMe, applySite, dress } from './shell/person'

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // Only what may pass by itself is worth another try.
      retry: (times, error) => times < 3 && error instanceof ApiError && error.passing,
    },
  },
})

const speak = (language: Language) => Promise.all([loadWords(language), loadAriaWords(language)])

/** Everything the first page needs, fetched side by side: words, the person, the metadata, the code of the page. */
export async function start(): Promise<{ signedIn: boolean }> {
  const guess = guessLanguage()
  applySettings(usual(guess))
  dress()
  const words = speak(guess)
  const { path } = here()
  findRoute(path)
    ?.load()
    .catch(() => {})

  if (findRoute(path)?.open) {
    forgetEyes()
    await words
    return { signedIn: false }
  }
  try {
    const [me, meta] = await Promise.all([client.fetchQuery(meQuery), client.fetchQuery(metaQuery)])
    // Who looks through other eyes goes on reading in their own language.
    if (eyes()) Object.assign(me, usual(guess), { language: guess })
    applyMe(me)
    applySite(meta)
    await (me.language === guess ? words : speak(me.language))
    whenSignedOut(() => location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`))
    return { signedIn: true }
  } catch (error) {
    if (eyes() && error instanceof ApiError && !error.passing) {
      // Whoever it was is not here any more, or one is an administrator no longer.
      forgetEyes()
      return start()
    }
    await words
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    const { needed } = await api.setupNeeded().catch(() => ({ needed: false }))
    navigate(needed ? '/setup' : `/login?next=${encodeURIComponent(path + location.search)}`, { replace: true })
    await findRoute(here().path)?.load()
    return { signedIn: false }
  }
}
