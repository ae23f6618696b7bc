// Job and texts of a person.

import table from './industries.json' with { type: 'json' };
import type { Locale } from './locale.ts';
import { englishLastName } from './names.ts';
import type { KnownOfPerson, Person } from './person.ts';
import type { Random } from './random.ts';

interface Industry {
  readonly name: string;
  readonly code: string;
  readonly jobs: readonly string[];
}

// Of the codes, only `NoGroupOther` is documented; the others are made up in its style, as Autodesk's list is not public.
const industries: readonly Industry[] = table;

export type Work = Pick<Person, 'jobTitle' | 'industry' | 'industryCode' | 'company' | 'about'>;

/** A job and its industry; a known one decides the other. */
export function createWork(random: Random, locale: Locale, known: KnownOfPerson, full: boolean): Work {
  const industry = industryOf(random.pick(industries), known);
  const jobTitle = known.jobTitle ?? random.pick(industry.jobs);
  const company = known.company ?? companyOf(random, locale);
  const about = known.about ?? aboutOf(random, jobTitle, company, full, locale);
  const industryName = known.industry ?? industry.name;
  return { jobTitle, company, about, industry: industryName, industryCode: known.industryCode ?? industry.code };
}

function industryOf(chosen: Industry, known: KnownOfPerson): Industry {
  if (known.industry === undefined && known.industryCode === undefined && known.jobTitle === undefined) return chosen;
  const fits = (industry: Industry) =>
    known.industry === industry.name || known.industryCode === industry.code || hasJob(industry, known.jobTitle);
  return industries.find(fits) ?? chosen;
}

function hasJob(industry: Industry, job: string | undefined): boolean {
  return job !== undefined && industry.jobs.includes(job);
}

const suffixes = ['Architects', 'Design', 'Engineering', 'Group', 'Industries', 'Partners', 'Studio', 'Works'];

function companyOf(random: Random, locale: Locale): string {
  if (locale.name !== 'en') return locale.with(random).company.name();
  const suffix = random.pick(suffixes);
  return random.chance(0.3)
    ? `${englishLastName(random)} & ${englishLastName(random)} ${suffix}`
    : `${englishLastName(random)} ${suffix}`;
}

const sentences = [
  'I look after our models and the people who use them.',
  'I turn drawings into things that can be built.',
  'Mostly here to try out an integration.',
  'Happiest when a clash report comes back empty.',
  "I've been drawing for a living for a long time.",
  'Ask me about file versions.',
  'I write the scripts that nobody sees.',
];

function aboutOf(random: Random, jobTitle: string, company: string, full: boolean, { language }: Locale): string {
  if (full) return `${jobTitle} at ${company}. ${sentences.join(' ')} `.repeat(3).trim();
  const opening = random.chance(0.5) && language === 'en' ? `${jobTitle} at ${company}. ` : '';
  return opening + random.pick(sentences);
}
