//! The one way the engine walks a dictionary: keys with a prefix that may also be spelled like a word.
//!
//! A single automaton type, because `fst` makes a copy of its stream (4 KB of wasm) for each.

use fst::automaton::Automaton;
use fst::{IntoStreamer, Map, Streamer};
use levenshtein_automata::{DFA, SINK_STATE};

/// What keys are wanted.
pub(crate) struct Pattern<'a> {
    /// They begin with these bytes.
    pub(crate) prefix: &'a [u8],
    /// And, when given, are within this automaton's distance.
    pub(crate) like: Option<&'a DFA>,
}

/// How far a key has been read: bytes of the prefix that matched (`None` = no more), state of the automaton.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    matched: Option<usize>,
    dfa: u32,
}

impl Automaton for &Pattern<'_> {
    type State = State;

    fn start(&self) -> State {
        State {
            matched: Some(0),
            dfa: self.like.map_or(0, DFA::initial_state),
        }
    }

    fn is_match(&self, state: &State) -> bool {
        state.matched == Some(self.prefix.len())
            && self.like.is_none_or(|dfa| {
                matches!(
                    dfa.distance(state.dfa),
                    levenshtein_automata::Distance::Exact(_)
                )
            })
    }

    fn can_match(&self, state: &State) -> bool {
        state.matched.is_some() && (self.like.is_none() || state.dfa != SINK_STATE)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let matched = match state.matched {
            Some(n) if n == self.prefix.len() => Some(n),
            Some(n) if self.prefix[n] == byte => Some(n + 1),
            _ => None,
        };
        State {
            matched,
            dfa: self.like.map_or(0, |dfa| dfa.transition(state.dfa, byte)),
        }
    }
}

/// Gives every wanted key with its value, in order, until `take` says that it is enough.
pub(crate) fn walk(
    map: &Map<Vec<u8>>,
    pattern: &Pattern<'_>,
    take: &mut dyn FnMut(&[u8], u64) -> bool,
) {
    let mut stream = map.search(pattern).into_stream();
    while let Some((key, value)) = stream.next() {
        if !take(key, value) {
            return;
        }
    }
}
