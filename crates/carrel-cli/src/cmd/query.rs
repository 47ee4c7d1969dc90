//! `carrel query`: asks a catalogue as the search box does.

use std::io::{BufRead, Write};
use std::path::Path;

use carrel_search::state::{SearchState, Sort, format_slug};
use carrel_search::wire::{
    Answer, Card, Parts, Request, SearchAnswer, SearchRequest, Shared, SharedKind,
};
use carrel_site::answer::{lines, notice_text, to_json};

use crate::args::QueryArgs;
use crate::failure::{DONE, Failure, Result, unprinted};
use crate::pack::Pack;

pub(crate) fn run(args: &QueryArgs) -> Result<u8> {
    let mut pack = Pack::open(&args.dir)?;
    if args.batch {
        return batch(&mut pack, args);
    }
    if let Some(id) = &args.like {
        return like(&mut pack, id, args.limit);
    }
    let text = args.text.join(" ");
    let request = request(&text, args);
    if !args.and.is_empty() {
        return union(pack, &request, args);
    }
    let answer = search(&mut pack, &request)?;
    let parts = if args.explain {
        explain(&mut pack, &request)?
    } else {
        Vec::new()
    };
    if args.json {
        outln!("{}", to_json(&text, &answer, &parts).line());
    } else {
        print(&answer, &parts);
    }
    Ok(DONE)
}

/// Several catalogues searched as one, each hit with the name of its library.
fn union(first: Pack, request: &SearchRequest, args: &QueryArgs) -> Result<u8> {
    let mut packs = vec![first];
    for dir in &args.and {
        packs.push(Pack::open(dir)?);
    }
    let mut answers = Vec::with_capacity(packs.len());
    for pack in &mut packs {
        answers.push(search(pack, request)?);
    }
    let answer = carrel_search::union::merge(answers, Sort::Relevance, 0, args.limit as usize);
    for notice in &answer.notices {
        outln!("{}", notice_text(notice));
    }
    let titles = if answer.total == 1 { "title" } else { "titles" };
    outln!("{} {titles} in {} catalogues", answer.total, packs.len());
    for (n, (catalogue, hit)) in answer.hits.iter().enumerate() {
        let card = &hit.card;
        outln!("\n{:>3}. {}", n + 1, title(card));
        outln!(
            "     {}: id {}{}{}",
            packs[*catalogue as usize].latest.name,
            card.id,
            call_number(card),
            copies(card)
        );
    }
    Ok(DONE)
}

/// More like this, and why.
fn like(pack: &mut Pack, id: &str, limit: u32) -> Result<u8> {
    let started = std::time::Instant::now();
    let request = Request::Like {
        id: id.to_owned(),
        limit: limit.min(u32::from(u8::MAX)) as u8,
    };
    let Answer::Like(Some(list)) = pack.ask(&request)? else {
        return Err(Failure::new(
            format!("there is no title with the id {id}"),
            "`carrel query DIR WORDS` shows the ids of what it finds.",
        ));
    };
    let first = started.elapsed().as_micros();
    let started = std::time::Instant::now();
    pack.ask(&request)?;
    let again = started.elapsed().as_micros();
    let list = list.unpack_alike();
    if list.is_empty() {
        outln!("Nothing shares a subject or a genre with it that tells it from the rest.");
    }
    for (n, alike) in list.iter().enumerate() {
        let names: Vec<&str> = alike
            .card
            .names
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        outln!("\n{:>3}. {}", n + 1, title(&alike.card));
        outln!("     {}", names.join("; "));
        outln!("     id {}, likeness {:.2}", alike.card.id, alike.score);
        for shared in &alike.shared {
            let Shared { text, count, .. } = shared;
            match shared.kind {
                SharedKind::Subject => outln!("     both are about {text} ({count} titles)"),
                SharedKind::Genre => outln!("     both are {text} ({count} titles)"),
                SharedKind::Person => outln!("     both have {text} ({count} titles)"),
                SharedKind::Shelf => outln!("     both stand on the shelf {text}"),
            }
        }
        if alike.same_age {
            outln!("     both are for the same age");
        }
    }
    outln!("\n{first} microseconds with reading files, {again} without");
    Ok(DONE)
}

