// How good the data are: a record says what is missing and what is doubted of it, a report counts it by owner.
import { faultsInBoth } from './kit/axe.mjs'
import { ask, person } from './kit/browser.mjs'
import { foundCompany, hire, metaOf, signIn } from './kit/setup.mjs'
import { same, scenario, soonSame } from './kit/suite.mjs'

export const quality = scenario('quality', async ({ browser, server, step, watch }) => {
  const { admin, words, t } = await foundCompany(browser, server, watch)
  const { fields } = (await metaOf(admin)).entities.contact
  const doubt = (name) => fields.doubts.of[name].label
  const lan = await ask(admin, 'POST', 'contact', { name: 'Lan', email: 'lan@gmial.com', birthday: '2190-01-01' })
  const facts = admin.getByRole('region', { name: t('record.facts') })
  const score = facts.getByRole('progressbar', { name: fields.completeness.label })
  const missing = facts.getByRole('group', { name: fields.missing_fields.label })
  const at = (field) => facts.locator(`[data-field="${field}"]`)

  await step('a record says how complete it is, and leads to what is missing', async () => {
    await admin.goto(`/contact/${lan.id}`)
    await soonSame(() => score.getAttribute('value'), '30', 'completeness')
    same(await missing.getByRole('button').count(), 5, 'what is missing')
    await missing.getByRole('button', { name: t('record.add_named', { field: 'Phone or Mobile' }) }).focus()
    await admin.keyboard.press('Enter')
    await at('phone').getByRole('textbox').waitFor()
    await admin.keyboard.type('+14155550123')
    await admin.keyboard.press('Enter')
    await soonSame(() => score.getAttribute('value'), '60', 'completeness')
    same(await missing.getByRole('button').count(), 4, 'what is missing')
    same(await faultsInBoth(admin), [], 'faults')
  })
  await step('what is doubted stands at its field, and goes when it is mended', async () => {
    await at('birthday').getByText(doubt('birthday_ahead')).waitFor()
    await at('email').getByText(doubt('email_slip')).waitFor()
    await at('email')
      .getByRole('button', { name: t('record.meant', { value: 'lan@gmail.com' }) })
      .click()
    await at('email').getByText('lan@gmail.com').first().waitFor()
    await at('email').getByText(doubt('email_slip')).waitFor({ state: 'detached' })
    same(await at('birthday').getByText(doubt('birthday_ahead')).count(), 1, 'the other doubt')
  })
  await step('nothing is said of what is whole, nor where nobody asked for it', async () => {
    const rest = { email: 'lan@gmail.com', phone: '+14155550123', birthday: null, job_title: 'Buyer', source: 'call' }
    const { id: account } = await ask(admin, 'POST', 'account', { name: 'Acme' })
    await ask(admin, 'PATCH', `contact/${lan.id}`, { ...rest, account, address: { city: 'Boston', country: 'US' } })
    await score.waitFor({ state: 'detached' })
    const { id } = await ask(admin, 'POST', 'product', { name: 'Lamp' })
    await admin.goto(`/product/${id}`)
    await facts.getByText('Lamp').first().waitFor()
    same(await facts.getByRole('progressbar').count(), 0, 'numbers')
  })
  const sam = await hire(admin, { name: 'Sam Miller', login: 'sam', roles: ['seller'], language: 'en' })
  const rowOf = (page, name) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) })

  await step('the report says it by owner, and each number is a list', async () => {
    await ask(admin, 'POST', 'contact', { name: 'Hoa', owner: sam, email: 'hoa@gmial.com' })
    await ask(admin, 'POST', 'contact', { name: 'Minh', owner: sam })
    await admin.goto('/settings')
    await admin.getByRole('searchbox', { name: t('settings.find') }).fill('stale')
    await admin.getByRole('link', { name: t('settings.quality') }).click()
    await admin.waitForURL('**/settings/quality')
    await admin.getByRole('button', { name: t('quality.kind') }).click()
    await admin.getByRole('option', { name: 'Contacts' }).click()
    const row = rowOf(admin, 'Sam Miller')
    same(
      await row
        .getByRole('cell')
        .allTextContents()
        .then((all) => all.at(0)),
      '2',
      'records',
    )
    await row.getByRole('link', { name: `Sam Miller: ${t('quality.doubtful')} 1` }).waitFor()
    same(await faultsInBoth(admin), [], 'faults')
    const { email } = fields
    const cell = t('quality.missing_cell', { owner: 'Sam Miller', field: email.label, value: '1' })
    await row.getByRole('link', { name: cell }).focus()
    await admin.keyboard.press('Enter')
    await admin.getByRole('row').filter({ hasText: 'Minh' }).first().waitFor()
    same(await admin.getByRole('row').filter({ hasText: 'Hoa' }).count(), 0, 'who has one')
  })
  await step('what is not ready says so, and comes by itself', async () => {
    const late = (route) => route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, body: '{}' })
    await admin.route('**/api/contact/quality', late)
    await admin.goto('/settings/quality?entity=contact')
    await admin.getByText(t('quality.making')).waitFor()
    await admin.unroute('**/api/contact/quality', late)
    await rowOf(admin, 'Sam Miller').waitFor()
    const making = { what: 'index', state: 'running', percent: 33, done: 1, of: 3 }
    const body = JSON.stringify({ all: null, old: false, making })
    const without = (route) => route.fulfill({ status: 200, contentType: 'application/json', body })
    await admin.route('**/api/contact/quality', without)
    await admin.goto('/settings/quality?entity=contact')
    await admin.getByText(t('quality.being_made'), { exact: true }).waitFor()
    await admin.getByText(t('quality.progress', { done: '1', of: '3' })).waitFor()
    same(await faultsInBoth(admin), [], 'faults')
    await admin.unroute('**/api/contact/quality', without)
    await rowOf(admin, 'Sam Miller').waitFor()
  })
  await step('its columns are sorted, and it says who stands in a pair', async () => {
    await admin.goto('/settings/quality?entity=contact')
    const first = () => admin.getByRole('rowheader').allTextContents()
    await rowOf(admin, 'Sam Miller').waitFor()
    const owner = admin.getByRole('columnheader', { name: t('quality.owner') })
    await owner.getByRole('button').click()
    await soonSame(() => owner.getAttribute('aria-sort'), 'ascending', 'sort')
    const up = await first()
    await owner.getByRole('button').click()
    await soonSame(() => owner.getAttribute('aria-sort'), 'descending', 'sort')
    const down = await first()
    same(down[0], t('quality.all'), 'the total stays above')
    same(down.slice(1), up.slice(1).reverse(), 'the other way round')
    const twin = { name: 'Tuan Pham', email: 'tuan@pham.example' }
    await ask(admin, 'POST', 'contact?alike=no', twin)
    await ask(admin, 'POST', 'contact?alike=no', twin)
    const { job } = await ask(admin, 'POST', 'contact/pairs', {})
    await soonSame(async () => (await ask(admin, 'GET', `jobs/${job}`)).state, 'done', 'the search')
    await admin.goto('/settings/quality?entity=contact')
    const all = t('quality.cell', { owner: t('quality.all'), what: t('quality.alike'), value: '2' })
    await admin.getByRole('link', { name: all }).click()
    await admin.waitForURL('**/duplicates/contact')
    await admin.getByText('Tuan Pham').nth(1).waitFor()
  })
  await step(
    'in Studio it is said what is wanted, doubtful and stale, with what that means; and taken back',
    async () => {
      const before = (await ask(admin, 'GET', `contact/${lan.id}`)).fields.completeness
      await admin.goto('/settings/studio/contact?part=quality')
      const part = admin.getByRole('tabpanel')
      await part.getByText(t('studio.example')).waitFor()
      same(await faultsInBoth(admin), [], 'faults')
      await part.getByRole('button', { name: /^Email/ }).click()
      const sheet = admin.getByRole('dialog')
      await sheet.getByLabel(t('studio.weight')).fill('0')
      await sheet.getByText(t('studio.weight_fault')).waitFor()
      await sheet.getByLabel(t('studio.weight')).fill('90')
      await sheet.getByRole('button', { name: t('studio.done') }).click()
      await part
        .getByRole('button', { name: /^Email/ })
        .getByText('90', { exact: true })
        .waitFor()
      await part.getByText(t('studio.example')).waitFor()
      await part.getByRole('button', { name: t('studio.doubt_new') }).click()
      await sheet.getByText(t('rights.rule_text'), { exact: true }).click()
      await sheet.getByRole('textbox').first().fill("job_title = 'Test'")
      await sheet.getByLabel(t('studio.key.says')).fill('A test?')
      await sheet.getByRole('button', { name: t('studio.done') }).click()
      await part.getByLabel(t('studio.stale_after')).fill('45')
      await admin.getByRole('button', { name: t('studio.review') }).click()
      const review = admin.getByRole('dialog', { name: t('studio.review_title') })
      const anew = t('studio.anew', { entity: 'Contacts', count: '0' })
      await review.getByText(anew.slice(anew.indexOf('0') + 1), { exact: false }).waitFor()
      await review.getByRole('button', { name: t('studio.save') }).click()
      await admin.getByText(t('studio.saved')).last().waitFor()
      const { quality: said, fields: now } = (await ask(admin, 'GET', 'meta')).entities.contact
      same(said.complete.find((one) => one.field === 'email').weight, 90, 'the weight')
      same([said.stale.includes('45d'), Object.values(now.doubts.of).at(-1).label], [true, 'A test?'], 'the rest')
      await ask(admin, 'PATCH', `contact/${lan.id}`, { job_title: 'Test' })
      await admin.goto('/settings/done')
      await admin.getByText(t('done.studio')).first().waitFor()
      await admin
        .getByRole('button', { name: t('done.back_named', { what: t('done.studio') }) })
        .first()
        .click()
      await admin
        .getByRole('alertdialog')
        .getByRole('button', { name: t('done.back') })
        .click()
      await admin.getByText(t('done.done'), { exact: true }).waitFor()
      await ask(admin, 'PATCH', `contact/${lan.id}`, { job_title: 'Buyer' })
      await soonSame(
        async () => (await ask(admin, 'GET', `contact/${lan.id}`)).fields.completeness,
        before,
        'as it was',
      )
    },
  )
  await step('on a phone nothing is wider than the screen; a seller counts what they read', async () => {
    const seller = await person(browser, server.url, { viewport: { width: 390, height: 844 } })
    watch(seller)
    await signIn(seller, words, 'sam')
    await seller.goto('/settings/quality?entity=contact')
    await rowOf(seller, 'Sam Miller').waitFor()
    const { all } = await ask(seller, 'GET', 'contact/quality')
    const first = seller.getByRole('row').nth(1).getByRole('cell').first()
    same(await first.textContent(), String(all.records), 'records')
    same(await seller.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, 'px too wide')
    await seller.goto('/settings/quality?entity=lead')
    await seller.getByText(t('quality.none')).waitFor()
    same(seller.complaints, [], 'complaints of the page')
    await seller.context().close()
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints of the page'))
  await admin.context().close()
})
