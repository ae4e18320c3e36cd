// Studio: a field, a kind and a choice are made in words, looked at before they hold, in force at once, and taken back.
import { ask, person } from './kit/browser.mjs'
import { foundCompany } from './kit/setup.mjs'
import { expect, same, scenario } from './kit/suite.mjs'
import { exactly } from './kit/words.mjs'

const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }

export const studio = scenario('studio', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const deal = await ask(admin, 'POST', 'deal', { name: 'Ten boats', stage: 'engaging', next_step: 'Call' })
  const meta = await ask(admin, 'GET', 'meta')
  const labels = meta.entities.deal.fields
  const review = admin.getByRole('dialog', { name: t('studio.review_title') })
  const look = () => admin.getByRole('button', { name: t('studio.review') }).click()
  const save = async () => {
    await look()
    await review.getByRole('button', { name: t('studio.save') }).click()
    await review.waitFor({ state: 'detached' })
    await admin.getByText(t('studio.saved')).last().waitFor()
  }
  const field = (name) => admin.getByRole('list').getByRole('button', { name: new RegExp(`^${name}`) })

  await step('a field is added, with the keyboard, and looked at before it holds', async () => {
    await admin.goto('/settings')
    await admin.locator('a[href="/settings/studio"]').click()
    await admin.locator('a[href="/settings/studio/deal"]').click()
    await admin.getByRole('button', { name: t('studio.field_new') }).click()
    const dialog = admin.getByRole('dialog', { name: t('studio.field_new') })
    await dialog.getByLabel(exactly(t('studio.label'))).fill('Hull colour')
    await dialog.getByRole('radio', { name: new RegExp(`^${t('studio.type.text')}`) }).focus()
    await admin.keyboard.press('ArrowDown')
    await admin.keyboard.press('ArrowDown')
    await dialog.getByLabel(exactly(t('studio.choices'))).fill('Red\nBlue')
    await dialog.getByRole('button', { name: t('studio.field_add') }).click()
    await admin.getByText(/not yet in force/).waitFor()
    same((await ask(admin, 'GET', 'meta')).entities.deal.fields.hull_colour, undefined, 'a field nobody saved')
    await look()
    await review
      .getByText('alter table "deal" add column "hull_colour"', { exact: false })
      .waitFor({ state: 'attached' })
    await review.getByText(new RegExp(t('studio.touches', { entity: 'Deals', count: '1' }).slice(0, 8))).waitFor()
  })
  await step('it is on the page of a record at once, elsewhere without a reload', async () => {
    const other = await admin.context().newPage()
    other.setDefaultTimeout(30_000)
    await other.goto(`/deal/${deal.id}`)
    await other.getByText(labels.next_step.label).first().waitFor()
    await review.getByRole('button', { name: t('studio.save') }).click()
    await other.getByText('Hull colour').first().waitFor()
    await other.close()
    const saved = (await ask(admin, 'GET', 'meta')).entities.deal.fields.hull_colour
    same([saved.type, Object.keys(saved.of)], ['choice', ['red', 'blue']], 'the field')
    await ask(admin, 'PATCH', `deal/${deal.id}`, { hull_colour: 'red' })
  })
  await step('it is taken back from the toast; what was written in it stays', async () => {
    await admin.getByRole('button', { name: t('studio.undo') }).click()
    await admin.getByText(t('studio.undone')).waitFor()
    same((await ask(admin, 'GET', 'meta')).entities.deal.fields.hull_colour, undefined, 'a field taken back')
    await field('Hull colour').waitFor({ state: 'detached' })
    await admin.goto('/settings/studio?show=history')
    await admin.getByText(t('studio.undid')).waitFor()
    await admin
      .getByRole('button', { name: t('studio.undo'), exact: true })
      .first()
      .click()
    await admin.getByText(t('studio.undone')).waitFor()
    same((await ask(admin, 'GET', `deal/${deal.id}`)).fields.hull_colour, 'red', 'what was written')
  })
  await step('words and choices of a pack’s field, and back to what was delivered', async () => {
    await admin.goto('/settings/studio/deal')
    await field(labels.source.label).click()
    const sheet = admin.getByRole('dialog', { name: labels.source.label })
    const first = labels.source.of.search.label
    await sheet.getByRole('button', { name: t('studio.move', { name: first }) }).focus()
    await admin.keyboard.press('ArrowDown')
    await sheet.getByLabel(t('studio.choice_new')).fill('Harbour fair')
    await admin.keyboard.press('Enter')
    await sheet.getByLabel(t('studio.choice_label', { name: 'Harbour fair' })).waitFor()
    await sheet.getByRole('button', { name: t('studio.choice_retire', { name: labels.source.of.email.label }) }).click()
    await sheet.getByLabel(exactly(t('studio.label'))).fill('Origin')
    await admin
      .getByRole('dialog', { name: 'Origin' })
      .getByRole('button', { name: t('studio.done') })
      .click()
    await save()
    const { source } = (await ask(admin, 'GET', 'meta')).entities.deal.fields
    same(
      [source.label, source.of.harbour_fair.label, source.of.email.retired],
      ['Origin', 'Harbour fair', true],
      'source',
    )
    same(Object.keys(source.of).slice(0, 2), ['web_form', 'search'], 'the order of choices')
    await field('Origin').click()
    await admin.getByRole('button', { name: t('studio.reset_to', { value: labels.source.label }) }).click()
    await admin.getByRole('button', { name: t('studio.done') }).click()
    await save()
    same((await ask(admin, 'GET', 'meta')).entities.deal.fields.source.label, labels.source.label, 'as delivered')
  })
  await step('what cannot be is said before it is saved', async () => {
    await field(labels.name.label).click()
    await admin.getByRole('button', { name: t('studio.field_hide') }).click()
    await admin.getByRole('button', { name: t('studio.done') }).click()
    await look()
    await review.getByRole('region', { name: t('studio.problems') }).waitFor()
    same(await review.getByRole('button', { name: t('studio.save') }).isDisabled(), true, 'it cannot be saved')
    await review.getByRole('button', { name: t('ui.back') }).click()
    await admin.getByRole('button', { name: t('studio.discard') }).click()
  })
  await step('somebody else was faster: nothing of either is lost', async () => {
    await field(labels.competitor.label).click()
    await admin
      .getByRole('dialog')
      .getByLabel(exactly(t('studio.label')))
      .fill('Rival')
    await admin.getByRole('button', { name: t('studio.done') }).click()
    const { stamp, documents } = await ask(admin, 'GET', 'studio')
    const theirs = documents['deal.json']
    theirs.fields.amount = { label: 'Price' }
    // Between the click and the server: who reads anew before that is not late.
    let late = true
    await admin.route('**/api/studio', async (route) => {
      if (!late || route.request().method() !== 'PUT') return route.fallback()
      late = false
      await ask(admin, 'PUT', 'studio', { stamp, documents: { 'deal.json': theirs } })
      await route.fallback()
    })
    await look()
    const isOurs = (r) => r.url().endsWith('/api/studio') && r.request().method() === 'PUT' && r.status() === 409
    const [answer] = await Promise.all([
      admin.waitForResponse(isOurs),
      review.getByRole('button', { name: t('studio.save') }).click(),
    ])
    same(answer.status(), 409, 'who is late is told')
    await admin.getByText(t('studio.raced')).waitFor()
    await review.getByRole('button', { name: t('studio.save') }).click()
    await review.waitFor({ state: 'detached' })
    const { fields } = (await ask(admin, 'GET', 'meta')).entities.deal
    same([fields.amount.label, fields.competitor.label], ['Price', 'Rival'], 'both')
  })
  await step('a stage and a column are put where they belong', async () => {
    await admin.goto('/settings/studio/deal?part=pipeline')
    await admin.getByLabel(t('studio.stage_another')).fill('Sea trial')
    await admin.keyboard.press('Enter')
    await save()
    const { pipeline } = (await ask(admin, 'GET', 'meta')).entities.deal
    same(Object.keys(pipeline).slice(-3), ['sea_trial', 'won', 'lost'], 'before the ends')
    expect(pipeline.negotiation.next.includes('sea_trial'), 'nothing leads there')
    await admin.goto('/settings/studio/deal?part=views')
    const list = admin.getByRole('region', { name: t('studio.view.table') })
    await list.getByRole('button', { name: t('studio.take_out', { name: labels.next_step.label }) }).click()
    await save()
    const { views } = (await ask(admin, 'GET', 'meta')).entities.deal
    same(views.table.includes('next_step'), false, 'the column')
  })
  await step('a kind of one’s own is in the navigation the moment it is saved, also from a phone', async () => {
    const small = await person(browser, server.url, phone)
    watch(small)
    await small.context().addCookies(await admin.context().cookies())
    await small.goto('/settings/studio')
    await small.getByRole('button', { name: t('studio.kind_new') }).click()
    const dialog = small.getByRole('dialog', { name: t('studio.kind_new') })
    await dialog.getByLabel(exactly(t('studio.kind_one'))).fill('Boat')
    await dialog.getByLabel(exactly(t('studio.kind_many'))).fill('Boats')
    await dialog.getByLabel(t('studio.trait.stage')).check()
    await dialog.getByRole('button', { name: t('studio.review') }).click()
    const look = small.getByRole('dialog', { name: t('studio.review_title') })
    await look.getByRole('button', { name: t('studio.save') }).click()
    await small.getByRole('heading', { name: 'Boats', level: 1 }).waitFor()
    same(small.complaints, [], 'complaints of the phone')
    await small.context().close()
    await admin
      .getByRole('navigation', { name: t('nav.main') })
      .first()
      .getByRole('link', { name: 'Boats' })
      .click()
    await ask(admin, 'POST', 'boat', { name: 'Lady Anh' })
    await admin.getByText('Lady Anh').first().waitFor()
  })
  await step('the words of another language', async () => {
    await admin.goto('/settings/studio/boat?part=words')
    await admin.getByRole('textbox', { name: 'Boats, Tiếng Việt', exact: false }).fill('Thuyền')
    const created = admin.getByRole('textbox', { name: 'Created, Tiếng Việt', exact: false })
    same(await created.inputValue(), 'Ngày tạo', 'what it is called everywhere')
    await created.fill('Ngày hạ thủy')
    await admin.getByRole('textbox', { name: 'Created, English', exact: false }).fill('Launched')
    await save()
    const { documents } = await ask(admin, 'GET', 'studio')
    same(
      [documents['lang/vi.json'].boat[1], documents['lang/vi.json']['boat.created_ms'], documents['lang/en.json']],
      ['Thuyền', 'Ngày hạ thủy', { 'boat.created_ms': 'Launched' }],
      'what is stored',
    )
  })
  await step('a rule, put together of conditions, with how many do not hold to it', async () => {
    await admin.goto('/settings/studio/boat?part=rules')
    await admin
      .getByRole('button', { name: t('studio.rule_new') })
      .first()
      .click()
    const sheet = admin.getByRole('dialog', { name: t('studio.rule_new') })
    await sheet.getByText(t('rights.rule_text'), { exact: true }).click()
    await sheet.getByLabel(t('rights.rule_label')).fill("name starts 'Miss'")
    await sheet.getByText(t('studio.rule_broken', { count: 1 })).waitFor()
    await sheet.getByLabel(exactly(t('studio.key.says'))).fill('A boat is a miss here.')
    await sheet.getByRole('button', { name: t('studio.done') }).click()
    await save()
    const refused = await ask(admin, 'POST', 'boat', { name: 'Lady Bình' }).catch((error) => String(error))
    expect(/A boat is a miss here/.test(refused), refused)
  })
  await step('all of it as a file, out and in', async () => {
    const { documents } = await ask(admin, 'GET', 'studio/sheet.json')
    documents['boat.json'].fields.length = { type: 'real', label: 'Length', unit: 'm' }
    await admin.goto('/settings/studio?show=carry')
    const file = (text) => ({ name: 'sheet.json', mimeType: 'application/json', buffer: Buffer.from(text) })
    const input = admin.locator('input[type=file]')
    await input.setInputFiles(file('no sheet'))
    await admin.getByText(t('studio.carry_unread')).waitFor()
    await input.setInputFiles(file(JSON.stringify({ documents })))
    await review.getByText(`Boats › Length`).waitFor()
    await review.getByRole('button', { name: t('studio.save') }).click()
    await review.waitFor({ state: 'detached' })
    same((await ask(admin, 'GET', 'meta')).entities.boat.fields.length.unit, 'm', 'what came in')
  })
  await step('a kind that does without stages, and one that is taken away', async () => {
    await admin.goto('/settings/studio/boat?part=about')
    await admin.getByLabel(t('studio.trait.stage')).uncheck()
    await save()
    same((await ask(admin, 'GET', 'meta')).entities.boat.pipeline, undefined, 'stages')
    await admin.getByRole('button', { name: t('studio.kind_remove') }).click()
    await save()
    await admin.waitForURL((url) => url.pathname === '/settings/studio')
    same((await ask(admin, 'GET', 'meta')).entities.boat, undefined, 'the kind')
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints'))
  await admin.context().close()
})
