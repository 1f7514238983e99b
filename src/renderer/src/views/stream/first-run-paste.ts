import { useEventListener } from '@vueuse/core';
import { ref, type Ref } from 'vue';
import { isTextField } from '../../actions/key-of';
import { draftOf } from '../../app/source-dialog/draft-of-form';
import { hasProblems, problemsOf } from '../../app/source-dialog/form-problems';
import { emptyForm, type SourceForm } from '../../app/source-dialog/source-form';
import { sourceTextOf } from '../../app/source-dialog/source-text';
import { takeCurl } from '../../app/source-dialog/take-curl';
import { t } from '../../i18n/i18n';
import { useApp } from '../../stores/app';
import { useSources } from '../../stores/sources';
import { useToasts } from '../../stores/toasts';

/**
 * While there is no source at all, a pasted address or curl command is the answer to the only question there is: it is
 * connected at once, and the dialog comes only where something has to be looked at. Everywhere else a paste asks first.
 */
export function useFirstRunPaste(): { readonly connecting: Ref<boolean> } {
  const app = useApp();
  const sources = useSources();
  const toasts = useToasts();
  const connecting = ref(false);

  async function connect(form: SourceForm): Promise<void> {
    connecting.value = true;
    try {
      const id = await sources.add(draftOf(form));
      toasts.show({
        level: 'success',
        title: t('dialogs.first.connecting', { address: form.url }),
        action: { label: t('common.edit'), run: () => (app.sourceDialog = id) },
      });
    } catch (error) {
      toasts.fail(error);
    } finally {
      connecting.value = false;
    }
  }

  // Before the window's own handling, which opens the dialog.
  useEventListener(
    window,
    'paste',
    (event: ClipboardEvent) => {
      if (isTextField(event.target) || document.querySelector('[role="dialog"]') || connecting.value) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const form = formOf(text);
      if (!form) return;
      event.preventDefault();
      void connect(form);
    },
    { capture: true },
  );
  return { connecting };
}

const BARE = /^(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d{1,5})?(?:\/\S*)?$/u;

/** What can be connected as it stands; null for what is no source, and for what leaves something to say. */
function formOf(text: string): SourceForm | null {
  const bare = text.trim();
  // As browsers do: nobody types the scheme.
  const scheme = /^(?:localhost|127\.|\[)/u.test(bare) ? 'http' : 'https';
  const read = sourceTextOf(BARE.test(bare) ? `${scheme}://${bare}` : text);
  if (!read || read.kind === 'bad') return null;
  const form = emptyForm();
  if (read.kind === 'address') form.url = read.url;
  else {
    if (read.request.notes.length > 0) return null;
    takeCurl(form, read.request);
  }
  return hasProblems(problemsOf(form)) ? null : form;
}
