import { nextTick } from 'vue';
import LineSection from '@/app/source-dialog/LineSection.vue';
import { defineStory } from '../../story';
import { FORM, formWith, NO_PROBLEMS, stored } from './forms';

async function opened(root: HTMLElement): Promise<void> {
  for (const row of root.querySelectorAll('details')) row.open = true;
  await nextTick();
}
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

export default defineStory(LineSection, { of: 'app/source-dialog/LineSection.vue', ...FORM }, [
  {
    name: 'As usual',
    props: { problems: NO_PROBLEMS, refusal: null, modelValue: formWith(() => undefined) },
  },
  {
    name: 'A proxy, nothing verified',
    props: {
      problems: NO_PROBLEMS,
      refusal: 'The proxy proxy.example.com:3128 asks for a password.',
      modelValue: formWith((form) => {
        form.options.tls.insecure = true;
        form.proxy = { kind: 'manual', url: 'http://proxy.example.com:3128', username: 'ada', except: '' };
        form.secrets.proxyPassword = stored('proxyPassword');
      }),
    },
  },
  {
    name: 'Certificates, wrong ones',
    props: {
      problems: {
        ...NO_PROBLEMS,
        proxyUrl: 'Write it as http://host:port.',
        authorities: 'This is no certificate in PEM.',
        serverName: 'A server name is a host alone: example.com.',
      },
      refusal: null,
      modelValue: formWith((form) => {
        form.proxy.kind = 'manual';
        form.options.tls.certificate = PEM;
        form.options.tls.authorities = 'MIIB';
        form.options.tls.serverName = 'https://example.com';
        form.secrets.privateKey = stored('privateKey');
        form.secrets.passphrase = stored('passphrase', true);
      }),
    },
    act: opened,
  },
]);
