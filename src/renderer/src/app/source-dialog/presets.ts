import type { MessageKey } from '../../i18n/i18n';
import { anthropicForm, chatForm } from './preset-llm';
import { mastodonForm } from './preset-mastodon';
import { emptyForm, newHeader, type SourceForm } from './source-form';

/** Where a new source can start from. */
export const PRESET_IDS = [
  'endpoint',
  'demo',
  'wikimedia',
  'mastodon',
  'sse-dev',
  'llm',
  'anthropic',
  'curl',
] as const;
export type PresetId = (typeof PRESET_IDS)[number];

/** A service that a source can be made for with a few answers. */
export type ServiceId = 'wikimedia' | 'mastodon' | 'sse-dev' | 'llm' | 'anthropic';

/** One question. What is not `optional` has to be answered; `usual` stands there already. */
export interface PresetField {
  readonly id: string;
  readonly label: MessageKey;
  readonly kind: 'text' | 'secret' | 'prompt' | 'choice';
  readonly usual: string;
  readonly optional?: true;
  /** An example, in no language. */
  readonly placeholder?: string;
  readonly help?: MessageKey;
  readonly choices?: readonly { readonly value: string; readonly label: MessageKey }[];
}

/** Answers by the id of their field. */
export type PresetAnswers = Readonly<Record<string, string>>;

export interface Service {
  readonly id: ServiceId;
  /** How it is called everywhere; names of services are the same in every language. */
  readonly title: MessageKey;
  /** For narrow lists. */
  readonly short: MessageKey;
  /** For the first run, and above the questions: what comes, and what it needs. */
  readonly long: MessageKey;
  /** On a badge. */
  readonly badge: 'SSE' | 'POST';
  readonly fields: readonly PresetField[];
  /**
   * Each answer costs something, or is an answer to one question: it runs when it is asked for, and neither comes back after
   * its end nor with the app.
   */
  readonly once?: true;
  /** The fields of the source that these answers make. */
  form(answers: PresetAnswers): SourceForm;
}

const address = (usual: string): PresetField => ({
  id: 'url',
  label: 'dialogs.preset.field.url',
  kind: 'text',
  usual,
});
const key: PresetField = { id: 'key', label: 'dialogs.preset.field.key', kind: 'secret', usual: '' };
const model = (placeholder: string): PresetField => ({
  id: 'model',
  label: 'dialogs.preset.field.model',
  kind: 'text',
  usual: '',
  placeholder,
});
const prompt: PresetField = {
  id: 'prompt',
  label: 'dialogs.preset.field.prompt',
  kind: 'prompt',
  usual: '',
};

function plainForm(name: string, url: string): SourceForm {
  return { ...emptyForm(), name, url: url.trim(), strategy: 'sse' };
}

/** The services, in the order of the list. */
export const SERVICES: readonly Service[] = [
  {
    id: 'wikimedia',
    title: 'dialogs.preset.wikimedia.title',
    short: 'dialogs.preset.wikimedia.short',
    long: 'dialogs.preset.wikimedia.long',
    badge: 'SSE',
    fields: [
      address('https://stream.wikimedia.org/v2/stream/recentchange'),
      {
        id: 'contact',
        label: 'dialogs.preset.field.contact',
        kind: 'text',
        usual: '',
        optional: true,
        placeholder: 'ada@example.com',
        help: 'dialogs.preset.wikimedia.contactHelp',
      },
    ],
    form({ url = '', contact = '' }) {
      const form = plainForm('wikimedia', url);
      // https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy
      const who = contact.trim() === '' ? '' : ` (${contact.trim()})`;
      form.headers = [newHeader({ name: 'User-Agent', value: `Streamgauge/0.1${who}` })];
      return form;
    },
  },
  {
    id: 'mastodon',
    title: 'dialogs.preset.mastodon.title',
    short: 'dialogs.preset.mastodon.short',
    long: 'dialogs.preset.mastodon.long',
    badge: 'SSE',
    fields: [
      {
        id: 'instance',
        label: 'dialogs.preset.field.instance',
        kind: 'text',
        usual: 'mastodon.social',
      },
      {
        id: 'token',
        label: 'dialogs.preset.field.token',
        kind: 'secret',
        usual: '',
        help: 'dialogs.preset.mastodon.tokenHelp',
      },
      {
        id: 'timeline',
        label: 'dialogs.preset.field.timeline',
        kind: 'choice',
        usual: 'public',
        choices: [
          { value: 'public', label: 'dialogs.preset.mastodon.everywhere' },
          { value: 'public/local', label: 'dialogs.preset.mastodon.local' },
        ],
      },
    ],
    form: mastodonForm,
  },
  {
    id: 'sse-dev',
    title: 'dialogs.preset.sseDev.title',
    short: 'dialogs.preset.sseDev.short',
    long: 'dialogs.preset.sseDev.long',
    badge: 'SSE',
    fields: [address('https://sse.dev/test')],
    form: ({ url = '' }) => plainForm('sse.dev', url),
  },
  {
    id: 'llm',
    title: 'dialogs.preset.llm.title',
    short: 'dialogs.preset.llm.short',
    long: 'dialogs.preset.llm.long',
    badge: 'POST',
    once: true,
    fields: [
      {
        ...address('https://api.openai.com/v1'),
        label: 'dialogs.preset.field.base',
        help: 'dialogs.preset.llm.baseHelp',
      },
      model('gpt-4o-mini'),
      { ...key, optional: true, help: 'dialogs.preset.llm.keyHelp' },
      prompt,
    ],
    form: chatForm,
  },
  {
    id: 'anthropic',
    title: 'dialogs.preset.anthropic.title',
    short: 'dialogs.preset.anthropic.short',
    long: 'dialogs.preset.anthropic.long',
    badge: 'POST',
    once: true,
    fields: [
      { ...address('https://api.anthropic.com'), label: 'dialogs.preset.field.base' },
      model('claude-sonnet-4-5'),
      key,
      prompt,
    ],
    form: anthropicForm,
  },
];

export const serviceOf = (id: PresetId): Service | null =>
  SERVICES.find((service) => service.id === id) ?? null;

/** What stands in the fields before anything is typed. */
export const usualAnswers = ({ fields }: Service): Record<string, string> =>
  Object.fromEntries(fields.map(({ id, usual }) => [id, usual]));

/** The fields that have to be answered and are not, in order. */
export const unanswered = ({ fields }: Service, answers: PresetAnswers): PresetField[] =>
  fields.filter(({ id, optional }) => !optional && (answers[id] ?? '').trim() === '');
