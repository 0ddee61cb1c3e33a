import type { Messages } from "@/lib/messages/types";

/** The German catalogue; a test compares its entries and placeholders with the English ones. */
export const de: Messages = {
  codes: {
    invalid_request: {
      title: "Ungültige Anfrage",
      plain: "Die Anfrage konnte nicht gelesen werden.",
      detail: { default: "Die Anfrage konnte nicht gelesen werden: {problem}." },
      meaning:
        "Die Anfrage verstieß gegen die Regeln von HTTP, eines Headers oder von JSON, bevor ihr Inhalt geprüft werden konnte.",
      whoCanFix: "Wer das aufrufende Programm schreibt.",
      whatToDo:
        "Die Meldung lesen, die Anfrage berichtigen und erneut senden. Dieselben Bytes erhalten dieselbe Antwort.",
    },
    authentication_required: {
      title: "Zugangsdaten fehlen",
      plain: "Ein API-Schlüssel muss mitgesendet werden.",
      detail: {
        default: "Ein API-Schlüssel muss im Authorization-Header mitgesendet werden: Bearer fg_live_….",
        portal: "Eine Anmeldung ist nötig.",
      },
      meaning: "Die Route muss wissen, wer aufruft, und die Anfrage enthielt keinen API-Schlüssel.",
      whoCanFix: "Wer das aufrufende Programm schreibt.",
      whatToDo:
        "Den Header Authorization: Bearer mit einem API-Schlüssel senden. Schlüssel entstehen in der Konsole unter „Keys“.",
    },
    invalid_api_key: {
      title: "API-Schlüssel ungültig",
      plain: "Der API-Schlüssel ist ungültig.",
      detail: {
        default: "Der API-Schlüssel ist ungültig.",
        malformed: "Der API-Schlüssel ist ungültig: Er ist vertippt oder abgeschnitten.",
        unknown: "Der API-Schlüssel ist ungültig: Es gibt keinen solchen Schlüssel.",
        revoked: "Der API-Schlüssel ist ungültig: Er wurde widerrufen.",
      },
      meaning: "Der gesendete Schlüssel ist vertippt, wurde hier nie ausgegeben oder wurde widerrufen.",
      whoCanFix: "Ein Mitglied des Mandanten, das Schlüssel verwalten darf.",
      whatToDo:
        "Den Schlüssel mit dem ausgegebenen vergleichen. Ein verlorener oder widerrufener Schlüssel kommt nicht zurück; dann einen neuen anlegen.",
    },
    expired_api_key: {
      title: "API-Schlüssel abgelaufen",
      plain: "Der API-Schlüssel ist abgelaufen.",
      detail: {
        default: "Der API-Schlüssel ist am {expiredAt} abgelaufen.",
        replaced: "Dieses Geheimnis wurde am {replacedAt} ersetzt; jetzt gilt das neue.",
      },
      meaning:
        "Die Gültigkeit des Schlüssels ist vorbei, oder sein Geheimnis wurde gewechselt und die Übergangszeit ist zu Ende.",
      whoCanFix: "Ein Mitglied des Mandanten, das Schlüssel verwalten darf.",
      whatToDo: "Das neue Geheimnis im aufrufenden Programm eintragen oder in der Konsole einen Schlüssel anlegen.",
    },
    subscription_required: {
      title: "Abonnement erforderlich",
      plain: "Es gibt kein aktives Abonnement. Zum Start einen Tarif wählen.",
      detail: { default: "{tenantName} hat kein aktives Abonnement für {apiName}. Zum Start einen Tarif wählen." },
      meaning: "Der Schlüssel ist gültig, und sein Mandant hat keinen Tarif, der diese API öffnet.",
      whoCanFix: "Wer über den Tarif des Mandanten entscheidet.",
      whatToDo: "Dem Link der Antwort folgen, einen Tarif wählen und dieselbe Anfrage erneut senden.",
    },
    trial_expired: {
      title: "Testphase beendet",
      plain: "Die Testphase ist beendet. Mit einem Abonnement geht es weiter.",
      detail: {
        default: "Die Testphase von {planName} endete am {endedAt}. Mit einem Abonnement geht es weiter.",
      },
      meaning: "Die Testphase des Mandanten ist vorbei, und kein Tarif ist gefolgt.",
      whoCanFix: "Wer über den Tarif des Mandanten entscheidet.",
      whatToDo: "Dem Link der Antwort folgen, einen Tarif wählen und dieselbe Anfrage erneut senden.",
    },
    subscription_expired: {
      title: "Abonnement beendet",
      plain: "Das Abonnement ist beendet. Mit einem neuen Abonnement geht es weiter.",
      detail: {
        default: "Das Abonnement {planName} endete am {endedAt}. Mit einem neuen Abonnement geht es weiter.",
      },
      meaning:
        "Der Mandant hatte ein Abonnement; es wurde gekündigt oder nicht verlängert, und der letzte Zeitraum ist vorbei.",
      whoCanFix: "Wer über den Tarif des Mandanten entscheidet.",
      whatToDo: "Dem Link der Antwort folgen, einen Tarif wählen und dieselbe Anfrage erneut senden.",
    },
    subscription_past_due: {
      title: "Zahlung überfällig",
      plain: "Eine Rechnung ist offen und die Nachfrist ist vorbei. Mit der Zahlung gehen die Aufrufe weiter.",
      detail: {
        default:
          "Rechnung {invoiceNumber} ({amount}) ist offen, und die Nachfrist endete am {graceEndedAt}. Mit der Zahlung gehen die Aufrufe weiter.",
        unnumbered:
          "Eine Rechnung über {amount} ist offen, und die Nachfrist endete am {graceEndedAt}. Mit der Zahlung gehen die Aufrufe weiter.",
      },
      meaning: "Eine Zahlung für das Abonnement ist offen, und die Tage, die der Tarif dafür lässt, sind vorbei.",
      whoCanFix: "Wer für den Mandanten zahlt.",
      whatToDo:
        "Dem Link der Antwort folgen und die Rechnung bezahlen, wenn nötig mit einer anderen Karte. Sekunden nach der Zahlung werden Aufrufe wieder angenommen.",
    },
    subscription_paused: {
      title: "Abonnement pausiert",
      plain: "Das Abonnement ist pausiert. Es muss fortgesetzt werden.",
      detail: {
        default: "Das Abonnement {planName} ist pausiert. Es muss fortgesetzt werden.",
        since: "Das Abonnement {planName} ist seit dem {pausedAt} pausiert. Es muss fortgesetzt werden.",
      },
      meaning:
        "Das Abonnement besteht und ruht: Nichts wird berechnet, und Aufrufe werden abgelehnt, bis es fortgesetzt wird.",
      whoCanFix: "Der Betreiber, auf Wunsch des Mandanten.",
      whatToDo: "Den Betreiber bitten, das Abonnement fortzusetzen, und dieselbe Anfrage erneut senden.",
    },
    feature_not_in_plan: {
      title: "Nicht im Tarif enthalten",
      plain: "Dieser Aufruf ist im jetzigen Tarif nicht enthalten.",
      detail: {
        default: "{featureName} ist in {planName} nicht enthalten. Verfügbar in: {planNames}.",
        contact: "{featureName} ist in {planName} nicht enthalten. Der Betreiber kann es hinzufügen.",
        limit: "{planName} erlaubt {limit} für {featureName}; dieser Aufruf verlangt {requested}.",
      },
      meaning:
        "Die Route braucht eine Funktion, die der Tarif des Mandanten nicht enthält; es gibt einen Tarif, der sie enthält.",
      whoCanFix: "Wer über den Tarif des Mandanten entscheidet.",
      whatToDo: "Dem Link der Antwort folgen, den Tarif wechseln und dieselbe Anfrage erneut senden.",
    },
    quota_exhausted: {
      title: "Kontingent aufgebraucht",
      plain: "Die enthaltene Menge dieses Zeitraums ist aufgebraucht.",
      detail: {
        default: {
          by: "limit",
          one: "{featureName}: Das Kontingent von {limit} {unit} ist in diesem Zeitraum verbraucht. Es wird am {resetsAt} erneuert.",
          other:
            "{featureName}: Alle {limit} {unit} dieses Zeitraums sind verbraucht. Das Kontingent wird am {resetsAt} erneuert.",
        },
        cost_over_rest: {
          by: "remaining",
          one: "{featureName}: Dieser Aufruf braucht {requested} {unit}; bis zum {resetsAt} ist noch {remaining} von {limit} übrig.",
          other:
            "{featureName}: Dieser Aufruf braucht {requested} {unit}; bis zum {resetsAt} sind noch {remaining} von {limit} übrig.",
        },
      },
      meaning:
        "Die Einheiten, die der Tarif für diese Funktion enthält, reichen im laufenden Nutzungszeitraum nicht für den Aufruf.",
      whoCanFix: "Wer über den Tarif des Mandanten entscheidet; sonst der Beginn des nächsten Zeitraums.",
      whatToDo:
        "Dem Link der Antwort zu einem größeren Tarif folgen und dieselbe Anfrage erneut senden. Vorher ändert eine Wiederholung nichts.",
    },
    credits_exhausted: {
      title: "Credits aufgebraucht",
      plain: "Die Credits sind aufgebraucht.",
      detail: { default: "Das Guthaben beträgt {balance} Credits. Mit neuen Credits geht es weiter." },
      meaning: "Der Aufruf wird mit vorausbezahlten Credits bezahlt, und es sind keine mehr da.",
      whoCanFix: "Wer für den Mandanten Credits kauft.",
      whatToDo: "Credits hinzufügen und dieselbe Anfrage erneut senden. Vorher ändert eine Wiederholung nichts.",
    },
    credits_insufficient: {
      title: "Zu wenige Credits",
      plain: "Die Credits reichen für diesen Aufruf nicht.",
      detail: { default: "Dieser Aufruf braucht {required} Credits; das Guthaben beträgt {balance}." },
      meaning:
        "Der Aufruf wird mit vorausbezahlten Credits bezahlt, und der Rest ist kleiner als das, was er kosten kann.",
      whoCanFix: "Wer für den Mandanten Credits kauft, oder der Aufrufer mit einem günstigeren Aufruf.",
      whatToDo: "Credits hinzufügen und dieselbe Anfrage erneut senden, oder einen günstigeren Aufruf machen.",
    },
    payment_failed: {
      title: "Zahlung fehlgeschlagen",
      plain: "Die Zahlung konnte nicht abgeschlossen werden. Es wurde nichts abgebucht.",
      detail: {
        default: "Die Zahlung konnte nicht abgeschlossen werden. Es wurde nichts abgebucht.",
        processing_error:
          "Bei der Verarbeitung trat ein Fehler auf. Es wurde nichts abgebucht. Bitte erneut versuchen.",
      },
      meaning: "Die Zahlung endete ohne Erfolg, nicht durch Entscheidung der Bank, und es floss kein Geld.",
      whoCanFix: "Wer für den Mandanten zahlt.",
      whatToDo: "Die Zahlung in der Konsole neu beginnen.",
    },
    payment_declined: {
      title: "Zahlung abgelehnt",
      plain: "Die Zahlung wurde abgelehnt. Es wurde nichts abgebucht.",
      detail: {
        default: "Die Zahlung wurde abgelehnt. Es wurde nichts abgebucht.",
        insufficient_funds:
          "Die Karte ist nicht gedeckt. Eine andere Karte verwenden oder es später versuchen. Es wurde nichts abgebucht.",
        card_declined:
          "Die Bank hat die Karte abgelehnt. Erneut versuchen, eine andere Karte verwenden oder die Bank anrufen. Es wurde nichts abgebucht.",
        card_limit_exceeded:
          "Das Limit der Karte ist erreicht. Eine andere Karte verwenden oder es später versuchen. Es wurde nichts abgebucht.",
        card_expired: "Die Karte ist abgelaufen. Eine andere Karte verwenden. Es wurde nichts abgebucht.",
        card_details_wrong: "Die Kartendaten stimmen nicht. Es wurde nichts abgebucht.",
        card_not_supported: "Diese Karte eignet sich nicht für diese Zahlung. Es wurde nichts abgebucht.",
        payment_stopped: "Die Bank hat diese Zahlung gestoppt. Eine andere Karte verwenden. Es wurde nichts abgebucht.",
        card_mode_mismatch:
          "Hier eine Testkarte verwenden, im Echtbetrieb eine echte Karte. Es wurde nichts abgebucht.",
      },
      meaning: "Die Bank oder der Zahlungsanbieter hat die Karte abgelehnt, und es floss kein Geld.",
      whoCanFix: "Wer für den Mandanten zahlt, mit einer anderen Karte oder durch einen Anruf bei der Bank.",
      whatToDo: "Die Ursache in der Antwort lesen, eine andere Karte verwenden oder es später versuchen.",
    },
    payment_action_required: {
      title: "Zahlung braucht Bestätigung",
      plain: "Die Bank verlangt eine Bestätigung der Zahlung. Über den Link abschließen.",
      detail: {
        default: "Die Bank verlangt eine Bestätigung der Zahlung. Über den Link abschließen.",
        authentication_required: "Die Bank möchte eine Bestätigung. Über den Link abschließen.",
        authentication_failed: "Die Bestätigung ist fehlgeschlagen. Erneut versuchen oder eine andere Karte verwenden.",
      },
      meaning:
        "Die Bank möchte, dass die Inhaberin oder der Inhaber der Karte die Zahlung bestätigt. Bis dahin wird nichts abgebucht.",
      whoCanFix: "Wem die Karte gehört.",
      whatToDo: "Die Seite der Rechnung öffnen und die Zahlung dort bestätigen, oder eine andere Karte verwenden.",
    },
    permission_denied: {
      title: "Nicht erlaubt",
      plain: "Das ist nicht erlaubt.",
      detail: {
        default: "Das ist nicht erlaubt.",
        scope: "Diesem Schlüssel fehlt die Berechtigung {missingScope}.",
        key_paused: "Dieser Schlüssel ist pausiert.",
        role: "Die eigene Rolle erlaubt das nicht.",
        environment:
          "Ein Testschlüssel kann diesen Aufruf nicht machen: Er wird mit Credits bezahlt, und die stehen nur Live-Schlüsseln zu.",
        csrf: "Die Anfrage kam nicht von einer Seite dieses Portals.",
      },
      meaning:
        "Der Aufrufer ist bekannt und darf das nicht: Dem Schlüssel fehlt eine Berechtigung, er ist pausiert, oder die Rolle reicht nicht.",
      whoCanFix: "Ein Mitglied des Mandanten, das Schlüssel verwalten darf, oder ein Inhaber, der Rollen ändern darf.",
      whatToDo:
        "Dem Schlüssel die genannte Berechtigung geben, ihn wieder aufnehmen oder einen anderen Schlüssel verwenden.",
    },
    account_suspended: {
      title: "Zugang gesperrt",
      plain: "Der Zugang ist gesperrt.",
      detail: { default: "Der Zugang von {tenantName} ist gesperrt." },
      meaning: "Der Betreiber hat den Mandanten gesperrt. Kein Aufruf eines seiner Schlüssel wird durchgelassen.",
      whoCanFix: "Der Betreiber.",
      whatToDo: "Den Betreiber ansprechen und die Anfrage-ID nennen.",
    },
    ip_not_allowed: {
      title: "Adresse nicht erlaubt",
      plain: "Dieser Schlüssel darf von dieser Netzwerkadresse aus nicht verwendet werden.",
      detail: { default: "Dieser Schlüssel darf von dieser Netzwerkadresse aus nicht verwendet werden." },
      meaning: "Der Schlüssel nennt die Netze, aus denen er gilt, und der Aufruf kam aus einem anderen.",
      whoCanFix: "Ein Mitglied des Mandanten, das Schlüssel verwalten darf.",
      whatToDo: "Aus einem genannten Netz aufrufen oder dieses Netz beim Schlüssel ergänzen.",
    },
    key_budget_reached: {
      title: "Budget des Schlüssels erreicht",
      plain: "Das Budget dieses Schlüssels ist aufgebraucht.",
      detail: {
        default: "Das Budget dieses Schlüssels ist aufgebraucht. Es beginnt am {resetsAt} neu.",
        cost_over_rest: {
          by: "remaining",
          one: "Dieser Aufruf braucht {requested} {unit}; vom Budget dieses Schlüssels ist bis zum {resetsAt} noch {remaining} übrig.",
          other:
            "Dieser Aufruf braucht {requested} {unit}; vom Budget dieses Schlüssels sind bis zum {resetsAt} noch {remaining} übrig.",
        },
      },
      meaning:
        "Der Mandant hat diesem Schlüssel für die Funktion ein eigenes Budget gegeben, und es ist verbraucht. Andere Schlüssel können weiter aufrufen.",
      whoCanFix:
        "Ein Mitglied des Mandanten, das Schlüssel verwalten darf; sonst der Beginn des nächsten Zeitraums des Budgets.",
      whatToDo:
        "Das Budget des Schlüssels in der Konsole erhöhen, einen anderen Schlüssel verwenden oder warten, bis das Budget neu beginnt.",
    },
    feature_unavailable: {
      title: "Funktion nicht verfügbar",
      plain: "Diese Funktion ist nicht verfügbar.",
      detail: { default: "{featureName} ist nicht verfügbar." },
      meaning: "Die Route braucht eine Funktion, die weder der Tarif des Mandanten noch ein angebotener Tarif enthält.",
      whoCanFix: "Der Betreiber.",
      whatToDo: "Den Betreiber fragen, ob und wann es die Funktion gibt.",
    },
    not_found: {
      title: "Nicht gefunden",
      plain: "Unter dieser Adresse wurde nichts gefunden.",
      detail: { default: "Unter dieser Adresse wurde nichts gefunden." },
      meaning:
        "Keine API, keine Route und kein Objekt hat diese Adresse, oder ihr Bestehen bleibt diesem Aufrufer verborgen.",
      whoCanFix: "Wer das aufrufende Programm schreibt.",
      whatToDo: "Die Adresse mit der Dokumentation der API vergleichen: Das erste Pfadsegment nennt die API.",
    },
    method_not_allowed: {
      title: "Methode nicht erlaubt",
      plain: "Diese Methode ist hier nicht erlaubt.",
      detail: { default: "{method} ist hier nicht erlaubt." },
      meaning: "Der Pfad besteht und nimmt andere Methoden an; der Allow-Header nennt sie.",
      whoCanFix: "Wer das aufrufende Programm schreibt.",
      whatToDo: "Eine Methode aus dem Allow-Header verwenden.",
    },
    request_timeout: {
      title: "Zeitüberschreitung der Anfrage",
      plain: "Die Anfrage war nicht rechtzeitig vollständig.",
      detail: { default: "Die Anfrage war nicht rechtzeitig vollständig." },
      meaning:
        "Kopf oder Inhalt der Anfrage trafen zu langsam ein. Nichts wurde weitergeleitet, nichts wurde berechnet.",
      whoCanFix: "Wer das aufrufende Programm betreibt.",
      whatToDo: "Erneut senden; das Netz prüfen und wie schnell der Inhalt geschrieben wird.",
    },
    conflict: {
      title: "Konflikt",
      plain: "Der jetzige Zustand lässt das nicht zu.",
      detail: { default: "Der jetzige Zustand lässt das nicht zu." },
      meaning:
        "Die Anfrage ist wohlgeformt, aber etwas hat sich geändert oder ist schon geschehen und schließt sie aus.",
      whoCanFix: "Wer die Anfrage gesendet hat.",
      whatToDo: "Den jetzigen Zustand lesen und neu entscheiden.",
    },
    payment_in_progress: {
      title: "Zahlung läuft",
      plain: "Diese Zahlung wird gerade verarbeitet.",
      detail: {
        default: "Diese Zahlung wird gerade verarbeitet. Bitte gleich noch einmal nachsehen.",
        possible_duplicate: "Eine gleiche Zahlung wurde eben ausgeführt. Wir prüfen sie.",
      },
      meaning: "Dieselbe Zahlung läuft, oder ihr Ausgang ist noch nicht bekannt. Sie wird kein zweites Mal begonnen.",
      whoCanFix: "Niemand muss etwas tun: Der Ausgang kommt von selbst.",
      whatToDo: "Einen Moment warten und die Rechnungen ansehen, bevor erneut gezahlt wird.",
    },
    payment_method_missing: {
      title: "Keine Zahlungsmethode",
      plain: "Es ist keine Zahlungsmethode hinterlegt.",
      detail: { default: "Es ist keine Zahlungsmethode hinterlegt." },
      meaning: "Es sollte etwas abgebucht werden, und der Mandant hat keine Karte hinterlegt.",
      whoCanFix: "Wer für den Mandanten zahlt.",
      whatToDo: "Auf der Abrechnungsseite eine Karte hinterlegen und es erneut versuchen.",
    },
    payload_too_large: {
      title: "Anfrage zu groß",
      plain: "Der Inhalt der Anfrage ist zu groß.",
      detail: { default: "Der Inhalt der Anfrage ist größer als {limit} Bytes." },
      meaning: "Der Inhalt ist größer, als die Route annimmt. Nichts wurde berechnet.",
      whoCanFix: "Wer das aufrufende Programm schreibt.",
      whatToDo: "Weniger auf einmal senden; die Meldung nennt die Grenze.",
    },
    uri_too_long: {
      title: "Adresse zu lang",
      plain: "Die Adresse der Anfrage ist zu lang.",
      detail: { default: "Die Adresse der Anfrage ist länger als {limit} Bytes." },
      meaning: "Pfad und Abfrage sind zusammen länger, als das Gateway liest.",
      whoCanFix: "Wer das aufrufende Programm schreibt.",
      whatToDo: "Parameter aus der Abfrage in den Inhalt verlegen, wo die Route das erlaubt.",
    },
    unsupported_media_type: {
      title: "Medientyp nicht unterstützt",
      plain: "Dieser Medientyp wird hier nicht unterstützt.",
      detail: { default: "Erwartet wird eines von: {accepted}." },
      meaning: "Der Content-Type der Anfrage gehört nicht zu denen, die hier gelesen werden.",
      whoCanFix: "Wer das aufrufende Programm schreibt.",
      whatToDo: "Einen Inhalt der genannten Art mit dem passenden Content-Type senden.",
    },
    validation_failed: {
      title: "Anfrage nicht gültig",
      plain: "Die Anfrage ist nicht gültig.",
      detail: {
        default: { by: "count", one: "{count} Feld ist nicht gültig.", other: "{count} Felder sind nicht gültig." },
      },
      meaning:
        "Die Anfrage konnte gelesen werden, aber der Inhalt einiger Felder wird nicht angenommen. Nichts wurde geändert.",
      whoCanFix: "Wer das aufrufende Programm schreibt.",
      whatToDo: "Die Felder aus details.errors berichtigen und erneut senden.",
    },
    rate_limited: {
      title: "Zu viele Anfragen",
      plain: "Zu viele Anfragen in kurzer Zeit.",
      detail: {
        default: {
          by: "limit",
          one: "Mehr als {limit} Anfrage in {window}. In {retryAfter} erneut versuchen.",
          other: "Mehr als {limit} Anfragen in {window}. In {retryAfter} erneut versuchen.",
        },
        guard: "Zu viele Versuche. In {retryAfter} erneut versuchen.",
      },
      meaning:
        "Die Aufrufe kommen schneller, als die Rate des Tarifs erlaubt. Mit dem Kontingent des Zeitraums hat das nichts zu tun.",
      whoCanFix: "Die Zeit: Das Fenster ist kurz.",
      whatToDo: "Die Sekunden aus Retry-After und etwas Streuung abwarten, dann dieselbe Anfrage erneut senden.",
    },
    quota_hold_full: {
      title: "Kontingent durch laufende Aufrufe belegt",
      plain: "Der Rest des Kontingents ist durch laufende Aufrufe belegt.",
      detail: { default: "{featureName}: Der Rest des Kontingents ist durch Aufrufe belegt, die noch laufen." },
      meaning:
        "Es sind Einheiten übrig, aber laufende Aufrufe halten sie, bis sie beendet sind. Was sie nicht brauchen, wird wieder frei.",
      whoCanFix: "Niemand muss etwas tun: Laufende Aufrufe enden.",
      whatToDo:
        "Dieselbe Anfrage nach den Sekunden aus Retry-After erneut senden oder weniger Aufrufe gleichzeitig machen.",
    },
    credit_hold_full: {
      title: "Credits durch laufende Aufrufe belegt",
      plain: "Der Rest der Credits ist durch laufende Aufrufe belegt.",
      detail: { default: "Der Rest der Credits ist durch Aufrufe belegt, die noch laufen." },
      meaning:
        "Es sind Credits übrig, aber laufende Aufrufe halten sie, bis sie beendet sind. Was sie nicht brauchen, wird wieder frei.",
      whoCanFix: "Niemand muss etwas tun: Laufende Aufrufe enden.",
      whatToDo:
        "Dieselbe Anfrage nach den Sekunden aus Retry-After erneut senden oder weniger Aufrufe gleichzeitig machen.",
    },
    period_limit_reached: {
      title: "Grenze des Zeitraums erreicht",
      plain: "Die enthaltene Menge dieses Zeitraums ist verbraucht, und kein Tarif erweitert sie.",
      detail: {
        default: {
          by: "limit",
          one: "{featureName}: Das Kontingent von {limit} {unit} ist bis zum {resetsAt} verbraucht.",
          other: "{featureName}: Alle {limit} {unit} sind bis zum {resetsAt} verbraucht.",
        },
        cost_over_rest: {
          by: "remaining",
          one: "{featureName}: Dieser Aufruf braucht {requested} {unit}; bis zum {resetsAt} ist noch {remaining} von {limit} übrig.",
          other:
            "{featureName}: Dieser Aufruf braucht {requested} {unit}; bis zum {resetsAt} sind noch {remaining} von {limit} übrig.",
        },
      },
      meaning: "Die Einheiten dieses Zeitraums reichen nicht für den Aufruf, und kein Angebot erweitert sie.",
      whoCanFix: "Die Zeit: Der nächste Zeitraum beginnt zum genannten Zeitpunkt.",
      whatToDo: "Die Erneuerung abwarten oder den Betreiber um eine Ausnahme bitten.",
    },
    headers_too_large: {
      title: "Header zu groß",
      plain: "Die Header der Anfrage sind zu groß.",
      detail: { default: "Die Header der Anfrage sind größer als {limit} Bytes." },
      meaning: "Alle Header-Zeilen zusammen sind größer, als das Gateway liest.",
      whoCanFix: "Wer das aufrufende Programm schreibt.",
      whatToDo: "Weniger oder kürzere Header senden; Cookies sind eine häufige Ursache.",
    },
    internal_error: {
      title: "Interner Fehler",
      plain: "Beim Dienst ist etwas fehlgeschlagen. Der Aufruf wurde nicht berechnet.",
      detail: { default: "Beim Dienst ist etwas fehlgeschlagen." },
      meaning:
        "Ein unvorhergesehener Fehler. Er ist mit der Anfrage-ID protokolliert; mehr sagt die Antwort mit Absicht nicht.",
      whoCanFix: "Der Betreiber.",
      whatToDo: "Sichere Aufrufe nach einer Pause wiederholen. Bleibt der Fehler, dem Betreiber die Anfrage-ID nennen.",
    },
    upstream_error: {
      title: "Dienst hinter dem Gateway fehlgeschlagen",
      plain: "Der Dienst hinter dieser API hat nicht richtig geantwortet. Der Aufruf wurde nicht berechnet.",
      detail: {
        default: "Der Dienst hinter {apiName} hat nicht richtig geantwortet. Der Aufruf wurde nicht berechnet.",
      },
      meaning:
        "Das Gateway hat den Aufruf durchgelassen, aber der Server des Betreibers war nicht erreichbar oder brach ab.",
      whoCanFix: "Der Betreiber.",
      whatToDo:
        "Sichere Methoden oder Aufrufe mit Idempotency-Key nach Retry-After oder einer kurzen Pause wiederholen.",
    },
    entitlement_unavailable: {
      title: "Zugang nicht prüfbar",
      plain: "Der Zugang kann gerade nicht geprüft werden. Der Aufruf wurde nicht berechnet.",
      detail: { default: "Der Zugang kann gerade nicht geprüft werden. Der Aufruf wurde nicht berechnet." },
      meaning:
        "Das Gateway kann nicht lesen, was es für eine sichere Antwort braucht, und sagt deshalb weder Ja noch Nein.",
      whoCanFix: "Der Betreiber; meist ist es nach Sekunden vorbei.",
      whatToDo: "Die Sekunden aus Retry-After abwarten und dieselbe Anfrage erneut senden. Es fehlt keine Zahlung.",
    },
    upstream_billing_unavailable: {
      title: "Dienst vorübergehend nicht verfügbar",
      plain: "Der Dienst ist vorübergehend nicht verfügbar. Der Aufruf wurde nicht berechnet.",
      detail: { default: "{apiName} ist vorübergehend nicht verfügbar. Der Aufruf wurde nicht berechnet." },
      meaning:
        "Das Konto des Betreibers beim Dienst hinter dieser API braucht Aufmerksamkeit. Am Aufrufer liegt es nicht.",
      whoCanFix: "Der Betreiber; er ist benachrichtigt.",
      whatToDo: "Warten und wiederholen. Eine Zahlung oder ein Tarifwechsel hilft nicht.",
    },
    payment_processor_unavailable: {
      title: "Zahlungen nicht möglich",
      plain: "Zahlungen können gerade nicht verarbeitet werden. Es wurde nichts abgebucht.",
      detail: { default: "Zahlungen können gerade nicht verarbeitet werden. Es wurde nichts abgebucht." },
      meaning:
        "Der Zahlungsanbieter ist nicht erreichbar, oder die Abrechnung ist abgeschaltet, bis ein Admin nachgesehen hat.",
      whoCanFix: "Der Betreiber oder der Zahlungsanbieter; meist geht es von selbst vorbei. API-Aufrufe laufen weiter.",
      whatToDo: "Warten und es erneut versuchen.",
    },
    temporary_reduced_capacity: {
      title: "Vorübergehend weniger Kapazität",
      plain: "Der Dienst ist ausgelastet.",
      detail: { default: "Der Dienst ist ausgelastet. In {retryAfter} erneut versuchen." },
      meaning: "Das Gateway ist überlastet, wird beendet oder kann Aufrufe gerade nicht festhalten.",
      whoCanFix: "Die Zeit oder der Betreiber.",
      whatToDo: "Die Sekunden aus Retry-After und etwas Streuung abwarten, dann dieselbe Anfrage erneut senden.",
    },
    upstream_timeout: {
      title: "Dienst hinter dem Gateway antwortet nicht",
      plain: "Der Dienst hinter dieser API hat nicht rechtzeitig geantwortet. Der Aufruf wurde nicht berechnet.",
      detail: {
        default: "Der Dienst hinter {apiName} hat nicht rechtzeitig geantwortet. Der Aufruf wurde nicht berechnet.",
      },
      meaning:
        "Das Gateway hat den Aufruf durchgelassen, aber der Server des Betreibers begann seine Antwort nicht rechtzeitig.",
      whoCanFix: "Der Betreiber oder eine leichtere Anfrage.",
      whatToDo: "Sichere Methoden oder Aufrufe mit Idempotency-Key wiederholen. Der erste Aufruf kann gewirkt haben.",
    },
  },
  actions: {
    subscribe: "Tarif wählen",
    upgrade: "Tarif wechseln",
    top_up: "Credits hinzufügen",
    pay_invoice: "Rechnung bezahlen",
    update_payment_method: "Zahlungsmethode ändern",
    raise_limit: "Budget erhöhen",
    manage_key: "Schlüssel öffnen",
    contact_sales: "Mit dem Betreiber sprechen",
    contact_support: "Betreiber kontaktieren",
  },
  retry: {
    after_payment:
      "Nicht durch eine Maschine. Zuerst muss ein Mensch handeln; danach kann dieselbe Anfrage unverändert gesendet werden.",
    after_delay: "Ja: dieselbe Anfrage, nach den Sekunden aus Retry-After und etwas Streuung.",
    after_change: "Nicht in dieser Form. Zuerst die Anfrage, die Zugangsdaten oder eine Einstellung ändern.",
    never: "Nein.",
  },
  neutralDetail: "Dieser Dienst steht dieser Anwendung zurzeit nicht zur Verfügung.",
  dateTime: "{date} um {time} {zone}",
  durations: {
    second: ["Sekunde", "Sekunden"],
    minute: ["Minute", "Minuten"],
    hour: ["Stunde", "Stunden"],
    day: ["Tag", "Tagen"],
  },
  units: {
    byte: ["Byte", "Bytes"],
    call: ["Aufruf", "Aufrufe"],
    character: ["Zeichen", "Zeichen"],
    credit: ["Credit", "Credits"],
    document: ["Dokument", "Dokumente"],
    image: ["Bild", "Bilder"],
    lookup: ["Abfrage", "Abfragen"],
    message: ["Nachricht", "Nachrichten"],
    minute: ["Minute", "Minuten"],
    page: ["Seite", "Seiten"],
    report: ["Bericht", "Berichte"],
    request: ["Anfrage", "Anfragen"],
    row: ["Zeile", "Zeilen"],
    search: ["Suche", "Suchen"],
    second: ["Sekunde", "Sekunden"],
    token: ["Token", "Token"],
    unit: ["Einheit", "Einheiten"],
  },
  labels: {
    requestId: "Anfrage",
    documentation: "Über diesen Code",
    whyRefused: "Warum wurde dieser Aufruf abgelehnt?",
  },
};
