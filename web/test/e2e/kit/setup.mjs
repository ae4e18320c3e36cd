// The first run, and signing in.
import { ask, person } from './browser.mjs'
import { exactly, wordsOf } from './words.mjs'

export const password = 'correct-horse-9'

/** Walks through the first run. `company`: {name, country, currency} as they are called in the language. */
export async function setUp(page, { t }, link, { name, login, company, country }) {
  await page.goto(link)
  await page.getByLabel(t('setup.name')).fill(name)
  await page.getByLabel(t('login.login')).fill(login)
  await page.getByLabel(exactly(t('login.password'))).fill(password)
  await page.getByRole('button', { name: t('ui.next') }).click()
  await page.getByLabel(t('setup.company')).fill(company)
  const place = page.getByRole('combobox', { name: t('setup.country') })
  await place.fill(country)
  await page.getByRole('option', { name: country }).first().click()
  await page.getByRole('button', { name: t('setup.create') }).click()
  await page.getByRole('button', { name: t('setup.begin') }).click()
  await page
    .getByRole('navigation', { name: t('nav.main') })
    .first()
    .waitFor()
}

/** Most scenarios begin here: Harbor Lights, in English, its administrator at a screen. */
export async function foundCompany(browser, server, watch) {
  const words = wordsOf('en')
  const admin = await person(browser, server.url)
  watch(admin)
  await setUp(admin, words, server.setup, {
    name: 'Minh Anh Lê',
    login: 'minhanh',
    company: 'Harbor Lights',
    country: 'United States',
  })
  return { admin, words, t: words.t }
}

export async function signIn(page, { t }, login) {
  await page.goto('/login')
  await page.getByLabel(t('login.login')).fill(login)
  await page.getByLabel(exactly(t('login.password'))).fill(password)
  await page.getByRole('button', { name: t('login.enter') }).click()
  await page
    .getByRole('navigation', { name: t('nav.main') })
    .first()
    .waitFor()
}

/** Another person of the company, made by its administrator. */
export async function hire(admin, { name, login, roles, language }) {
  const row = await ask(admin, 'POST', 'user', { name, login, roles, language })
  await ask(admin, 'POST', `users/${row.id}/password`, { new: password })
  return row.id
}

export const metaOf = (page) => ask(page, 'GET', 'meta')
