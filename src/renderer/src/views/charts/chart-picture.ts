/** What is drawn around a plot. */
export interface PictureWords {
  readonly title: string;
  readonly lines: readonly {
    readonly label: string;
    readonly hue: string;
    readonly dash: readonly number[];
  }[];
}

/** Room beside the plot and for each line of words, CSS px. */
const MARGIN = 16;
const LINE = 18;
const HEAD = 24;

/**
 * A plot as a PNG, with its title and legend, in the colours of the window.
 *
 * @param token a token of the element that the plot is in
 */
export async function chartPicture(
  plot: HTMLCanvasElement,
  words: PictureWords,
  token: (name: string) => string,
): Promise<Uint8Array<ArrayBuffer>> {
  const scale = window.devicePixelRatio || 1;
  const rows = words.lines.length > 1 ? words.lines.length : 0;
  const top = MARGIN + HEAD + rows * LINE + 4;
  const canvas = document.createElement('canvas');
  canvas.width = plot.width + 2 * MARGIN * scale;
  canvas.height = plot.height + (top + MARGIN) * scale;
  const context = canvas.getContext('2d')!;
  context.fillStyle = token('--bg-surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.textBaseline = 'middle';
  const room = canvas.width / scale - 2 * MARGIN;
  context.fillStyle = token('--fg-1');
  context.font = `620 13px ${token('--font-ui')}`;
  context.fillText(words.title, MARGIN, MARGIN + HEAD / 2 - 2, room);
  context.font = `420 11px ${token('--font-mono')}`;
  for (const [i, { label, hue, dash }] of words.lines.entries()) {
    if (rows === 0) break;
    const y = MARGIN + HEAD + i * LINE + LINE / 2;
    context.strokeStyle = token(`--t-${hue}`);
    context.lineWidth = 2;
    context.setLineDash([...dash]);
    context.beginPath();
    context.moveTo(MARGIN, y);
    context.lineTo(MARGIN + 22, y);
    context.stroke();
    context.fillStyle = token('--fg-2');
    context.fillText(label, MARGIN + 30, y, room - 30);
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(plot, MARGIN * scale, top * scale);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The chart has no size.');
  return new Uint8Array(await blob.arrayBuffer());
}
