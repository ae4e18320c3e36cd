// The same path in Persian, from right to left, with a date typed in the Jalali calendar.
import { ask, countOf, person } from './kit/browser.mjs'
import { importAll } from './kit/pipeline.mjs'
import { hire, metaOf, setUp, signIn } from './kit/setup.mjs'
import { expect, same, scenario, soonSame } from './kit/suite.mjs'
import { wordsOf } from './kit/words.mjs'

const name = 'شرکت روشنایی کیان'
const dealName = 'چراغ خیابان ولیعصر'

export const persian = scenario('persian', async ({ browser, server, step, watch, note }) => {
  const words = wordsOf('fa')
  const { t } = words
  const negar = await person(browser, server.url, { locale: 'fa-IR', timezoneId: 'Asia/Tehran' })
  watch(negar)
  let meta

  await step('set up the company in Persian', async () => {
    await negar.goto(server.setup)
    await negar.getByRole('button', { name: 'فارسی' }).click()
    await negar.getByRole('heading', { name: t('setup.title') }).waitFor()
    same(await negar.evaluate(() => document.dir), 'rtl', 'direction of the page')
    await setUp(negar, words, negar.url(), {
      name: 'نگار رضایی',
      login: 'negar',
      company: 'بازرگانی بندر',
      country: 'ایران',
    })
    meta = await metaOf(negar)
    same(meta.site.currency, 'IRR', 'currency of the company')
    const me = await ask(negar, 'GET', 'me')
    same([me.language, me.calendar, me.zone], ['fa', 'persian', 'Asia/Tehran'], 'how she reads')
  })
  await importAll(step, negar, words, () => meta, { currency: 'USD', foreign: true })

  await step('find an account by Arabic letters', async () => {
    await ask(negar, 'POST', 'account', { name })
    await negar.keyboard.press('Control+k')
    const box = negar.getByRole('combobox', { name: t('keys.palette') })
    // ي and ك as an Arabic keyboard writes them, and not ی and ک.
    await box.fill('روشنايي كيان')
    await negar.getByRole('option', { name }).first().waitFor()
    await box.press('Enter')
    await negar.getByRole('heading', { level: 1, name }).waitFor()
  })
  await step('type a Jalali date in Persian digits', async () => {
    const deal = await ask(negar, 'POST', 'deal', { name: dealName, stage: 'engaging' })
    const field = meta.entities.deal.fields.close_date
    await negar.goto(`/deal/${deal.id}`)
    await negar
      .locator('dl')
      .getByRole('button', { name: t('record.add_named', { field: field.label }) })
      .click()
    await negar.getByRole('spinbutton').first().focus()
    await negar.keyboard.type('۱۴۰۵۰۹۱۵', { delay: 30 })
    await negar.keyboard.press('Enter')
    await negar.getByText('۱۵ آذر').first().waitFor()
    await soonSame(async () => (await ask(negar, 'GET', `deal/${deal.id}`)).fields.close_date, '2026-12-06', 'stored')
  })
  await step('drag it to won, from right to left; a colleague sees it', async () => {
    await hire(negar, { name: 'کیان نوری', login: 'kian', roles: ['seller'], language: 'fa' })
    const kian = await person(browser, server.url, { locale: 'fa-IR', timezoneId: 'Asia/Tehran' })
    watch(kian)
    await signIn(kian, words, 'kian')
    const { engaging, won } = meta.entities.deal.pipeline
    const column = (page, stage) => page.getByRole('region', { name: new RegExp(`^${stage.label}: `) })
    const card = (page, stage) => column(page, stage).getByRole('group', { name: dealName })
    for (const page of [negar, kian]) {
      await page.goto('/deal?shape=board')
      await card(page, engaging).waitFor()
    }
    const [from, to] = [await column(negar, engaging).boundingBox(), await column(negar, won).boundingBox()]
    expect(from.x > to.x, 'the columns run from the right')
    await card(negar, engaging).dragTo(column(negar, won))
    const dropped = Date.now()
    await card(kian, won).waitFor()
    note(`${Date.now() - dropped} ms later`)
    same(await countOf(negar, 'deal', "stage = 'won'"), 213, 'deals won')
    same(kian.complaints, [], 'complaints of the colleague’s page')
    await kian.context().close()
  })
  await step('nothing complained', async () => same(negar.complaints, [], 'complaints of the page'))
  await negar.context().close()
})
