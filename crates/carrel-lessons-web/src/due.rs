//! Questions that come back: which are due, and one lesson's after the other. The piece `review`, for who has some.

use std::pin::Pin;
use std::rc::Rc;

use carrel_lessons::bundle::Entry;
use carrel_lessons::model::Lesson;
use carrel_lessons::player::{Player, Progress};
use carrel_lessons::review;
use carrel_web::{dom, js};

use crate::rich;
use crate::session::{Session, language_of};

/// Questions of one review.
const MOST: usize = 5;

/// A lesson's entry, and ids of its questions.
pub type Due = (Entry, Vec<String>);

/// Finds what is due for review, see [`find`].
#[inline(never)]
#[must_use]
pub fn all(session: Rc<Session>) -> Pin<Box<dyn Future<Output = Vec<Due>>>> {
    Box::pin(async move { find(&session).await })
}

/// Shows the first questions of a review.
#[inline(never)]
pub fn show(session: Rc<Session>) {
    let turn = session.turn();
    js::spawn(async move {
        if session.queue.borrow().is_empty() {
            let due = find(&session).await;
            if !session.is_turn(turn) {
                return;
            }
            session.queue.replace(due);
        }
        next(session).await;
    });
}

/// Goes on to the next lesson of the review.
#[inline(never)]
pub fn go_on(session: Rc<Session>) {
    js::spawn(next(session));
}

/// What is due for review: which questions of which lessons, in the language in which each was
/// done (else the reader's), at most five. Reads the progress of every lesson, and the
/// bundles of those that have cards due.
async fn find(session: &Session) -> Vec<Due> {
    let Some(index) = session.index.borrow().clone() else {
        return Vec::new();
    };
    let today = js::today();
    let language = session.app().language();
    let mut all: Vec<(Entry, Lesson, Progress)> = Vec::new();
    for (entry, others) in index.listed(&language) {
        let saved = session.store().progress(&entry.id).await;
        let Some(progress) = saved.as_deref().and_then(Progress::decode) else {
            continue;
        };
        if !progress
            .cards
            .iter()
            .any(|card| review::is_due(card, today))
        {
            continue;
        }
        let own = session.store().setting(&language_of(&entry.id)).await;
        let same = |other: &&Entry| own.as_ref() == Some(&other.lang);
        let entry = others.into_iter().find(same).unwrap_or(entry);
        if let Ok(lesson) = session.lesson(entry).await {
            all.push((entry.clone(), lesson, progress));
        }
    }
    let pairs: Vec<(&Lesson, &Progress)> = all.iter().map(|(_, l, p)| (l, p)).collect();
    let mut out: Vec<Due> = Vec::new();
    for due in review::due(&pairs, today, MOST) {
        let entry = &all[due.lesson].0;
        match out.iter_mut().find(|(e, _)| e.id == entry.id) {
            Some((_, ids)) => ids.push(due.exercise),
            None => out.push((entry.clone(), vec![due.exercise])),
        }
    }
    out
}

/// Opens the review cards of the next lesson that has some; the list when there are none left in this review. What was
/// not answered is still due there.
async fn next(session: Rc<Session>) {
    let turn = session.turn();
    let next = {
        let mut queue = session.queue.borrow_mut();
        if queue.is_empty() {
            None
        } else {
            Some(queue.remove(0))
        }
    };
    let Some((entry, ids)) = next else {
        return session.app().go("#/lessons");
    };
    let saved = session.store().progress(&entry.id).await;
    let Ok(lesson) = session.lesson(&entry).await else {
        return session.app().go("#/lessons");
    };
    if !session.is_turn(turn) {
        return;
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    rich::speaks(&lesson.lang);
    let player = Player::review(lesson, saved.as_deref(), js::today(), &ids);
    session.app().title(crate::t::review_title());
    session.put(entry, player, true, saved);
    session.draw();
    dom::focus(".step-title");
}
