import AuthSection from '@/app/source-dialog/AuthSection.vue';
import { defineStory } from '../../story';
import { fieldStores, FORM, formWith, header, NO_PROBLEMS, stored } from './forms';

const plain = { problems: NO_PROBLEMS, refusal: null };

export default defineStory(AuthSection, { of: 'app/source-dialog/AuthSection.vue', ...FORM }, [
  { name: 'None', props: { ...plain, modelValue: formWith(() => undefined) } },
  {
    name: 'Bearer, beside a header that says the same',
    props: {
      ...plain,
      modelValue: formWith((form) => {
        form.auth = 'bearer';
        form.secrets.token.value = '4f9c';
        form.headers = [header({ name: 'Authorization', value: 'x' })];
      }),
    },
  },
  {
    name: 'Basic, with a stored password',
    stores: fieldStores,
    props: {
      ...plain,
      modelValue: formWith((form) => {
        form.auth = 'basic';
        form.signIn.username = '{{user}}';
        form.secrets.password = stored('password');
      }),
    },
  },
  {
    name: 'An API key to type again',
    props: {
      ...plain,
      modelValue: formWith((form) => {
        form.auth = 'api-key';
        form.secrets.token = stored('token', true);
      }),
    },
  },
  {
    name: 'A token in the address',
    props: {
      ...plain,
      modelValue: formWith((form) => {
        form.auth = 'query-token';
        form.tokenName = 'access_token';
      }),
    },
  },
  {
    name: 'OAuth, wrong',
    props: {
      refusal: null,
      problems: {
        ...NO_PROBLEMS,
        tokenUrl: 'Enter the address that gives out tokens, with https://.',
        clientId: 'Enter the id of the client.',
        secret: 'Enter the secret of the client.',
      },
      modelValue: formWith((form) => (form.auth = 'oauth')),
    },
  },
]);
