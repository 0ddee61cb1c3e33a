import type { Locale } from "@/lib/messages/types";

const en = {
  title: "Sign in",
  lead: "Keys, usage and plans of your apis.",
  email: "E-mail address",
  password: "Password",
  submit: "Sign in",
  or: "or",
  continueWith: "Continue with {name}",
  signedOut: "You are signed out.",
  signOutTitle: "Sign out",
  signOutLead: "This ends your session in this browser.",
  signOutSubmit: "Sign out",
  pricing: "Plans and prices",
  docs: "Docs",
  errors: {
    wrong: "E-mail address or password is wrong.",
    limited: "Too many attempts from here. Wait 15 minutes, then try again.",
    busy: "Too many people are signing in at this moment. Try again in a few seconds.",
    notLinked: "This account is not linked to anybody here. Sign in with your password, then link it under Account.",
    denied: "This sign-in is not open. Ask an administrator.",
    unavailable: "The portal cannot check sign-ins right now. Try again in a few seconds.",
    unreachable: "The portal does not answer. Check the network, then try again.",
    other: "The sign-in did not work. Try again.",
  },
};

type SignInTexts = typeof en;

const de: SignInTexts = {
  title: "Anmelden",
  lead: "Schlüssel, Verbrauch und Tarife Ihrer APIs.",
  email: "E-Mail-Adresse",
  password: "Passwort",
  submit: "Anmelden",
  or: "oder",
  continueWith: "Weiter mit {name}",
  signedOut: "Sie sind abgemeldet.",
  signOutTitle: "Abmelden",
  signOutLead: "Das beendet Ihre Sitzung in diesem Browser.",
  signOutSubmit: "Abmelden",
  pricing: "Tarife und Preise",
  docs: "Dokumentation",
  errors: {
    wrong: "E-Mail-Adresse oder Passwort ist falsch.",
    limited: "Zu viele Versuche von hier aus. Warten Sie 15 Minuten und versuchen Sie es dann erneut.",
    busy: "Gerade melden sich zu viele Personen an. Versuchen Sie es in einigen Sekunden erneut.",
    notLinked:
      "Dieses Konto ist hier mit niemandem verknüpft. Melden Sie sich mit Ihrem Passwort an und verknüpfen Sie es dann unter „Account“.",
    denied: "Diese Anmeldung ist nicht freigegeben. Wenden Sie sich an die Administration.",
    unavailable: "Anmeldungen können gerade nicht geprüft werden. Versuchen Sie es in einigen Sekunden erneut.",
    unreachable: "Das Portal antwortet nicht. Prüfen Sie das Netzwerk und versuchen Sie es dann erneut.",
    other: "Die Anmeldung hat nicht funktioniert. Versuchen Sie es erneut.",
  },
};

export const signInTexts: Readonly<Record<Locale, SignInTexts>> = { en, de };

const byCode: Readonly<Record<string, keyof SignInTexts["errors"]>> = {
  CredentialsSignin: "wrong",
  authentication_required: "wrong",
  rate_limited: "limited",
  temporary_reduced_capacity: "busy",
  OAuthAccountNotLinked: "notLinked",
  AccessDenied: "denied",
  entitlement_unavailable: "unavailable",
  unreachable: "unreachable",
};

/** The sentence for a code that a sign-in ended with; unknown ones say only that it did not work. */
export const describeSignInError = (locale: Locale, code: string): string =>
  signInTexts[locale].errors[Object.hasOwn(byCode, code) ? (byCode[code] ?? "other") : "other"];
