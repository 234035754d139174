/** What X Education wants to know of a lead. The values are the list's own words in small letters; `mapping.json` brings them in. */
import { fact } from 'perennial-nurture'

export const occupation = fact('occupation', [
  'working professional',
  'businessman',
  'unemployed',
  'student',
  'housewife',
  'other',
])

/** What they want to learn. */
export const specialization = fact('specialization', [
  'finance management',
  'human resource management',
  'marketing management',
  'operations management',
  'business administration',
  'it projects management',
  'supply chain management',
  'banking, investment and insurance',
  'media and advertising',
  'travel and tourism',
  'international business',
  'healthcare management',
  'hospitality management',
  'e-commerce',
  'retail management',
  'rural and agribusiness',
  'e-business',
  'services excellence',
])

/** Where they came from. */
export const source = fact('source', [
  'google',
  'direct traffic',
  'olark chat',
  'organic search',
  'reference',
  'welingak website',
  'referral sites',
  'facebook',
  'bing',
  'click2call',
  'social media',
  'live chat',
  'press release',
  'blog',
  'paid search',
  'welearn',
  'youtube',
  'newsletter',
])

/** How they first left their details. */
export const origin = fact('origin', ['landing page', 'api', 'add form', 'import', 'quick add form'])

export const city = fact('city', [
  'mumbai',
  'thane & outskirts',
  'other cities of maharashtra',
  'other metro cities',
  'tier ii cities',
  'other cities',
])

/** What matters most to them in a course. */
export const motive = fact('motive', ['better career prospects', 'flexibility & convenience', 'other'])

export const heardFrom = fact('heardFrom', [
  'online search',
  'word of mouth',
  'student of someschool',
  'multiple sources',
  'advertisements',
  'social media',
  'email',
  'sms',
  'other',
])

/** Whether they asked for the free interview guide when they signed up. */
export const wantsInterviewGuide = fact('wantsInterviewGuide', ['yes', 'no'])

/** What they have finished. The list does not say; they or their counsellor do. */
export const education = fact('education', ['graduate', 'in progress', 'diploma'], 'dynamic')

/** When they want to begin. */
export const startsWhen = fact('startsWhen', ['next batch', 'this year', 'later'], 'dynamic')

/** Who is to pay. */
export const funding = fact('funding', ['own', 'employer', 'loan', 'not settled'], 'dynamic')
