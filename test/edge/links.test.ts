import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLead } from '../../db/leads.ts'
import { judgeHits } from '../../edge/judge-hits.ts'
import { parseLinkKeys, signToken } from '../../mail/tokens.ts'
import { openDoors, type Doors } from './edge-fixture.ts'

let doors: Doors
beforeAll(async () => {
  doors = await openDoors()
})
afterAll(() => doors.close())

const person = { 'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15' }
const judge = () => judgeHits(doors.pool, doors.definitions, { olderThanMs: 0, limit: 1_000 })
const clicksOf = async (lead: string) => {
  const { rows } = await doors.pool.query(`select of from event where lead_id = $1 and kind = 'clicked'`, [lead])
  return rows
}

/** Everything in the database but the hits, as text. */
async function everything(): Promise<string> {
  const { rows } = await doors.pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
       and relname not in ('hit', 'pgmigrations') order by relname`,
  )
  const tables = await Promise.all(
    rows.map(async ({ name }) => {
      const { rows } = await doors.pool.query(
        `select coalesce(json_agg(t order by t::text), '[]') as all from ${name} t`,
      )
      return `${name}: ${JSON.stringify(rows)}`
    }),
  )
  return tables.join('\n')
}

test('GET and HEAD of every link that we send change nothing, but that a GET of a tracked one leaves a hit', async () => {
  const lead = await doors.lead({ sector: 'freight' })
  const touch = await doors.sent(lead)
  const handoff = await doors.handedOver(lead)
  const h = `/h/${doors.sign('handoff', `${handoff.id}.${handoff.owner}`)}`
  const links = [
    ...['guide', 'cases', 'prices'].map((name) => `/c/${doors.sign('click', `${touch}.${name}`)}`),
    `/u/${doors.sign('unsubscribe', `${lead}.${touch}`)}`,
    h,
    ...['accept', 'return', 'disqualify'].map((say) => `${h}?say=${say}`),
  ]
  const before = await everything()
  for (const link of links) {
    for (const method of ['HEAD', 'GET']) {
      const { status } = await doors.get(link, { method, headers: person })
      expect([200, 302]).toContain(status)
    }
  }
  expect(await everything()).toBe(before)
  const { rows } = await doors.pool.query(`select link, agent, judged from hit where touch_id = $1 order by link`, [
    touch,
  ])
  expect(rows).toEqual(
    ['cases', 'guide', 'prices'].map((link) => ({ link, agent: person['user-agent'], judged: null })),
  )
})

describe('a tracked link', () => {
  test('leads where the mail that was sent says, and is never kept by a browser', async () => {
    const touch = await doors.sent(await doors.lead())
    const { status, headers } = await doors.get(`/c/${doors.sign('click', `${touch}.cases`)}`)
    expect(status).toBe(302)
    expect(headers.get('location')).toBe('https://example.com/why-late/cases')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('followed twice by a person is one click, and counts for the theme of the mail', async () => {
    const lead = await doors.lead()
    const link = `/c/${doors.sign('click', `${await doors.sent(lead)}.guide`)}`
    await doors.get(link, { headers: person })
    await doors.get(link, { headers: person })
    await judge()
    await judge()
    expect(await clicksOf(lead)).toEqual([{ of: 'why-late' }])
    const { rows } = await doors.pool.query(`select cause, theme from score_entry where lead_id = $1`, [lead])
    expect(rows).toEqual([{ cause: 'clicked why-late', theme: 'late-freight' }])
  })

  test.each([
    ['known_bot', ['guide'], { 'user-agent': 'Barracuda Sentinel (EE) bot' }, 60],
    ['no_agent', ['guide'], { 'user-agent': '' }, 60],
    ['many_links_at_once', ['guide', 'cases', 'prices'], person, 60],
    ['too_soon', ['guide'], person, 0],
  ])('followed by a machine (%s) is no click', async (because, names, headers, minutesAgo) => {
    const lead = await doors.lead()
    const touch = await doors.sent(lead, 'why-late', minutesAgo)
    for (const name of names) await doors.get(`/c/${doors.sign('click', `${touch}.${name}`)}`, { headers })
    await judge()
    const { rows } = await doors.pool.query(`select judged, because from hit where touch_id = $1`, [touch])
    expect(rows).toEqual(names.map(() => ({ judged: 'machine', because })))
    expect(await clicksOf(lead)).toEqual([])
  })

  test('is judged once by two workers at once', async () => {
    const lead = await doors.lead()
    await doors.get(`/c/${doors.sign('click', `${await doors.sent(lead)}.guide`)}`, { headers: person })
    await Promise.all([judge(), judge(), judge()])
    expect(await clicksOf(lead)).toHaveLength(1)
  })
})

describe('a link that we did not sign for this leads nowhere', () => {
  test.each(['/c/', '/u/', '/h/', '/call/'])('%s', async (door) => {
    const lead = await doors.lead()
    const touch = await doors.sent(lead)
    const foreign = parseLinkKeys('k2:somebody-elses-secret')
    const tokens = [
      'nonsense',
      doors.sign(door === '/c/' ? 'unsubscribe' : 'click', `${touch}.guide`),
      signToken(foreign, door === '/c/' ? 'click' : 'unsubscribe', `${touch}.guide`),
      `${doors.sign('click', `${touch}.guide`)}x`,
    ]
    for (const token of tokens) {
      for (const method of ['GET', 'POST']) {
        const { status, headers, text } = await doors.get(door + encodeURIComponent(token), { method })
        expect(status).toBe(404)
        expect(headers.get('location')).toBeNull()
        expect(text).toContain('This link does not work')
      }
    }
  })

  test('a link name that the mail does not have, or a mail that was never sent', async () => {
    const touch = await doors.sent(await doors.lead())
    for (const payload of [`${touch}.toString`, `${touch}.nothing`, '999999.guide', 'x.guide', 'guide']) {
      expect(await doors.get(`/c/${doors.sign('click', payload)}`)).toMatchObject({ status: 404 })
    }
  })
})

describe('permission is withdrawn', () => {
  const setUp = async () => {
    const lead = await doors.lead()
    const touch = await doors.sent(lead)
    return { lead, touch, link: `/u/${doors.sign('unsubscribe', `${lead}.${touch}`)}` }
  }
  const consents = async (lead: string) => {
    const { rows } = await doors.pool.query(
      `select granted, basis, touch_id as touch from consent where lead_id = $1 order by id`,
      [lead],
    )
    return rows
  }
  const multipart = () => {
    const form = new FormData()
    form.set('List-Unsubscribe', 'One-Click')
    return form
  }

  test.each([
    ['urlencoded', () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    ['multipart', multipart],
  ])('by one click, %s, for the mail that it came from, and once', async (_, body) => {
    const { lead, touch, link } = await setUp()
    for (const _ of [1, 2]) {
      const { status, headers, text } = await doors.get(link, { method: 'POST', body: body() })
      expect({ status, cookie: headers.get('set-cookie'), text }).toEqual({
        status: 200,
        cookie: null,
        text: 'You will get no more mail from On Time.\n',
      })
    }
    expect((await readLead(doors.pool, lead)).channels).toEqual([])
    expect((await consents(lead)).slice(1)).toEqual([{ granted: false, basis: 'one_click', touch }])
    const { rows } = await doors.pool.query(
      `select matters, data from event where lead_id = $1 and kind = 'permission' and matters`,
      [lead],
    )
    expect(rows).toEqual([{ matters: true, data: { channels: [] } }])
  })

  test('by the page, where a mistake can be taken back', async () => {
    const { lead, link } = await setUp()
    expect((await doors.get(link)).text).toContain('Stop all mail')
    expect(await doors.post(link)).toMatchObject({ status: 200 })
    expect((await doors.get(link)).text).toContain('That was a mistake')
    expect(await doors.post(`${link}/undo`)).toMatchObject({ status: 303 })
    expect((await readLead(doors.pool, lead)).channels).toEqual(['email'])
    expect((await consents(lead)).map((row: { basis: string }) => row.basis)).toEqual(['opt_in', 'page', 'undo'])
  })

  test('also where the edge is reached by a path of another server', async () => {
    const { link } = await setUp()
    const page = `https://freight.test/nurture${link}`
    const { text } = await doors.post(link)
    const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(text) ?? []
    expect(new URL(action, page).href).toBe(`${page}/undo`)
    const { headers } = await doors.post(`${link}/undo`)
    expect(new URL(headers.get('location') ?? '', `${page}/undo`).href).toBe(page)
  })

  test('and taking back gives no permission that was never given', async () => {
    const { lead, link } = await setUp()
    await doors.api('POST', '/v1/identify', {
      traits: {
        email: (await readLead(doors.pool, lead)).email,
        consent: { email: { granted: false, basis: 'bounced' } },
      },
    })
    await doors.post(`${link}/undo`)
    expect((await readLead(doors.pool, lead)).channels).toEqual([])
  })

  test('also by somebody whose life ended', async () => {
    const { lead, link } = await setUp()
    await doors.pool.query(`update lead set lifecycle = 'disqualified', doing = 'ended' where id = $1`, [lead])
    expect(await doors.post(link)).toMatchObject({ status: 200 })
    expect((await readLead(doors.pool, lead)).channels).toEqual([])
  })

  test('the page shows no more of the address than its owner needs', async () => {
    const { lead, link } = await setUp()
    const { text } = await doors.get(link)
    expect(text).not.toContain((await readLead(doors.pool, lead)).email ?? '')
    expect(text).toContain('…@halden.test')
  })
})
