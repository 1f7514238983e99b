import { t } from '../../../i18n/i18n';
import { whole } from '../../../ui/format';
import { MAX_JSON_DEPTH, MAX_JSON_NODES, type JsonFault } from './json-document';

/** Why a text has no tree, as a whole sentence. */
export function jsonFaultWords(fault: JsonFault): string {
  switch (fault.kind) {
    case 'empty':
      return t('inspector.json.empty');
    case 'plain':
      return t('inspector.json.plain');
    case 'cut':
      return t('inspector.json.cut');
    case 'many':
      return t('inspector.json.many', { n: whole(MAX_JSON_NODES) });
    case 'deep':
      return t('inspector.json.deep', { n: whole(MAX_JSON_DEPTH) });
    case 'unexpected':
      return t('inspector.json.unexpected', { found: fault.found, at: whole(fault.at) });
  }
}
