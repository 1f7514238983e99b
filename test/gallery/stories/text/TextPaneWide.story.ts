import type { Story } from '../../story';
import narrow from './TextPane.story';

/** Docked under the list of events, wide and low. */
const wide: Story = {
  ...narrow,
  width: 900,
  within: 'gal-pane-low',
  states: narrow.states.filter(({ name }) => ['Responses', 'Nothing to join'].includes(name)),
};

export default wide;
