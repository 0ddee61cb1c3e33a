import type { NoticeTexts } from "@/lib/notices/texts";

const named = (invoice: { number: string | null } | null, planName?: string) =>
  invoice?.number ? `Rechnung ${invoice.number}` : planName ? `Die Rechnung für ${planName}` : "Die Rechnung";
const sentences = (...parts: (string | null | false)[]) => parts.filter(Boolean).join(" ");
const stays = "Schlüssel, Protokolle und Einstellungen bleiben.";
const toPay = (byHand?: true) => (byHand ? "Rechnung ansehen" : "Rechnung bezahlen");

export const textsDe: NoticeTexts = {
  notices: {
    "payment.failed": ({ invoice, cause, nextAttemptAt }, say) => ({
      title: `Eine Zahlung${invoice ? ` über ${say.money(invoice)}` : ""} ist fehlgeschlagen${invoice?.number ? ` (Rechnung ${invoice.number})` : ""}`,
      text: sentences(
        say.cause(cause),
        nextAttemptAt
          ? `Der nächste Versuch ist am ${say.moment(nextAttemptAt)}.`
          : "Von selbst wird es nicht noch einmal versucht.",
        "Eine andere Karte bezahlt sie in Sekunden.",
        stays,
      ),
      action: "Bezahlen oder Karte wechseln",
    }),
    "payment.action_required": ({ invoice }, say) => ({
      title: `Die Bank will eine Bestätigung${invoice ? ` für ${say.money(invoice)}` : ""}`,
      text: sentences("Mit ihr ist die Zahlung getan; bis dahin wird nichts abgebucht.", stays),
      action: "Zahlung bestätigen",
    }),
    "card.expiring": ({ brand, last4, endsAt, nextChargeAt }, say) => ({
      title: `Die Karte ${brand} mit den Endziffern ${last4} gilt ab dem ${say.day(endsAt)} nicht mehr`,
      text: `Die nächste Abbuchung ist am ${say.moment(nextChargeAt)}, also danach: Sie würde fehlschlagen. Vorher ändert sich nichts. Eine neue Karte tritt sofort an ihre Stelle.`,
      action: "Karte ersetzen",
    }),
    "card.missing": ({ planName, nextChargeAt }, say) => ({
      title: `Für ${planName} ist keine Karte hinterlegt`,
      text: `Die nächste Abbuchung ist am ${say.moment(nextChargeAt)}. Ohne Karte schlägt sie fehl, und die Nachfrist beginnt. Vorher ändert sich nichts.`,
      action: "Karte hinterlegen",
    }),
    "subscription.past_due": ({ invoice, planName, cause, graceEndsAt, byHand }, say) => ({
      title: `${named(invoice, planName)}${invoice ? ` (${say.money(invoice)})` : ""} ist unbezahlt; Aufrufe gehen weiter bis ${say.day(graceEndsAt)}`,
      text: sentences(
        cause !== null && say.cause(cause),
        `Bis ${say.moment(graceEndsAt)} ändert sich nichts. Danach antworten Aufrufe mit 402 subscription_past_due.`,
        `${stays} ${byHand ? "Beglichen wird sie beim Betreiber." : "Eine Zahlung macht Aufrufe in Sekunden wieder möglich."}`,
      ),
      action: toPay(byHand),
    }),
    "subscription.grace_ending": ({ invoice, planName, graceEndsAt, daysLeft, byHand }, say) => ({
      title: `Noch ${daysLeft === 1 ? "1 Tag" : `${daysLeft} Tage`}: ${named(invoice, planName)} ist unbezahlt`,
      text: sentences(
        `Aufrufe gehen weiter bis ${say.moment(graceEndsAt)}. Danach antworten sie mit 402 subscription_past_due.`,
        invoice && `Offen: ${say.money(invoice)}.`,
        `${stays} ${byHand ? "Beglichen wird sie beim Betreiber." : "Mit der Zahlung ist es sofort vorbei."}`,
      ),
      action: toPay(byHand),
    }),
    "subscription.suspended": ({ invoice, planName, byHand }, say) => ({
      title: `Aufrufe werden abgewiesen: ${named(invoice, planName)} ist unbezahlt`,
      text: sentences(
        "Die Nachfrist ist vorbei. Aufrufe antworten mit 402 subscription_past_due, bis sie beglichen ist.",
        invoice && `Offen: ${say.money(invoice)}.`,
        `${stays} ${byHand ? "Der Betreiber öffnet den Zugang wieder, sobald sie beglichen ist." : "Eine Zahlung macht Aufrufe in Sekunden wieder möglich."}`,
      ),
      action: toPay(byHand),
    }),
    "subscription.expired": ({ planName, endedAt, wasTrial, fallbackPlanName }, say) => ({
      title: `${wasTrial ? `Die Testphase von ${planName}` : planName} endete am ${say.day(endedAt)}`,
      text: sentences(
        fallbackPlanName
          ? `Jetzt gilt ${fallbackPlanName} mit dem, was es enthält.`
          : `Aufrufe antworten mit 402 ${wasTrial ? "trial_expired" : "subscription_expired"}.`,
        `Es wird nichts mehr abgebucht. ${stays} Ein Tarif lässt sich jederzeit wählen und gilt in Sekunden.`,
      ),
      action: "Tarif wählen",
    }),
    "subscription.restored": ({ planName }) => ({
      title: "Aufrufe werden wieder beantwortet",
      text: `Was offen war, ist beglichen, und ${planName} gilt wie zuvor. Es ist nichts zu tun.`,
      action: null,
    }),
    "trial.ending": ({ planName, endsAt, hasCard, charge, fallbackPlanName }, say) => ({
      title: `Die Testphase von ${planName} endet am ${say.day(endsAt)}`,
      text: charge
        ? sentences(
            `Dann werden ${say.money(charge)} abgebucht${hasCard ? ", von der hinterlegten Karte" : "; es ist keine Karte hinterlegt, also schlüge das fehl"}.`,
            `Vor ${say.moment(endsAt)} wird nichts abgebucht, und gar nichts, wenn der Tarif bis dahin gekündigt ist.`,
          )
        : sentences(
            "Es wird nichts abgebucht.",
            fallbackPlanName
              ? `Ab ${say.moment(endsAt)} gilt ${fallbackPlanName}.`
              : `Ab ${say.moment(endsAt)} antworten Aufrufe mit 402 trial_expired.`,
            `Ein Tarif, der vorher gewählt wird, hält alles, wie es ist. ${stays}`,
          ),
      action: charge ? "Tarif ansehen" : "Tarif wählen",
    }),
    "credits.low": ({ creditMicro, daysLeft }, say) => ({
      title: `Das Guthaben reicht noch etwa ${daysLeft === 1 ? "1 Tag" : `${daysLeft} Tage`}`,
      text: `Noch ${say.credits(creditMicro)} Credits. Sind sie verbraucht, antworten Aufrufe, die sie brauchen, mit 402 credits_exhausted; was der Tarif enthält, geht weiter.`,
      action: "Credits aufladen",
    }),
    "credits.exhausted": () => ({
      title: "Das Guthaben ist verbraucht",
      text: "Aufrufe, die Credits brauchen, antworten mit 402 credits_exhausted; was der Tarif enthält, geht weiter. Neue Credits wirken in Sekunden.",
      action: "Credits aufladen",
    }),
    "credits.added": ({ creditMicro, price }, say) => ({
      title: `${say.credits(creditMicro)} Credits sind dazugekommen`,
      text: sentences(price && `${say.money(price)} wurden bezahlt.`, "Sie sind sofort nutzbar."),
      action: null,
    }),
    "credits.recharge_failed": ({ cause, state, nextAttemptAt, ...money }, say) => ({
      title:
        state === "capped"
          ? "Das automatische Aufladen hat sein Monatsmaximum erreicht"
          : `Das automatische Aufladen über ${say.money(money)} ist fehlgeschlagen`,
      text: sentences(
        state === "capped" ? "Bis zum Ende des Monats wird nichts abgebucht." : say.cause(cause),
        state === "cooldown" && nextAttemptAt && `Der nächste Versuch ist frühestens am ${say.moment(nextAttemptAt)}.`,
        state === "needs_action" && "Es wartet auf die Bestätigung der Bank.",
        state === "disabled" && "Es bleibt aus, bis jemand es wieder einschaltet.",
        "Aufrufe gehen weiter, solange Credits da sind.",
      ),
      action: "Aufladen ansehen",
    }),
    "access.restored": ({ planName, requestId }) => ({
      title: "Der Zugang ist wieder offen",
      text: `Die Zahlung ist da, und ${planName} gilt. Der abgewiesene Aufruf (${requestId}) kann wiederholt werden.`,
      action: null,
    }),
  },
  alsoTo: (names) => `Auch gesendet an ${names}.`,
  why: (tenantName) => `Diese Nachricht geht an Mitglieder von ${tenantName}.`,
};
