import type { Sound } from '@shared/rule';

/** One tone of a sound, which begins at once and fades away. */
interface Tone {
  readonly hertz: number;
  /** 0 to 1. */
  readonly loudness: number;
  /** Until it cannot be heard any more, s. */
  readonly fadesIn: number;
  /** After the beginning of the sound, s. */
  readonly after?: number;
  /** What it has sunk to when it fades out, Hz. */
  readonly sinksTo?: number;
}

/** A bell rings in tones that are no multiples of its lowest: the higher, the sooner they fade. */
const bell = (hertz: number, seconds: number): readonly Tone[] => [
  { hertz, loudness: 0.6, fadesIn: seconds },
  { hertz: hertz * 2.01, loudness: 0.25, fadesIn: seconds * 0.7 },
  { hertz: hertz * 2.99, loudness: 0.12, fadesIn: seconds * 0.45 },
  { hertz: hertz * 5.4, loudness: 0.05, fadesIn: seconds * 0.2 },
];

const SOUNDS: Readonly<Record<Sound, readonly Tone[]>> = {
  'low-bell': bell(392, 1.6),
  'high-bell': bell(1_046.5, 1.1),
  knock: [
    { hertz: 190, sinksTo: 70, loudness: 0.9, fadesIn: 0.11 },
    { hertz: 190, sinksTo: 70, loudness: 0.8, fadesIn: 0.11, after: 0.17 },
  ],
};

/** Of all the loudness there is: it is to be heard, not to startle. */
const VOLUME = 0.25;
/** A tone that began at full strength would click. s */
const ATTACK = 0.004;
const SILENCE = 0.0001;
/** Another sound that begins this soon after one would only blur it, s. */
const APART = 0.4;

let context: AudioContext | null = null;
let lastAt = -Infinity;

/** Plays one of the sounds of alerts. Of two at nearly the same moment the first is heard. */
export async function playSound(sound: Sound): Promise<void> {
  context ??= new AudioContext();
  // The system puts a context to sleep that was silent for long.
  await context.resume();
  const now = context.currentTime;
  if (now - lastAt < APART) return;
  lastAt = now;
  for (const tone of SOUNDS[sound]) playTone(context, tone, now);
}

function playTone(audio: AudioContext, tone: Tone, now: number): void {
  const { hertz, loudness, fadesIn, after = 0, sinksTo } = tone;
  const [from, to] = [now + after, now + after + fadesIn];
  const oscillator = audio.createOscillator();
  oscillator.frequency.setValueAtTime(hertz, from);
  if (sinksTo !== undefined) oscillator.frequency.exponentialRampToValueAtTime(sinksTo, to);
  const gain = audio.createGain();
  gain.gain.setValueAtTime(SILENCE, from);
  gain.gain.exponentialRampToValueAtTime(loudness * VOLUME, from + ATTACK);
  gain.gain.exponentialRampToValueAtTime(SILENCE, to);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(to);
}
