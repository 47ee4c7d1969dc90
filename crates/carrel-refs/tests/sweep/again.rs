//! The way round: an entry that our own list prints, pasted again. Whatever the reader makes of it, nobody loses an author or a
//! title without being told. How many come back whole is in `again.txt`, to be read by people, and may only grow.
//! `CARREL_GOLDEN=write cargo test -p carrel-refs` writes it anew.

use super::*;
use carrel_refs::pasted::{self, Pasted};

/// How one entry came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// With its names, title, year and container.
    Whole,
    /// Without some of it, and the reader says that it is not sure.
    Told,
    /// Names and title are right; its year, its container or both are not.
    Less,
    /// Other names or another title, and nothing said.
    Silent,
}

/// Small letters and figures alone, as far as capitals, quotation marks and the engine's signs do not count.
fn folded(text: &str) -> String {
    words(text).join(" ")
}

fn stands(entry: &str, text: &str) -> bool {
    [" ", entry, " "]
        .concat()
        .contains(&[" ", text, " "].concat())
}

/// Is it the same name, with initials where the style has them?
fn alike(went: &Person, came: &Person, initials: bool) -> bool {
    // "Jin-ho" has one initial, "Jean-Paul" two.
    let joined = |name: String| {
        let mut out = String::new();
        let mut letters = name.chars().peekable();
        while let Some(c) = letters.next() {
            if c != '-' || !letters.peek().is_some_and(|c| c.is_lowercase()) {
                out.push(c);
            }
        }
        words(&out)
    };
    let (went, came) = (joined(went.natural()), joined(came.natural()));
    let same = |(went, came): (&String, &String)| {
        went == came || (initials && came.chars().count() == 1 && went.starts_with(came.as_str()))
    };
    let given: String = went.concat();
    // "J.K." of one style is "J. K." of the other.
    (went.len() == came.len() && went.iter().zip(&came).all(same)) || given == came.concat()
}

fn people<'s>(source: &'s Source, shown: &Source) -> (&'static str, &'s [Person]) {
    let roles = [
        "author",
        "director",
        "editor",
        "composer",
        "performer",
        "host",
    ];
    let found = roles.into_iter().find_map(|role| {
        let people = source.people(role);
        let there = !people.is_empty() && !shown.people(role).is_empty();
        there.then_some((role, people))
    });
    found.unwrap_or(("author", &[]))
}

/// What of the source the entry does not give back.
fn lost(source: &Source, style: &str, entry: &str, read: &Pasted) -> Vec<&'static str> {
    let shown = school::for_style(source, &short(style));
    let shown_entry = folded(entry);
    let came = &read.source;
    let mut lost = Vec::new();
    let (role, people) = people(source, &shown);
    let begins = people.first().is_some_and(|first| {
        let name = folded(&[&*first.family, &first.literal].concat());
        let last = name.rsplit(' ').next().unwrap_or_default();
        words(entry).iter().take(6).any(|word| word == last)
    });
    if begins {
        let initials = matches!(style, "apa" | "harvard");
        let all = ["author", "director", "editor", "translator", "performer"];
        let roles = if all[1..].contains(&role) {
            &all[..]
        } else {
            &all[..1]
        };
        let came: Vec<&Person> = roles.iter().flat_map(|role| came.people(role)).collect();
        // Where "et al." stands, those before it count.
        let enough = read.more && !came.is_empty() && came.len() < people.len();
        let same = people
            .iter()
            .zip(&came)
            .all(|(went, came)| alike(went, came, initials));
        if !(same && (enough || came.len() >= people.len())) {
            lost.push("names");
        }
    }
    let title = folded(&source.plain_title());
    if stands(&shown_entry, &title) && folded(&came.plain_title()) != title {
        lost.push("title");
    }
    let year = source.date("issued").map_or(0, |when| when.year);
    let printed = year != 0 && stands(&shown_entry, &year.to_string());
    if printed && came.date("issued").map_or(0, |when| when.year) != year {
        lost.push("year");
    }
    let container = folded(source.text("container-title"));
    let behind = shown_entry.replacen(&title, "", 1);
    let read_as = ["container-title", "publisher"].map(|name| folded(came.text(name)));
    if !container.is_empty() && stands(&behind, &container) && !read_as.contains(&container) {
        lost.push("container");
    }
    lost
}

fn came(lost: &[&str], read: &Pasted) -> Came {
    let heavy = lost.iter().any(|what| matches!(*what, "names" | "title"));
    let told = read.more || read.guessed || !read.unread.is_empty();
    match (lost.is_empty(), told, heavy) {
        (true, ..) => Came::Whole,
        (_, true, _) => Came::Told,
        (_, _, true) => Came::Silent,
        _ => Came::Less,
    }
}

/// Whole, told, less, silent of each style, as `again.txt` has them.
fn listed(table: &str) -> Vec<(String, [usize; 4])> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let read = |line: &str| {
        let mut words = line.split_whitespace();
        let style = words.next().unwrap_or_default().to_owned();
        let numbers: Vec<usize> = words.filter_map(|word| word.parse().ok()).collect();
        (style, numbers.try_into().expect("four numbers a style"))
    };
    lines.map(read).collect()
}

#[test]
fn our_own_entries_come_back() {
    let mut dice = generated::Dice::new(17);
    let mut sources = Vec::new();
    for n in 0..1_400 {
        let kind = n % generated::KINDS.len();
        let (mut read, _) = csl::read(&generated::item(&mut dice, kind, "s"));
        let mut source = read.remove(0);
        source.turn_into(ours(generated::KINDS[kind]));
        sources.push(source);
    }
    let mut table = String::from(
        "# Our own entries, pasted again: style, whole, told, less, silent (`again.rs` says what they are).\n",
    );
    for mut desk in Desk::all() {
        let mut counts = [0_usize; 4];
        for source in &sources {
            let (entry, _) = desk.written(source);
            if entry.is_empty() {
                continue;
            }
            let read = pasted::read(&entry);
            let lost = lost(source, desk.style, &entry, &read);
            let came = came(&lost, &read);
            counts[came as usize] += 1;
            if came != Came::Whole {
                // Shown where the test fails.
                println!(
                    "{came:?} {} {} {lost:?}: {entry}\n    {:?}",
                    desk.style,
                    source.kind.name(),
                    read.source
                );
            }
        }
        let numbers = counts.map(|count| count.to_string()).join(" ");
        table.push_str(&[desk.style, " ", &numbers, "\n"].concat());
    }
    let path = [env!("CARGO_MANIFEST_DIR"), "/tests/sweep/again.txt"].concat();
    if std::env::var_os("CARREL_GOLDEN").is_some() {
        std::fs::write(path, &table).expect("a file");
        return;
    }
    let before = listed(&std::fs::read_to_string(&path).expect("again.txt"));
    let now = listed(&table);
    for ((style, before), (_, now)) in before.iter().zip(&now) {
        assert!(
            now[0] >= before[0] && now[3] <= before[3],
            "{style}: whole, told, less, silent were {before:?} and are {now:?}"
        );
    }
    assert_eq!(now, before, "better than again.txt says: write it anew");
}
