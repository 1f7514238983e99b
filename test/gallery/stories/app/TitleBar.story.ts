import TitleBar from '@/app/TitleBar.vue';
import { noEnvironments, someEnvironments } from '../../../support/stand-in/environments';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const spark = Array.from({ length: 40 }, (_, at) => 18 + 14 * Math.sin(at / 3));
const bar = { platform: 'linux', theme: 'system', spark, flowing: true, recording: null } as const;
const none = (): void => give({ environments: noEnvironments() });
const some = (): void => give({ environments: someEnvironments() });

export default defineStory(TitleBar, { of: 'app/TitleBar.vue', width: 960, within: 'gal-frame' }, [
  { name: 'Nothing flows yet', props: { ...bar, flowing: false }, stores: none },
  { name: 'An environment, events, a recording', props: { ...bar, recording: '02:14' }, stores: some },
  { name: 'Windows, dark', props: { ...bar, platform: 'win32', theme: 'dark' }, stores: some },
  { name: 'macOS, light', props: { ...bar, platform: 'darwin', theme: 'light' }, stores: some },
  {
    name: 'None chosen, many events',
    props: { ...bar, spark: spark.map((value) => value * 4_000), recording: '1:02:14' },
    stores: () => give({ environments: { ...someEnvironments(), chosen: null } }),
  },
  {
    name: 'A long name',
    props: { ...bar, recording: '02:14' },
    stores: () => {
      const environments = someEnvironments();
      const [first] = environments.environments;
      const name = 'Staging of the shop in eu-west-1, second region of three';
      give({ environments: { ...environments, environments: [{ ...first!, name }] } });
    },
  },
]);
