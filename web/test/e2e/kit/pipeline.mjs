// The four files of the pipeline, each through the wizard: the same steps in every language.
import { ask, countOf } from './browser.mjs'
import { expect, same } from './suite.mjs'
import { choose, wizard } from './wizard.mjs'

/** `currency`: the label of the currency of the file's amounts, where it is not the company's own. */
export async function importAll(step, page, words, metaOf, { currency, foreign = false }) {
  const { t } = words
  const walk = () => wizard(page, words, metaOf())
  const inDollars = (header) =>
    foreign && walk().options(header, () => choose(page, t('field.currency'), new RegExp(`(^|\\s)${currency}$`)))

  await step('import products', async () => {
    const go = walk()
    await go.upload('products.csv', 'product')
    await go.match('product', 'product', 'name')
    await go.match('sales_price', 'product', 'price')
    await inDollars('sales_price')
    same((await go.run()).created, 7, 'products')
    const { rows } = await ask(page, 'GET', `product?where=${encodeURIComponent("name = 'GTX Pro'")}`)
    same(rows[0]?.fields.price, { minor: 482100, cur: 'USD' }, 'price of GTX Pro')
  })
  await step('import the sales team', async () => {
    const go = walk()
    await go.upload('sales_teams.csv', 'user')
    await go.match('sales_agent', 'user', 'name')
    await go.match('manager', 'user', 'manager')
    await go.options('manager', (pop) => pop.getByLabel(t('import.not_found.create')).check({ force: true }))
    await go.match('regional_office', 'user', 'office')
    same((await go.run()).created, 35, 'agents')
    expect((await countOf(page, 'user')) >= 35 + 6, 'managers were not made')
  })
  await step('import accounts', async () => {
    const go = walk()
    await go.upload('accounts.csv', 'account')
    await go.match('account', 'account', 'name')
    await go.match('sector', 'account', 'sector')
    const technology = metaOf().entities.account.fields.sector.of.technology.label
    await go.options('sector', () => choose(page, 'technolgy', technology))
    await go.match('revenue', 'account', 'revenue')
    await inDollars('revenue')
    await go.leaveOut('office_location')
    await go.match('subsidiary_of', 'account', 'parent')
    await go.options('subsidiary_of', (pop) => pop.getByLabel(t('import.not_found.create')).check({ force: true }))
    const { created, updated = 0, skipped = 0, refused } = await go.run()
    same([created + updated + skipped, refused], [85, 0], 'accounts taken and refused')
    same(await countOf(page, 'account'), 85, 'accounts')
  })
  await step('import deals', async () => {
    const go = walk()
    const { deal } = metaOf().entities
    await go.upload('sales_pipeline.csv', 'deal')
    await go.match('opportunity_id', 'deal', 'external_id')
    await go.match('sales_agent', 'deal', 'owner')
    await go.match('product', 'deal', 'product')
    await go.replace('product', 'GTXPro', 'GTX Pro')
    await go.match('account', 'deal', 'account')
    await go.match('deal_stage', 'deal', 'stage')
    await go.match('engage_date', 'deal', 'engaged_on')
    await go.options('engage_date', (pop) => pop.getByText(words.like('import.date_read')).waitFor())
    await go.match('close_date', 'deal', 'closed_on')
    await go.match('close_value', 'deal', 'amount')
    await inDollars('close_value')
    // The file has no title, and does not say why a deal was lost.
    await page.getByLabel(deal.fields.name.label).first().fill('{product} – {account}')
    await page.getByRole('button', { name: t('import.constant_add') }).click()
    await page.getByRole('menuitem', { name: deal.fields.lost_reason.label, exact: true }).click()
    await choose(page, deal.fields.lost_reason.label, deal.fields.lost_reason.of.unknown.label)
    same((await go.run()).created, 299, 'deals')
    same(await countOf(page, 'deal', "stage = 'won'"), 212, 'deals won')
    same(await countOf(page, 'deal', 'account is empty'), 25, 'deals without an account')
    same(await countOf(page, 'deal', "stage = 'lost' and lost_reason = 'unknown'"), 47, 'deals lost')
    same(await countOf(page, 'product'), 7, 'products after the deals')
  })
}
