import type { PageTexts } from "@/lib/messages/page-texts";

/** The German public pages. */
export const pagesDe: PageTexts = {
  site: {
    home: "Faregate",
    pricing: "Tarife",
    docs: "Dokumentation",
    errors: "Codes",
    signIn: "Anmelden",
    back: "Zurück ins Portal",
    skip: "Zum Inhalt springen",
    navigation: "Öffentliche Seiten",
    tagline: "API-Gateway und Portal",
    modes: {
      sandbox: {
        title: "Zahlungen im Sandkasten",
        text: "Karten und Geld sind hier erfunden; keine Zahlung verlässt diesen Rechner.",
      },
      test: { title: "Stripe-Testmodus", text: "Nur Testkarten gelten, und kein Geld bewegt sich." },
    },
  },
  landing: {
    title: "Zugang zu APIs, auf die Einheit genau gezählt",
    intro:
      "Jeder Aufruf trifft auf ein Tor, das eine Frage beantwortet: Darf er passieren? Wenn nicht, sagt die Antwort, warum, und führt zum Ausweg.",
    points: [
      {
        title: "Schlüssel",
        text: "Schlüssel anlegen, wechseln und widerrufen. Eine Änderung gilt überall binnen einer Sekunde.",
      },
      {
        title: "Nutzung",
        text: "Sehen, was von jedem Tarif verbraucht ist, nach Schlüssel und Route, aus dem Protokoll des Gateways.",
      },
      {
        title: "Ablehnungen",
        text: "Jede Ablehnung hat einen Beleg: alle Tore mit Verbrauch und Grenze, und was durchgelassen worden wäre.",
      },
    ],
  },
  errors: {
    title: "Codes",
    intro:
      "Jede Antwort mit Status 400 oder höher, die das Gateway selbst gibt, trägt einen dieser Codes. Programme unterscheiden nach dem Code, dann nach dem Status; neue Codes können hinzukommen, die Bedeutung eines Codes ändert sich nie.",
    list: "Alle Codes nach Status",
    columns: { status: "Status", code: "Code", title: "Kurz gesagt", retry: "Wiederholung durch Programm" },
    yes: "nach Retry-After",
    no: "nein",
    meaning: "Was es bedeutet",
    whoCanFix: "Wer es ändern kann",
    whatToDo: "Was zu tun ist",
    retry: "Soll ein Programm den Aufruf wiederholen?",
    handler: "Wie ein Programm damit umgeht",
    sample: "Wie die Antwort aussieht",
    sampleHeaders: "Header",
    sampleBody: "Inhalt",
    all: "Alle Codes",
    schema: "JSON-Schema des Inhalts",
  },
  receipt: {
    refusedTitle: "Warum wurde dieser Aufruf abgelehnt?",
    allowedTitle: "Was hat dieser Aufruf gekostet?",
    refused: "Abgelehnt. {detail}",
    allowed: "Durchgelassen und mit Status {status} beantwortet. Berechnet: {count} {unit}.",
    allowedFree: "Durchgelassen und mit Status {status} beantwortet. Nichts wurde berechnet.",
    facts: {
      title: "Der Aufruf",
      answer: "Antwort",
      time: "Zeit",
      route: "Route",
      api: "API",
      tenant: "Konto",
      plan: "Tarif",
      key: "Schlüssel",
      requestId: "Anfrage-ID",
      mode: "Modus",
      testMode: "Test",
      planVersion: "{planName}, Version {version}",
      unknownRoute: "keine solche Route",
    },
    gates: {
      title: "Die Tore, in der Reihenfolge, in der sie gefragt werden",
      gate: "Tor",
      allowed: "Erlaubt",
      used: "Verbraucht",
      resets: "Beginnt neu",
      result: "Ergebnis",
      names: {
        key: "Schlüssel",
        policy: "Regeln",
        rate: "Rate",
        subscription: "Abonnement",
        feature: "Funktion im Tarif",
        quota: "Kontingent",
      },
      explains: {
        key: "bekannt, nicht widerrufen, nicht abgelaufen",
        policy: "Konto, Netz, Berechtigung",
        rate: "Anfragen je Minute",
        subscription: "ein geltender Tarif",
        feature: "was die Route braucht",
        quota: "Einheiten dieses Zeitraums",
      },
      passed: "bestanden",
      refused: "hier abgelehnt",
      notReached: "nicht erreicht",
      needed: "benötigt: {count}",
      unlimited: "ohne Grenze",
      states: {
        suspended: "Konto gesperrt",
        key_paused: "Schlüssel pausiert",
        address: "Netzwerkadresse nicht genannt",
        scope: "Berechtigung fehlt",
        environment: "Testschlüssel, und nur Credits bezahlen",
        key_budget: "eigenes Budget des Schlüssels",
        credits: "vorausbezahlte Credits",
        held: "durch laufende Aufrufe belegt",
        unknown_plan: "Tarif nicht lesbar",
        unknown_feature: "Funktion nicht lesbar",
        none: "kein Abonnement",
        trialing: "Testphase",
        active: "aktiv",
        grace: "Zahlung verspätet, Aufrufe laufen weiter",
        past_due: "Zahlung überfällig",
        paused: "pausiert",
        trial_over: "Testphase beendet",
        over: "beendet",
        exception: "Ausnahme in Kraft",
      },
      signedOut: "Mitglieder dieses Kontos sehen nach der Anmeldung die Zahlen aller Tore.",
    },
    fixes: {
      title: "Was durchgelassen worden wäre",
      plan: "{planName}: {price} {interval}",
      planUnits: "{count} {unit} je Zeitraum.",
      planUnlimited: "{unit} ohne Grenze.",
      planOpens: "Öffnet diesen Aufruf.",
      planEffect: "Gilt binnen einer Sekunde nach dem Wechsel.",
      credits: "Credits hinzufügen",
      creditsEffect: "Gilt innerhalb einer Sekunde nach dem Kauf.",
      wait: "Warten bis zum {resetsAt}",
      waitEffect: "Kostet nichts; derselbe Aufruf wird dann durchgelassen.",
      key: "Den Schlüssel ändern",
      keyEffect: "Gilt binnen einer Sekunde.",
      contact: "Den Betreiber fragen",
      contactEffect: "Der Betreiber kann eine Ausnahme oder mehr Einheiten gewähren.",
      none: "Auf der Seite des Aufrufers nichts: Es ging nicht um eine Zahlung, und der Aufruf wurde nicht berechnet.",
    },
    still: {
      title: "Ist es noch so?",
      stands: "Ja. Derselbe Aufruf würde jetzt abgelehnt.",
      open: "Nein. Das Tor, das abgelehnt hat, ist jetzt offen; derselbe Aufruf würde es passieren.",
      unknown: "Das hängt vom Aufruf selbst ab: Ein erneuter Aufruf zeigt es.",
    },
    developers: {
      title: "Für Entwickler",
      retry: "Soll ein Programm den Aufruf wiederholen?",
      handler: "Wie ein Programm damit umgeht",
    },
    weight: {
      by: "count",
      one: "Diese Zeile steht für eine Ablehnung.",
      other: "Diese Zeile steht für {count} gleiche Ablehnungen in derselben Minute.",
    },
    recording: {
      title: "Wird festgehalten",
      text: "Die Entscheidung ist gefallen und auf dem Weg ins Protokoll. Diese Seite lädt sich selbst neu.",
    },
  },
  pricing: {
    title: "Tarife",
    intro: "Was jeder Tarif kostet, was enthalten ist und was an der Grenze geschieht.",
    month: "im Monat",
    year: "im Jahr",
    trial: { by: "count", one: "{count} Tag Testphase", other: "{count} Tage Testphase" },
    trialCard: "eine Karte ist nötig und wird am Ende der Testphase belastet",
    trialNoCard: "ohne Karte",
    choose: "{planName} wählen",
    yours: "Der eigene Tarif",
    tax: {
      not_calculated: "Steuern werden nicht berechnet: Preise gelten, wie sie dastehen.",
      automatic: "Steuern rechnet Stripe beim Bezahlen hinzu.",
    },
    zone: "Abrechnungszeiträume zählen in UTC.",
    included: "Enthalten",
    meter: "{featureName}: {count} {unit} im Monat",
    meterCalendarMonth: "{featureName}: {count} {unit} im Kalendermonat",
    meterDay: "{featureName}: {count} {unit} am Tag",
    creditsOnly: "{featureName}: {credits} vorausbezahlte Credits je Einheit",
    laterOnly: "{featureName}: wird nach Nutzung später berechnet",
    furtherCredits: "jede weitere für {credits} vorausbezahlte Credits",
    furtherLater: "weitere Nutzung wird später berechnet",
    furtherAt: "weitere kosten {price} und werden später berechnet",
    laterAt: "{featureName}: {price}, wird später berechnet",
    unlimited: "{featureName} ohne Grenze",
    limit: "{featureName}: bis zu {count}",
    rate: { by: "count", one: "{count} Anfrage je Minute", other: "{count} Anfragen je Minute" },
    noRate: "Keine Grenze der Anfragen je Minute",
    atLimit: "An der Grenze",
    atLimitText:
      "Aufrufe werden mit 402 quota_exhausted abgelehnt, bis der nächste Zeitraum beginnt oder der Tarif wechselt. Nichts wird zusätzlich berechnet, außer der Tarif sagt, dass weitere Nutzung mit Credits bezahlt oder später berechnet wird.",
    rateText:
      "Über der Rate werden Aufrufe mit 429 rate_limited abgelehnt und binnen einer Minute wieder durchgelassen.",
    getTitle: "So kommt man zu einem Tarif",
    getContact: "Tarife mit Preis stellt hier der Betreiber ein. Auf Anfrage stellt er das Konto auf diesen Tarif um.",
    getNoContact:
      "Tarife mit Preis stellt hier der Betreiber ein. Wer den Zugang vergeben hat, kann das Konto auf diesen Tarif umstellen; das gilt binnen einer Sekunde.",
    getByCard:
      "Tarif wählen und auf der Seite des Zahlungsanbieters mit Karte bezahlen. Aufrufe gehen Sekunden nach der Zahlung durch. Kartennummern kommen nie hierher.",
    contact: "Betreiber kontaktieren",
    empty: "Noch ist kein Tarif veröffentlicht.",
    questionsTitle: "Fragen",
    moneyQuestions: {
      byCard: [
        {
          question: "Was geschieht, wenn eine Zahlung fehlschlägt?",
          answer:
            "Zunächst nichts: Das Konto erfährt, warum und wie lange Aufrufe weiter durchgehen; das steht im Tarif. Danach antworten sie mit 402 subscription_past_due, bis die Rechnung bezahlt ist, und gehen Sekunden nach der Zahlung wieder durch. Schlüssel, Protokolle und Einstellungen bleiben.",
        },
        {
          question: "Lässt sich ein Tarif wechseln oder kündigen?",
          answer:
            "Jederzeit. Ein Wechsel nach oben gilt mit seiner Zahlung, und der genaue Betrag steht vorher da. Ein Wechsel nach unten oder eine Kündigung gilt zum Ende des Zeitraums und lässt sich bis dahin zurücknehmen.",
        },
      ],
      byHand: [
        {
          question: "Was geschieht, wenn eine Rechnung nicht rechtzeitig bezahlt wird?",
          answer:
            "Zunächst nichts: Das Konto erfährt, wie lange Aufrufe weiter durchgehen; das steht im Tarif. Danach antworten sie mit 402 subscription_past_due, bis der Betreiber die Rechnung als beglichen einträgt, und gehen binnen einer Sekunde wieder durch. Schlüssel, Protokolle und Einstellungen bleiben.",
        },
        {
          question: "Lässt sich ein Tarif wechseln oder beenden?",
          answer:
            "Jederzeit, durch den Betreiber. Was verbraucht ist, bleibt verbraucht; der Wechsel gilt binnen einer Sekunde.",
        },
      ],
    },
    questions: [
      {
        question: "Wann beginnt ein Zeitraum?",
        answer:
          "Jeden Monat, gezählt vom Beginn des Abonnements an, außer der Tarif nennt einen Kalendermonat oder einen Tag. Kalendermonate und Tage beginnen nach der Uhr des Kontos; das ist UTC, solange der Betreiber keine andere Zeitzone eingestellt hat. Ein Tarifwechsel behält den Beginn und den Verbrauch, außer der neue Tarif zählt nach anderen Zeiträumen.",
      },
      {
        question: "Werden fehlgeschlagene Aufrufe berechnet?",
        answer:
          "Nein. Ein Aufruf, den der Dienst hinter dem Gateway nicht erfolgreich beantwortet hat, und jeder abgelehnte Aufruf kostet keine Einheit.",
      },
      {
        question: "Hat jeder Schlüssel ein eigenes Kontingent?",
        answer:
          "Nein. Alle Schlüssel eines Kontos zehren vom selben Tarif, und jeder kann ein eigenes, kleineres Budget haben. Aufrufe mit Testschlüsseln werden getrennt gezählt.",
      },
      {
        question: "Was sind Credits?",
        answer:
          "Im Voraus bezahlte Nutzung. Sind die enthaltenen Einheiten einer Funktion verbraucht, kann ein Tarif weitere für Credits verkaufen. Die Konsole nennt, was übrig ist, wann es endet und in welcher Reihenfolge es verbraucht wird. Testschlüssel verbrauchen nie Credits.",
      },
    ],
  },
  docs: {
    title: "Dokumentation",
    intro: "Vom ersten Aufruf bis zum Umgang mit einer Ablehnung, auf einer Seite.",
    contents: "Auf dieser Seite",
    sections: [
      {
        id: "quickstart",
        title: "Erster Aufruf",
        paragraphs: [
          "In der Konsole einen Schlüssel anlegen und sein Geheimnis sichern: Es wird nur einmal gezeigt. Es wird als Bearer-Token an das Gateway gesendet. Das erste Segment des Pfads nennt die API, der Rest ist der Pfad der API selbst.",
        ],
        sample: "firstCall",
        after: [
          "Denselben Aufruf beantwortet auch die zweite Tür des Portals unter /gateway/{api}/…, mit gleichem Status, gleichen Headern und gleichem Inhalt.",
        ],
      },
      {
        id: "authentication",
        title: "Authentifizierung",
        paragraphs: [
          "Ein Schlüssel sieht aus wie fg_live_… oder fg_test_…; die letzten sechs Zeichen sind eine Prüfsumme, sodass ein vertippter Schlüssel von einem unbekannten unterschieden wird. Der Schlüssel erreicht den Dienst hinter dem Gateway nie.",
          "401 authentication_required: Es wurde kein Schlüssel gesendet. 401 invalid_api_key: vertippt, unbekannt oder widerrufen. 401 expired_api_key: abgelaufen oder durch einen Wechsel ersetzt.",
        ],
      },
      {
        id: "limits",
        title: "Grenzen und Header",
        paragraphs: [
          "Ein Kontingent ist, was ein Tarif von einer Funktion in einem Zeitraum enthält. Eine Rate ist, wie viele Anfragen je Minute ein Konto stellen darf. Jede Antwort nennt, was von den beteiligten Grenzen übrig ist.",
        ],
        sample: "limitHeaders",
        after: [
          "q ist die Größe der Grenze, w ihr Fenster in Sekunden, r der Rest, t die Sekunden bis zum Neubeginn. Faregate-Usage nennt die Funktion, die Einheiten dieses Aufrufs und die verbleibenden.",
        ],
      },
      {
        id: "402",
        title: "Umgang mit 402",
        paragraphs: [
          "402 bedeutet: Der Aufrufer ist bekannt und befugt, die Anfrage ist wohlgeformt und innerhalb ihrer Rate, und es fehlt allein ein Tarif oder eine Zahlung. Ein Mensch muss handeln; ein Programm, das den Aufruf wiederholt, erhält dieselbe Antwort. Ein Retry-After gibt es nie.",
          "Der Inhalt ist application/problem+json (RFC 9457). detail und link gehören vor einen Menschen, der zahlen kann; requestId und explainUrl gehören ins Protokoll. Mit Accept-Language: de sind die Sätze deutsch; code und alle anderen Maschinenwerte bleiben gleich. Mit Accept: text/html erhält ein Browser eine Seite mit einem Knopf.",
        ],
        sample: "after_payment",
      },
      {
        id: "429-503",
        title: "Umgang mit 429 und 503",
        paragraphs: [
          "429 heilt durch Warten, 503 meistens auch. Die Sekunden aus Retry-After abwarten und etwas Streuung hinzufügen. 502 und 504 kommen vom Dienst hinter dem Gateway: nur bei sicheren Methoden wiederholen.",
        ],
        sample: "after_delay",
        after: ["Aufrufe, die das Gateway selbst mit 4xx oder 5xx beendet, werden nie berechnet."],
      },
      {
        id: "rotation",
        title: "Einen Schlüssel wechseln",
        paragraphs: [
          "Ein Wechsel behält ID, Name, Berechtigungen und Verlauf des Schlüssels; nur das Geheimnis ändert sich. In der Übergangszeit (24 Stunden, wenn nicht anders gewählt) gelten beide Geheimnisse und zehren vom selben Tarif. Die Seite des Schlüssels zeigt, wann jedes zuletzt verwendet wurde; das alte kann enden, sobald es ruht.",
          "Nach der Übergangszeit antwortet das alte Geheimnis mit 401 expired_api_key. Ein Widerruf ist endgültig und gilt überall binnen einer Sekunde.",
        ],
      },
    ],
  },
};
