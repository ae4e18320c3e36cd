// The core path without a mouse: nothing here clicks.
import { atRest } from './kit/at-rest.mjs'
import { ask, person } from './kit/browser.mjs'
import { metaOf, password } from './kit/setup.mjs'
import { expect, same, scenario } from './kit/suite.mjs'
import { wordsOf } from './kit/words.mjs'

const pasted = 'Name\tPhone\nĐèn Rạng Đông\t0921 664 760\nSao Mai\t0903 111 222\n'

/** Tab until the focus is on it: a person would get there, too. */
async function tabTo(page, target, most = 60) {
  for (let i = 0; i < most; i++) {
    if (
      await target
        .evaluate((at) => at === document.activeElement || at.contains(document.activeElement))
        .catch(() => false)
    )
      return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${target}`)
}

const palette = async (page, t, words) => {
  await page.keyboard.press('Control+k')
  const box = page.getByRole('combobox', { name: t('keys.palette') })
  await box.waitFor()
  await page.keyboard.type(words, { delay: 15 })
}

export const keyboard = scenario('keyboard only', async ({ browser, server, step, watch }) => {
  const { t } = wordsOf('en')
  const page = await person(browser, server.url)
  watch(page)
  const press = (...keys) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
  let meta

  await step('set up the company', async () => {
    await page.goto(server.setup)
    const own = page.getByLabel(t('setup.name'))
    await own.waitFor()
    await tabTo(page, own)
    await page.keyboard.type('Minh Anh Lê')
    await press('Tab')
    await page.keyboard.type('minhanh')
    await press('Tab')
    await page.keyboard.type(password)
    await press('Enter')
    const company = page.getByLabel(t('setup.company'))
    await company.waitFor()
    await tabTo(page, company)
    await page.keyboard.type('Harbor Lights')
    await press('Enter')
    await page.getByRole('button', { name: t('setup.begin') }).waitFor()
    await press('Enter')
    await page
      .getByRole('navigation', { name: t('nav.main') })
      .first()
      .waitFor()
    meta = await metaOf(page)
  })
  await step('import pasted cells', async () => {
    await press('KeyG', 'KeyI')
    await page.waitForURL('**/import')
    const cells = page.getByLabel(t('import.paste'))
    await cells.waitFor()
    await tabTo(page, cells)
    await page.keyboard.insertText(pasted)
    await tabTo(page, page.getByRole('button', { name: t('import.use_pasted') }))
    await press('Enter')
    const check = page.getByRole('button', { name: t('import.to_check') })
    await check.waitFor()
    if ((await ask(page, 'GET', `imports/${page.url().split('/').at(-1)}`)).entity !== 'account') {
      await tabTo(page, page.getByLabel(t('import.into')))
      await press('Enter')
      await page.getByRole('option', { name: meta.entities.account.label[1], exact: true }).waitFor()
      await page.keyboard.type(meta.entities.account.label[1], { delay: 20 })
      await press('Enter')
      await page.getByText(meta.entities.account.label[1], { exact: true }).nth(1).waitFor()
      await atRest(page)
    }
    await tabTo(page, check)
    await press('Enter')
    const run = page.getByRole('button', { name: t('import.run', { count: 2 }) })
    await run.waitFor()
    await tabTo(page, run)
    await press('Enter')
    await page.getByRole('heading', { name: t('import.done') }).waitFor()
    const { rows } = await ask(page, 'GET', 'account?sort=name')
    same(rows.map((r) => r.title).sort(), ['Sao Mai', 'Đèn Rạng Đông'], 'accounts')
  })
  await step('find one without its marks, and open it', async () => {
    await palette(page, t, 'den rang')
    await page.getByRole('option', { name: 'Đèn Rạng Đông' }).first().waitFor()
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Đèn Rạng Đông' }).waitFor()
  })
  await step('change a fact', async () => {
    const field = meta.entities.account.fields.tax_code.label
    await tabTo(page, page.getByRole('button', { name: t('record.add_named', { field }) }), 120)
    await press('Enter')
    await page.getByRole('textbox', { name: field }).waitFor()
    await page.keyboard.type('0312345678')
    await press('Enter')
    await page.getByText('0312345678').first().waitFor()
  })
  await step('make a deal', async () => {
    const deal = meta.entities.deal
    await palette(page, t, t('action.make', { entity: deal.label[0] }))
    await press('Enter')
    const form = page.getByRole('dialog', { name: t('create.title', { entity: deal.label[0] }) })
    await form.waitFor()
    const name = form.getByLabel(deal.fields.name.label).first()
    await tabTo(page, name)
    await page.keyboard.type('Street lamps')
    await press('Control+Enter')
    await form.waitFor({ state: 'detached' })
  })
  await step('carry it over the board with Space and arrows', async () => {
    await page.goto('/deal?shape=board')
    const { prospecting, engaging } = meta.entities.deal.pipeline
    const card = page.getByRole('group', { name: 'Street lamps' })
    await card.waitFor()
    await tabTo(page, card)
    await card.focus()
    await press('Space', 'ArrowRight', 'Space')
    const there = page.getByRole('region', { name: new RegExp(`^${engaging.label}: `) })
    await there.getByRole('group', { name: 'Street lamps' }).waitFor()
    expect(prospecting.next.includes('engaging'), 'the pipeline lets it go there')
  })
  await step('see the keys, and go home', async () => {
    await press('Shift+Slash')
    await page.getByRole('dialog', { name: t('keys.sheet') }).waitFor()
    await press('Escape')
    await page.getByRole('dialog', { name: t('keys.sheet') }).waitFor({ state: 'detached' })
    await press('KeyG', 'KeyH')
    await page.waitForURL((url) => url.pathname === '/')
  })
  await step('search with a mistake, walk to the hit, and forget the search', async () => {
    await page.goto('/search')
    await page.getByRole('searchbox', { name: t('nav.search') }).waitFor()
    await page.keyboard.type('ragn')
    await page.getByText(t('search.meant', { words: 'Rạng' })).waitFor()
    const hit = page.getByRole('link', { name: /Đèn Rạng Đông/ })
    same(await hit.locator('mark').allTextContents(), ['Rạng'], 'what is marked')
    await press('ArrowDown', 'Enter')
    await page.getByRole('heading', { level: 1, name: 'Đèn Rạng Đông' }).waitFor()
    await page.goto('/search')
    const forget = page.getByRole('button', { name: t('search.forget', { words: 'ragn' }) })
    await forget.waitFor()
    await tabTo(page, forget)
    await press('Enter')
    await forget.waitFor({ state: 'detached' })
  })
  await step('nothing complained', async () => same(page.complaints, [], 'complaints of the page'))
  await page.context().close()
})
