import type { Story } from '../../story';
import english from './PublishComposer.story';

const german: Story = { ...english, language: 'de', states: english.states.slice(0, 3) };

export default german;
