//! Pages that have no article to take: walls, questions, errors.

use std::fmt;

/// Why a page gives no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoArticle {
    /// Nothing on it reads like one.
    None,
    /// It asks for a subscription.
    Paywall,
    /// It asks for a name and a password.
    Login,
    /// It asks for consent first.
    Consent,
    /// It says that something went wrong, or checks whether a person reads it.
    Error,
    /// It could not be read.
    Unreadable,
}

impl fmt::Display for NoArticle {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            NoArticle::None => "there is no article on this page",
            NoArticle::Paywall => "the page asks for a subscription before it shows the article; open it in a browser",
            NoArticle::Login => "the page asks for a login before it shows the article; open it in a browser",
            NoArticle::Consent => "the page asks for consent before it shows the article; open it in a browser",
            NoArticle::Error => "the page is an error message, not an article; open it in a browser",
            NoArticle::Unreadable => "the page could not be read; open it in a browser",
        })
    }
}

/// Longer texts are articles whatever words they begin with.
const SHORT: usize = 600;

const ERRORS: &[&str] = &[
    "404 not found",
    "page not found",
    "403 forbidden",
    "access denied",
    "are you a robot",
    "are you a human",
    "verify you are human",
    "checking your browser",
    "just a moment",
    "attention required",
    "enable javascript",
    "javascript is disabled",
    "javascript is required",
    "please turn on javascript",
    "you need to enable javascript",
    "bitte aktivieren sie javascript",
    "veuillez activer javascript",
    "unsupported browser",
    "service unavailable",
    "bad gateway",
    "internal server error",
    "too many requests",
    "request blocked",
    "seite nicht gefunden",
    "seite wurde nicht gefunden",
    "page introuvable",
    "página no encontrada",
    "página não encontrada",
    "pagina non trovata",
];
const CONSENTS: &[&str] = &[
    "before you continue",
    "we value your privacy",
    "we and our partners store",
    "your privacy choices",
    "wir und unsere partner",
    "mit werbung weiterlesen",
    "weiter mit werbung",
    "nos partenaires et nous",
    "nous et nos partenaires",
    "nosotros y nuestros socios",
];
const PAYWALLS: &[&str] = &[
    "subscribe to continue",
    "subscribe to read",
    "subscribers only",
    "already a subscriber",
    "to continue reading",
    "sign in to read",
    "log in to read",
    "this article is for subscribers",
    "weiterlesen mit",
    "jetzt abonnieren",
    "nur für abonnenten",
    "réservé aux abonnés",
    "pour lire la suite, abonnez",
    "solo para suscriptores",
    "exclusivo para assinantes",
];

const LOGINS: &[&str] = &[
    "log in to continue",
    "sign in to continue",
    "please log in",
    "please sign in",
    "sign in to your account",
    "log in to your account",
    "you must be logged in",
    "forgot your password",
    "melden sie sich an",
    "passwort vergessen",
    "connectez-vous",
    "mot de passe oublié",
    "inicia sesión",
];

/// What a short text is instead of an article. `wall` is whether the page's data say that it is not free.
pub fn instead(title: &str, text: &str, wall: bool) -> Option<NoArticle> {
    if text.chars().nth(SHORT).is_some() {
        return None;
    }
    let (title, text) = (title.to_lowercase(), text.trim_start().to_lowercase());
    // An article may speak of errors; a page that is one begins with it.
    if ERRORS.iter().any(|words| title.contains(words) || text.starts_with(words)) {
        Some(NoArticle::Error)
    } else if LOGINS.iter().any(|words| title.contains(words) || text.starts_with(words)) {
        Some(NoArticle::Login)
    } else if CONSENTS.iter().any(|words| title.contains(words) || text.contains(words)) {
        Some(NoArticle::Consent)
    } else if wall || PAYWALLS.iter().any(|words| text.contains(words)) {
        Some(NoArticle::Paywall)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_pages_that_are_something_else_are_known() {
        for (title, text, wanted) in [
            ("404 Not Found", "The thing you wanted is not here.", Some(NoArticle::Error)),
            ("Just a moment...", "Checking your browser before you go on.", Some(NoArticle::Error)),
            ("Tides", "You need to enable JavaScript to run this app.", Some(NoArticle::Error)),
            ("Tides", "JavaScript is disabled in your browser.", Some(NoArticle::Error)),
            ("Members", "Sign in to your account. Forgot your password?", Some(NoArticle::Login)),
            ("News", "We value your privacy. We and our partners store things.", Some(NoArticle::Consent)),
            ("Tides", "The moon pulls. Already a subscriber? Sign in.", Some(NoArticle::Paywall)),
            ("Tides", "The moon pulls at the sea.", None),
            ("Tides", "A server that answers too many requests has a status for it.", None),
        ] {
            assert_eq!(instead(title, text, false), wanted, "{title}");
        }
        assert_eq!(instead("Page not found", &"A long essay on errors. ".repeat(60), true), None);
        assert_eq!(instead("Tides", "The moon pulls at the sea.", true), Some(NoArticle::Paywall));
    }
}