/// One query a line in, one line out.
fn batch(pack: &mut Pack, args: &QueryArgs) -> Result<u8> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut whole = match args.both_ways {
        true => Some(Pack::open_whole(&args.dir)?),
        false => None,
    };
    for (number, line) in (1..).zip(std::io::stdin().lock().split(b'\n')) {
        // A line that is no UTF-8 is answered as far as it can be read: those after it have nothing to do with it.
        let line = line.map_err(|e| Failure::io(e, "read", Path::new("standard input")))?;
        let line = String::from_utf8_lossy(&line);
        let query = line.trim_end_matches('\r');
        let request = request(query, args);
        let answer = search(pack, &request)?;
        if let Some(whole) = &mut whole {
            let expected = search(whole, &request)?;
            let anew = search(&mut Pack::open(&args.dir)?, &request)?;
            if answer != expected || anew != expected {
                return Err(Failure::new(
                    format!(
                        "line {number}, {query:?}: a catalogue that is all here answers {}, one that fetches what it needs {}, one that begins with this query {}",
                        said(&expected),
                        said(&answer),
                        said(&anew)
                    ),
                    "This is a defect of Carrel: please report it.",
                ));
            }
        }
        let ids: Vec<&str> = answer.hits.iter().map(|h| h.card.id.as_str()).collect();
        let mut time = String::new();
        if args.times {
            // The best of three: on a busy machine the clock runs on while others work.
            let mut best = u128::MAX;
            for _ in 0..3 {
                let started = std::time::Instant::now();
                search(pack, &request)?;
                best = best.min(started.elapsed().as_micros());
            }
            time = format!("\t{best}");
        }
        // A reader that went away (as `head` does) is no failure.
        if let Err(error) = writeln!(out, "{query}\t{}{time}", ids.join(",")) {
            unprinted(&error);
            return Ok(DONE);
        }
    }
    if let Err(error) = out.flush() {
        unprinted(&error);
    }
    Ok(DONE)
}

/// Ids and scores of an answer, in short.
fn said(answer: &SearchAnswer) -> String {
    let hits: Vec<String> = answer
        .hits
        .iter()
        .map(|hit| format!("{} {}", hit.card.id, hit.score))
        .collect();
    format!("{} titles ({})", answer.total, hits.join(", "))
}

fn request(text: &str, args: &QueryArgs) -> SearchRequest {
    let state = SearchState {
        query: text.to_owned(),
        exact: args.exact,
        ..SearchState::default()
    };
    SearchRequest {
        further: true,
        state,
        offset: 0,
        limit: args.limit,
        facets: false,
        again: false,
    }
}

fn search(pack: &mut Pack, request: &SearchRequest) -> Result<SearchAnswer> {
    match pack.ask(&Request::Search(request.clone()))? {
        Answer::Search(answer) => Ok(answer),
        _ => Err(Failure::new(
            "the engine answered something else than was asked",
            "This is a defect of Carrel: please report it.",
        )),
    }
}

/// Why each hit stands where it does: all parts of its score.
fn explain(pack: &mut Pack, request: &SearchRequest) -> Result<Vec<Parts>> {
    // The search before has loaded every file this needs.
    pack.engine.explain(request).ok_or_else(|| {
        Failure::new(
            "the scores could not be explained",
            "This is a defect of Carrel: please report it.",
        )
    })
}

fn print(answer: &SearchAnswer, parts: &[Parts]) {
    for notice in &answer.notices {
        outln!("{}", notice_text(notice));
    }
    match answer.total {
        0 => outln!("Nothing found."),
        1 => outln!("1 title"),
        n => outln!("{n} titles"),
    }
    for (n, hit) in answer.hits.iter().enumerate() {
        let card = &hit.card;
        outln!("\n{:>3}. {}", n + 1, title(card));
        let names: Vec<&str> = card.names.iter().map(|(name, _)| name.as_str()).collect();
        let year = card.year.map(|y| y.to_string()).unwrap_or_default();
        let mut line = vec![names.join("; "), year, format_slug(card.format).to_owned()];
        line.retain(|part| !part.is_empty());
        outln!("     {}", line.join(" · "));
        outln!("     id {}{}{}", card.id, call_number(card), copies(card));
        for (why, share) in parts.get(n).map(lines).unwrap_or_default() {
            outln!("     {share:>8.2}  {why}");
        }
        if !parts.is_empty() {
            outln!("     {:>8.2}  in all", hit.score);
        }
    }
}

fn title(card: &Card) -> String {
    match &card.subtitle {
        Some(subtitle) => format!("{}: {subtitle}", card.title),
        None => card.title.clone(),
    }
}

fn call_number(card: &Card) -> String {
    let shelf = card
        .shelf
        .as_ref()
        .map(|s| format!(" ({s})"))
        .unwrap_or_default();
    card.call_number
        .as_ref()
        .map(|c| format!(", {c}{shelf}"))
        .unwrap_or(shelf)
}

fn copies(card: &Card) -> String {
    match card.copies {
        0 => String::new(),
        n => format!(", {} of {n} on the shelf", card.available),
    }
}
