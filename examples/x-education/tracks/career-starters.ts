import { advance, anyOf, choose, clicked, email, listenFor, stage, track, visited, wait } from 'perennial-nurture'
import * as mail from '../templates/index.ts'
import { admission, nextStep } from '../templates/themes.ts'
import { wantsInterviewGuide } from './facts.ts'
import { onReturn } from './returns.ts'
import { askedForCall, askedToApply, readsFees } from './triggers.ts'

/** Students and all who look for work. Mail only: the list that they come from holds no phone numbers. */
export default track('career-starters', {
  goal: 'Somebody who looks for a first or better job asks a counsellor which course leads there.',
  theme: nextStep,

  cadence: {
    zone: 'lead',
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
    between: ['10:00', '19:00'],
    atMost: ['2 touches a week', '7 touches a month'],
  },

  stages: {
    discover: stage('I want a job that leads somewhere', [
      email(mail.courseFinder),
      wait('4 days'),
      email(mail.careerMap),
      listenFor(clicked(mail.careerMap), {
        within: '5 days',
        then: [advance],
        otherwise: [
          email(mail.alumniStory, { alumnus: 'Sneha', was: 'a year without a job', is: 'a planner at a carrier' }),
          wait('5 days'),
        ],
      }),
    ]),

    decide: stage(
      'This course could be it',
      [
        // Who asked for the guide gets it first; everybody else gets it as a present.
        choose(wantsInterviewGuide, {
          yes: [email(mail.interviewGuide)],
          no: [wait('2 days'), email(mail.interviewGuide, { id: 'interview-guide-as-a-present' })],
          otherwise: [email(mail.interviewGuide, { id: 'interview-guide-for-all' })],
        }),
        wait('5 days'),
        email(mail.feesInFull),
        listenFor(anyOf(clicked(mail.feesInFull), visited('/fees*')), {
          within: '1 week',
          then: [wait('2 days'), email(mail.nextBatch)],
          otherwise: [email(mail.nextBatch, { id: 'next-batch-for-the-quiet' })],
        }),
      ],
      { theme: admission },
    ),
  },

  salesReady: [askedForCall, askedToApply, readsFees],
  onReturn,
  exhausted: { heartbeat: '180 days' },
})
