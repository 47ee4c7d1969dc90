//! BibTeX, in and out: `@book{key, field = {value}, …}` with TeX's accents and braces.
//!
//! BibTeX passes over fields that it does not know, so that our own files come back whole: `entrysubtype` says the kind where the
//! type of the entry means another one.

mod tex;

use crate::kind::{Kind, ROLES};
use crate::language;
use crate::names;
use crate::source::{Person, Source, When, year_of_four};
use crate::{Expected, Fault, Problem};

/// Entry types and our kinds; the first with a kind's CSL type is written.
const TYPES: &[(&str, Kind)] = &[
    ("book", Kind::BOOK),
    ("incollection", Kind::CHAPTER),
    ("article", Kind::JOURNAL),
    ("online", Kind::PAGE),
    ("phdthesis", Kind::THESIS),
    ("techreport", Kind::REPORT),
    ("misc", Kind::HANDOUT),
    ("inbook", Kind::CHAPTER),
    ("inreference", Kind::ENTRY),
    ("inproceedings", Kind::JOURNAL),
    ("conference", Kind::JOURNAL),
    ("mastersthesis", Kind::THESIS),
    ("thesis", Kind::THESIS),
    ("report", Kind::REPORT),
    ("manual", Kind::REPORT),
    ("booklet", Kind::BOOK),
    ("collection", Kind::EDITED),
    ("electronic", Kind::PAGE),
    ("www", Kind::PAGE),
    ("video", Kind::VIDEO),
    ("movie", Kind::FILM),
    ("audio", Kind::SONG),
    ("image", Kind::IMAGE),
    ("artwork", Kind::IMAGE),
    ("software", Kind::SOFTWARE),
    ("dataset", Kind::DATASET),
    ("unpublished", Kind::HANDOUT),
    ("proceedings", Kind::EDITED),
];

/// Fields that are one text here and there.
const TEXTS: [(&str, &str); 21] = [
    ("publisher", "publisher"),
    ("publisher-place", "address"),
    ("edition", "edition"),
    ("volume", "volume"),
    ("collection-title", "series"),
    ("event-title", "eventtitle"),
    ("source", "database"),
    ("archive", "library"),
    ("archive-place", "library-place"),
    ("version", "version"),
    ("medium", "medium"),
    ("section", "section"),
    ("scale", "scale"),
    ("authority", "authority"),
    ("language", "langid"),
    ("title-short", "shorttitle"),
    ("genre", "type"),
    ("URL", "url"),
    ("DOI", "doi"),
    ("ISBN", "isbn"),
    ("ISSN", "issn"),
];

/// What `number` counts: issues of what comes out in issues, volumes of a series, or the thing itself.
fn number(kind: Kind) -> &'static str {
    match kind.info().csl {
        csl if csl.starts_with("article") => "issue",
        "book" | "chapter" | "entry-encyclopedia" => "collection-number",
        _ => "number",
    }
}

/// Is it in what comes out in issues? There an article that has no pages has a number, biblatex's `eid`.
fn is_article(kind: Kind) -> bool {
    kind.info().csl.starts_with("article")
}

/// The kind that an entry is read as that says no more.
fn kind_of(entry: &str, addressed: bool) -> Kind {
    let known = TYPES.iter().find(|(name, _)| *name == entry);
    match known.map_or(Kind::HANDOUT, |(_, kind)| *kind) {
        Kind::HANDOUT if addressed && entry != "unpublished" => Kind::PAGE,
        kind => kind,
    }
}

/// Writes sources as BibTeX.
#[must_use]
pub fn write(sources: &[Source]) -> String {
    let mut out = String::new();
    let mut keys: Vec<String> = Vec::new();
    for source in sources {
        let csl = source.kind.info().csl;
        let kind = match csl {
            "webpage" | "post" | "entry-encyclopedia" if !source.text("URL").is_empty() => "online",
            "entry-encyclopedia" => "incollection",
            _ if csl.starts_with("article") => "article",
            _ => TYPES
                .iter()
                .find(|(_, kind)| kind.info().csl == csl)
                .map_or("misc", |(name, _)| name),
        };
        out.push('@');
        out.push_str(kind);
        out.push('{');
        let key = cite_key(source, &keys);
        out.push_str(&key);
        keys.push(key);
        let mut field = |name: &str, value: &str| {
            if !value.is_empty() {
                out.push_str(",\n  ");
                out.push_str(name);
                out.push_str(" = {");
                tex::write(value, name == "url" || name == "doi", &mut out);
                out.push('}');
            }
        };
        // BibTeX passes over the roles that it does not know.
        for role in ROLES {
            let names: Vec<String> = source.people(role).iter().map(name).collect();
            field(role, &names.join(" and "));
        }
        field("title", &kept(&source.plain_title()));
        let addressed = !source.text("URL").is_empty();
        if kind == "misc" || kind_of(kind, addressed) != source.kind {
            field("entrysubtype", source.kind.name());
        }
        let container = match kind {
            "article" => "journal",
            "incollection" => "booktitle",
            "online" => "organization",
            _ => "howpublished",
        };
        field(container, source.text("container-title"));
        if let Some(when) = source.date("issued") {
            let year = match when.year {
                0 => when.literal.clone(),
                year if when.about => ["c. ", &*year_of_four(year)].concat(),
                year => year_of_four(year),
            };
            field("year", &year);
            if when.to.year != 0 {
                // As biblatex writes a beginning and an end, with seasons as ISO 8601-2 numbers them.
                field("date", &when.iso());
            }
            let season = crate::source::month_name(when.month).filter(|_| when.month > 12);
            field("month", season.unwrap_or_default());
            if (1..=12).contains(&when.month) {
                field("month", &when.month.to_string());
                if when.day != 0 {
                    field("day", &when.day.to_string());
                }
            }
        }
        field(
            "pages",
            &source
                .text("page")
                .replace(['–', '-'], "\u{4}")
                .replace("\u{4}\u{4}", "\u{4}"),
        );
        for (ours, theirs) in TEXTS {
            let theirs = match (kind, theirs) {
                ("phdthesis", "publisher") => "school",
                ("techreport", "publisher") => "institution",
                (_, theirs) => theirs,
            };
            field(theirs, source.text(ours));
        }
        field("number", source.text(number(source.kind)));
        if is_article(source.kind) {
            field("eid", source.text("number"));
        }
        if let Some(when) = source.date("original-date") {
            field("origdate", &when.iso());
        }
        if let Some(when) = source.date("accessed") {
            field("urldate", &when.iso());
        }
        // LaTeX prints a `note`; this one is for the student alone.
        let paragraphs = |text: &str| text.trim().replace('\n', "\u{3}");
        field("comment", &paragraphs(&source.note));
        field("annote", &paragraphs(&source.annotation));
        out.push_str("\n}\n\n");
    }
    out
}

/// `King, Jr., Martin Luther`: BibTeX has the suffix in the middle. Names in braces are bodies: it does not take those apart.
fn name(person: &Person) -> String {
    if !person.suffix.is_empty() && !person.family.is_empty() && !person.given.is_empty() {
        [&person.family, ", ", &*person.suffix, ", ", &person.given].concat()
    } else if person.literal.is_empty() {
        person.inverted()
    } else {
        ["\u{1}", &person.literal, "\u{2}"].concat()
    }
}

/// A title with braces round the words whose capitals a style must not make small: those with a capital inside (NASA, YouTube),
/// and names in a title that has small letters otherwise.
fn kept(title: &str) -> String {
    let long = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 3;
    let small = |word: &str| word.chars().all(|c| !c.is_uppercase());
    let mut words = title.split(' ').skip(1).filter(long);
    // Each word has a capital: they are the style's business.
    let names = words.any(small);
    let mut out = String::with_capacity(title.len() + 8);
    let mut begins = true;
    for word in title.split_inclusive(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let mut letters = bare.chars();
        let first = letters.next().is_some_and(char::is_uppercase);
        let inside = letters.any(char::is_uppercase);
        if inside || (first && names && !begins) {
            let at = word.find(bare).unwrap_or(0);
            let (before, behind) = (&word[..at], &word[at + bare.len()..]);
            out.extend([before, "\u{1}", bare, "\u{2}", behind]);
        } else {
            out.push_str(word);
        }
        begins = word.trim_end().ends_with([':', '?', '!', '.', '—']);
    }
    out
}

/// `sendak1963`, made different from those there are.
fn cite_key(source: &Source, keys: &[String]) -> String {
    let name = source
        .people("author")
        .first()
        .map(|p| {
            if p.literal.is_empty() {
                p.family.clone()
            } else {
                p.literal.clone()
            }
        })
        .unwrap_or_else(|| source.plain_title());
    let mut base: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(16)
        .collect::<String>()
        .to_ascii_lowercase();
    if base.is_empty() {
        base.push_str("source");
    }
    if let Some(when) = source.date("issued").filter(|when| when.year != 0) {
        base.push_str(&when.year.to_string());
    }
    let mut key = base.clone();
    let mut n = 1;
    while keys.contains(&key) {
        n += 1;
        key = [&base, "-", &n.to_string()].concat();
    }
    key
}

/// Reads BibTeX. What could be read is given; the rest is told with its line.
#[must_use]
pub fn read(text: &str) -> (Vec<Source>, Vec<Problem>) {
    let mut reader = Reader {
        text,
        at: 0,
        counted: (0, 1),
        strings: Vec::new(),
    };
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    while let Some(found) = text[reader.at..].find('@') {
        reader.at += found;
        let (start, line) = (reader.at, reader.line());
        let mut entry = Entry::default();
        let end = reader.entry(&mut entry);
        let (whole, cut) = (end == Ok(true), end.is_err());
        entry.faults.extend(end.err());
        let kept = (!entry.kind.is_empty() && entry.kind != "string")
            .then(|| source(&entry.kind, &entry.key, &entry.fields))
            .flatten();
        let is_kept = kept.is_some();
        if let Some((source, more)) = kept {
            let title = crate::ris::title_of(&source);
            if more {
                problems.push(Problem::new(line, Fault::MoreAuthors(title.clone())));
            }
            let unknown = entry.fields.iter().filter(|(name, _)| tex::is_read(name));
            let unknown = unknown.filter_map(|(_, value)| tex::unknown(value));
            problems.extend(
                unknown.map(|letter| {
                    Problem::new(line, Fault::Letter(letter.to_owned(), title.clone()))
                }),
            );
            sources.push(source);
        } else if whole && entry.faults.is_empty() {
            problems.push(Problem::new(line, Fault::NamelessEntry(entry.kind)));
        }
        for mut problem in entry.faults {
            if is_kept && let Fault::Expected(expected, found) = problem.fault {
                problem.fault = Fault::Kept(expected, found);
            }
            problems.push(problem);
        }
        if cut {
            // Goes on at the next line that begins with an entry.
            let lines = text[start..].match_indices('\n');
            let mut next = lines.map(|(at, _)| start + at + 1);
            reader.at = next
                .find(|&at| begins_entry(&text[at..]))
                .unwrap_or(text.len());
        }
    }
    crate::order::sort_by(&mut problems, |problem| problem.line as usize);
    (sources, problems)
}

/// What was read of an entry, and what it had wrong.
#[derive(Default)]
struct Entry {
    kind: String,
    key: String,
    fields: Vec<(String, String)>,
    faults: Vec<Problem>,
}

/// Does a line begin with an entry, behind blanks? In a value, `@` is a letter.
fn begins_entry(line: &str) -> bool {
    let blank = |c: char| matches!(c, ' ' | '\t');
    let Some(rest) = line.trim_start_matches(blank).strip_prefix('@') else {
        return false;
    };
    let open = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    open.len() < rest.len()
        && (open.starts_with('(') || open.trim_start_matches(blank).starts_with('{'))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    counted: (usize, u32),
    /// `@string{jan = "January"}`.
    strings: Vec<(String, String)>,
}

impl<'t> Reader<'t> {
    fn line(&mut self) -> u32 {
        let (from, line) = if self.counted.0 <= self.at {
            self.counted
        } else {
            (0, 1)
        };
        let passed = &self.text.as_bytes()[from..self.at.min(self.text.len())];
        let line = line + passed.iter().filter(|&&byte| byte == b'\n').count() as u32;
        self.counted = (self.at, line);
        line
    }

    fn problem(&mut self, expected: Expected) -> Problem {
        let line = self.line();
        Problem::expected(line, expected, self.text.get(self.at..).unwrap_or(""))
    }

    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is = self.text.as_bytes().get(self.at) == Some(&byte);
        self.at += usize::from(is);
        is
    }

    fn word(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| {
                c.is_whitespace()
                    || matches!(c, '{' | '}' | '(' | ')' | '=' | ',' | '"' | '#' | '@')
            })
            .unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// An entry from its `@` on, as far as it can be read; false for a comment, a preamble, a string or no entry at all. A comma that
    /// is missing is told, and reading goes on.
    fn entry(&mut self, entry: &mut Entry) -> Result<bool, Problem> {
        self.at += 1;
        let kind = self.word().to_ascii_lowercase();
        self.space();
        if kind.is_empty() || !(self.eat(b'{') || self.eat(b'(')) {
            // An "@" in free text: BibTeX takes everything outside of entries as a comment.
            return Ok(false);
        }
        if kind == "comment" || kind == "preamble" {
            self.at -= 1;
            self.at += if self.text.as_bytes()[self.at] == b'{' {
                balanced(&self.text[self.at..]).unwrap_or(1)
            } else {
                1
            };
            return Ok(false);
        }
        entry.kind.clone_from(&kind);
        self.space();
        if kind != "string" {
            let start = self.at;
            self.word().clone_into(&mut entry.key);
            self.space();
            let end = matches!(self.text.as_bytes().get(self.at), Some(b'}' | b')'));
            if !self.eat(b',') && !end {
                let problem = self.problem(Expected::CommaBehindName);
                if self.text.as_bytes().get(self.at) == Some(&b'=') {
                    // The name itself is missing.
                    self.at = start;
                    entry.key.clear();
                } else if let Some(key) = self.odd_name(start) {
                    entry.key.clear();
                    entry.key.push_str(key);
                } else if !self.is_field() {
                    return Err(problem);
                }
                entry.faults.push(problem);
            }
        }
        loop {
            self.space();
            while self.eat(b',') {
                self.space();
            }
            if self.eat(b'}') || self.eat(b')') {
                break;
            }
            let name = self.word().to_ascii_lowercase();
            self.space();
            if name.is_empty() {
                return Err(self.problem(Expected::FieldName));
            }
            if !self.eat(b'=') {
                return Err(self.problem(Expected::Equals));
            }
            let value = self.value()?;
            entry.fields.push((name, value));
            self.space();
            if !matches!(self.text.as_bytes().get(self.at), Some(b',' | b'}' | b')')) {
                let problem = self.problem(Expected::CommaOrBrace);
                if !self.is_field() {
                    return Err(problem);
                }
                entry.faults.push(problem);
            }
        }
        if kind == "string" {
            self.strings.append(&mut entry.fields);
            return Ok(false);
        }
        Ok(true)
    }

    /// The name of an entry with a blank or a bracket in it, such as `harry potter`: up to a comma before all else that could be a
    /// field, which is passed, too.
    fn odd_name(&mut self, start: usize) -> Option<&'t str> {
        let rest = &self.text[start..];
        let end = rest.find([',', '=', '{', '}', '"', '\n'])?;
        if !rest[end..].starts_with(',') {
            return None;
        }
        self.at = start + end + 1;
        Some(rest[..end].trim_end())
    }

    /// Does a field begin here? Its name and `=`.
    fn is_field(&mut self) -> bool {
        let at = self.at;
        let named = !self.word().is_empty();
        self.space();
        let is = named && self.text.as_bytes().get(self.at) == Some(&b'=');
        self.at = at;
        is
    }

    /// Braced, quoted, a number or a name; several joined by `#`. The text keeps its TeX.
    fn value(&mut self) -> Result<String, Problem> {
        let mut out = String::new();
        loop {
            self.space();
            match self.text.as_bytes().get(self.at) {
                Some(b'{') => {
                    let Some(length) = balanced(&self.text[self.at..]) else {
                        return Err(self.problem(Expected::Braces));
                    };
                    out.push_str(&self.text[self.at + 1..self.at + length - 1]);
                    self.at += length;
                }
                Some(b'"') => {
                    let rest = &self.text[self.at + 1..];
                    let Some(length) = quoted(rest) else {
                        return Err(self.problem(Expected::ClosingQuote));
                    };
                    out.push_str(&rest[..length]);
                    self.at += length + 2;
                }
                _ => {
                    let word = self.word().to_owned();
                    if word.is_empty() {
                        return Err(self.problem(Expected::Value));
                    }
                    let known = self
                        .strings
                        .iter()
                        .find(|(name, _)| name.eq_ignore_ascii_case(&word));
                    out.push_str(known.map_or(word.as_str(), |(_, value)| value));
                }
            }
            self.space();
            if !self.eat(b'#') {
                return Ok(out);
            }
        }
    }
}

/// Length up to the brace that closes the first; `None` when the next entry begins before.
fn balanced(text: &str) -> Option<usize> {
    ends(text, |byte, deep| byte == b'}' && deep == 0).map(|at| at + 1)
}

/// Length up to the quotation mark that is in no braces.
fn quoted(text: &str) -> Option<usize> {
    ends(text, |byte, deep| byte == b'"' && deep <= 0)
}

/// Place of the first byte that is the end, as its depth in braces (after it) tells; what a backslash protects is none.
/// `None` when the next entry begins before.
fn ends(text: &str, is_end: impl Fn(u8, i32) -> bool) -> Option<usize> {
    let mut deep = 0i32;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => {
                escaped = false;
                continue;
            }
            b'\\' => escaped = true,
            b'\n' if begins_entry(&text[at + 1..]) => return None,
            b'{' => deep += 1,
            b'}' => deep -= 1,
            _ => {}
        }
        if is_end(byte, deep) {
            return Some(at);
        }
    }
    None
}

/// The source that an entry is, and whether it has more people than it names.
fn source(entry: &str, key: &str, fields: &[(String, String)]) -> Option<(Source, bool)> {
    let raw = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| {
                fields
                    .iter()
                    .find(|(n, v)| n == name && !v.trim().is_empty())
            })
            .map_or("", |(_, v)| v.as_str())
    };
    let get = |names: &[&str]| tex::read(raw(names));
    // "howpublished = {\url{https://…}}", as before there was a field for addresses.
    let (published, address, behind) = tex::published(raw(&["howpublished"]));
    let linked = !address.is_empty();
    let own = Kind::named(raw(&["entrysubtype"]));
    let addressed = linked || !raw(&["url"]).is_empty();
    let kind = match raw(&["entrysubtype"]) {
        // As biblatex has them.
        "magazine" => Kind::MAGAZINE,
        "newspaper" => Kind::NEWSPAPER,
        _ => own.unwrap_or_else(|| kind_of(entry, addressed)),
    };
    let mut source = Source::brought(key, kind);
    match entry {
        "phdthesis" => source.set("genre", "Doctoral dissertation"),
        "mastersthesis" => source.set("genre", "Master’s thesis"),
        "unpublished" if own.is_none() => source.set("genre", "Unpublished manuscript"),
        _ => {}
    }
    let subtitle = get(&["subtitle"]);
    let mut title = get(&["title"]);
    if !subtitle.is_empty() {
        title.push_str(": ");
        title.push_str(&subtitle);
    }
    source.set("title", &title);
    source.set(
        "container-title",
        &get(&["journal", "journaltitle", "booktitle", "maintitle"]),
    );
    let online = matches!(entry, "online" | "electronic" | "www");
    if source.text("container-title").is_empty() && (online || kind == Kind::PAGE) {
        source.set("container-title", &get(&["organization"]));
    }
    // A film's or a picture's site, or what we wrote ourselves; a publisher's name elsewhere.
    let media = kind.info().shelf == crate::kind::Shelf::Media;
    let contained = source.text("container-title").is_empty() && (media || own.is_some());
    if contained {
        source.set("container-title", &published);
    }
    let mut more = false;
    for role in ROLES {
        let (names, others) = people(raw(&[role]));
        more |= others;
        for name in names {
            source.add_person(role, name);
        }
    }
    for (ours, theirs) in TEXTS {
        // A blank tie in a text is a letter in an address.
        let value = match theirs {
            "url" | "doi" => tex::address(raw(&[theirs])),
            theirs => get(&[theirs]),
        };
        // biblatex has `langid`, and Zotero's BibTeX `language`.
        let value = match theirs {
            "langid" if value.is_empty() => language::of_file(&get(&["language"])),
            "langid" => language::of_file(&value),
            _ => value,
        };
        // What goes without saying for a kind stays where the file says nothing.
        if !value.is_empty() {
            source.set(ours, &value);
        }
    }
    if linked && source.text("URL").is_empty() {
        source.set("URL", &address);
    }
    if own.is_none()
        && let Some(kind) = Kind::of_genre(source.text("genre"))
    {
        source.kind = kind;
    }
    source.set(number(kind), &get(&["number", "issue"]));
    if is_article(kind) {
        source.set("number", &get(&["eid"]));
    }
    if source.text("publisher").is_empty() {
        source.set("publisher", &get(&["school", "institution"]));
    }
    if source.text("publisher").is_empty() && !contained {
        source.set("publisher", &published);
    }
    if source.text("publisher-place").is_empty() {
        source.set("publisher-place", &get(&["location"]));
    }
    source.set(
        "page",
        &get(&["pages"]).replace("--", "-").replace('–', "-"),
    );
    let mut issued = When::read(&get(&["date", "year"]));
    let month = get(&["month"]);
    if issued.month == 0 && issued.year != 0 && issued.to.year == 0 && !month.is_empty() {
        let numbered = month.trim().parse().ok().filter(|m| (1..=12).contains(m));
        if let Some(number) = numbered {
            issued.month = number;
        } else {
            // "July", "jul # {~12}", "may/june".
            let said = When::read(&[&*month, " ", &*issued.year.to_string()].concat());
            if said.year == issued.year {
                issued = When {
                    about: issued.about,
                    ..said
                };
            }
        }
    }
    if let Ok(day @ 1..=31) = get(&["day"]).parse()
        && issued.to.year == 0
        && (1..=12).contains(&issued.month)
        && issued.day == 0
    {
        issued.day = day;
    }
    source.set_date("issued", issued);
    source.set_date("original-date", When::read(&get(&["origdate"])));
    let mut seen = When::read(&get(&["urldate"]));
    if seen.is_empty() {
        seen = looked(behind);
    }
    // Where the form asks for it: a book that was looked at needs no day.
    let mut asked = kind.info().fields.iter();
    if seen.is_empty() && asked.any(|field| field.name == "accessed") {
        seen = looked(raw(&["note"]));
    }
    source.set_date("accessed", seen);
    source.note = tex::paragraphs(raw(&["comment", "note"]));
    source.annotation = tex::paragraphs(raw(&["annote", "annotation"]));
    // A periodical as a whole has its name alone.
    let named = ["title", "container-title"]
        .iter()
        .any(|name| !source.text(name).is_empty())
        || !source.people.is_empty();
    named.then_some((source, more))
}

/// The day in `Accessed: 2024-06-27`, `[Accessed 12 May 2020]`: as people write it where they know no field for it.
fn looked(text: &str) -> When {
    let mut said = Source::default();
    crate::pasted::accessed(&tex::read(text), &mut said, &mut Vec::new());
    said.date("accessed").cloned().unwrap_or_default()
}

/// Names joined by "and" outside of braces; "others" is no name, but says that there are more.
fn people(text: &str) -> (Vec<Person>, bool) {
    let (mut list, mut more) = (Vec::new(), false);
    let (mut deep, mut start) = (0i32, 0);
    let mut cut = |part: &str| {
        let part = part.trim();
        let name = tex::read(part);
        if name.is_empty() || crate::ris::is_others(&name) {
            more |= !name.is_empty();
            return;
        }
        // All of it in one pair of braces: BibTeX takes no such name apart.
        list.push(
            if part.starts_with('{') && balanced(part) == Some(part.len()) {
                Person::body(&name)
            } else {
                names::typed(&name)
            },
        );
    };
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => deep += 1,
            b'}' => deep -= 1,
            b'a' | b'A' if deep <= 0 && at >= start => {
                let word = text
                    .as_bytes()
                    .get(at..at + 3)
                    .is_some_and(|w| w.eq_ignore_ascii_case(b"and"));
                let before = at > 0 && text.as_bytes()[at - 1].is_ascii_whitespace();
                let behind = text
                    .as_bytes()
                    .get(at + 3)
                    .is_none_or(u8::is_ascii_whitespace);
                if word && before && behind {
                    cut(&text[start..at]);
                    start = at + 3;
                }
            }
            _ => {}
        }
    }
    cut(text.get(start..).unwrap_or_default());
    (list, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_of_another_program_and_an_article_without_pages() {
        let (found, problems) = read(
            "@software{a, title={Why?}, type={Generative AI chat}}\n@article{b, title={T}, journal={J}, number={3}, eid={e1234}, shorttitle={S}}",
        );
        assert_eq!(problems, []);
        assert_eq!(found[0].kind, Kind::AI_CHAT);
        let fields = ["issue", "number", "title-short"].map(|name| found[1].text(name));
        assert_eq!(fields, ["3", "e1234", "S"]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut source = Source::new("x", Kind::JOURNAL);
        source.set("title", "50% of {x} & _y_ #1 $2 ~ \\ ^ é");
        source.set("container-title", "Space");
        source.set("URL", "https://a.example/b_c?d=1&e=%20#f");
        source.set("page", "101-125");
        source.set_people(
            "author",
            vec![
                Person::of("García Márquez", "Ana"),
                Person::body("Rock and Roll Hall of Fame"),
            ],
        );
        source.set_date(
            "issued",
            When {
                month: 4,
                ..When::year(2022)
            },
        );
        let text = write(std::slice::from_ref(&source));
        let (read, problems) = read(&text);
        assert_eq!(problems, [], "{text}");
        source.id = "garcamrquez2022".into();
        assert_eq!(read, [source], "{text}");
    }

    #[test]
    fn every_kind_comes_back_with_all_that_its_form_asks() {
        for kind in Kind::all() {
            let mut source = crate::kind::filled(kind);
            for text in [&mut source.note, &mut source.annotation] {
                "mine".clone_into(text);
            }
            let text = write(std::slice::from_ref(&source));
            let (read, problems) = read(&text);
            assert_eq!(problems, [], "{text}");
            crate::kind::assert_same(&read[0], &source, &text);
        }
    }

    #[test]
    fn stretches_of_time_and_others() {
        for (fields, iso) in [
            ("year = 2024, month = may # \"/\" # jun", "2024-05/2024-06"),
            ("year = {2024}, month = {May/June}", "2024-05/2024-06"),
            ("year = 2020, month = {Spring-Summer}", "2020-21/2020-22"),
            ("date = {2024-05-12/2024-05-18}", "2024-05-12/2024-05-18"),
            ("year = 2024, month = {July 12}", "2024-07-12"),
            ("year = 2024, month = jul, day = 3", "2024-07-03"),
            ("date = {2024-05-12T10:00:00}", "2024-05-12"),
        ] {
            let text = ["@article{a, title = {A}, ", fields, "}"].concat();
            let (read, problems) = read(&text);
            assert_eq!(problems, [], "{text}");
            assert_eq!(
                read[0].date("issued").map(When::iso).as_deref(),
                Some(iso),
                "{text}"
            );
            let (again, _) = super::read(&write(&read));
            assert_eq!(again[0].date("issued"), read[0].date("issued"), "{text}");
        }
        let (read, problems) = read("\n@book{a, title = {Bees}, author = {Rao, P. and others}}");
        assert_eq!(read[0].people("author"), [Person::of("Rao", "P.")]);
        assert_eq!(
            problems,
            [Problem::new(2, Fault::MoreAuthors("Bees".into()))]
        );
    }

    #[test]
    fn a_suffix_stands_in_the_middle_and_capitals_in_braces() {
        for (title, written) in [
            ("The NASA story", "The {NASA} story"),
            (
                "Why YouTube and the iPad won",
                "Why {YouTube} and the {iPad} won",
            ),
            (
                "A walk in New York: Bees of the city",
                "A walk in {New} {York}: Bees of the city",
            ),
            ("The Secret Garden", "The Secret Garden"),
            ("Holes", "Holes"),
            ("a “DNA” (and RNA)", "a “{DNA}” (and {RNA})"),
        ] {
            let mut source = Source::new("x", Kind::BOOK);
            source.set("title", title);
            source.set_people(
                "author",
                vec![Person {
                    suffix: "Jr.".into(),
                    ..Person::of("King", "Martin Luther")
                }],
            );
            let text = write(std::slice::from_ref(&source));
            assert!(
                text.contains(&["title = {", written, "}"].concat()),
                "{text}"
            );
            assert!(
                text.contains("author = {King, Jr., Martin Luther}"),
                "{text}"
            );
            let found = &read(&text).0[0];
            assert_eq!(found.text("title"), title);
            assert_eq!(found.people("author"), source.people("author"));
        }
    }

    #[test]
    fn how_it_was_published_is_an_address_a_site_or_a_publisher() {
        for (entry, kind, field, value) in [
            (
                r"@misc{a, title={T}, howpublished={\url{https://a.example/b_c}}}",
                Kind::PAGE,
                "URL",
                "https://a.example/b_c",
            ),
            (
                r"@misc{a, title={T}, howpublished={https://a.example}}",
                Kind::PAGE,
                "URL",
                "https://a.example",
            ),
            (
                r"@video{a, title={T}, howpublished={YouTube}}",
                Kind::VIDEO,
                "container-title",
                "YouTube",
            ),
            (
                r"@misc{a, title={T}, howpublished={Self-published}}",
                Kind::HANDOUT,
                "publisher",
                "Self-published",
            ),
            (
                r"@article{a, title={T}, entrysubtype={newspaper}, number={3}}",
                Kind::NEWSPAPER,
                "issue",
                "3",
            ),
            (
                r"@techreport{a, title={T}, number={3}}",
                Kind::REPORT,
                "number",
                "3",
            ),
        ] {
            let found = &read(entry).0[0];
            assert_eq!((found.kind, found.text(field)), (kind, value), "{entry}");
            assert!(
                field == "publisher" || found.text("publisher").is_empty(),
                "{entry}"
            );
        }
    }

    /// As people write it where they know no field for an address, or for the day on which they looked.
    #[test]
    fn an_address_among_other_words_is_whole() {
        for (entry, url, publisher, accessed) in [
            (
                r"@misc{a, title={T}, howpublished={\url{https://keras.io/examples}, Accessed: 2024-06-27}}",
                "https://keras.io/examples",
                "",
                "2024-06-27",
            ),
            (
                r"@misc{a, title={T}, howpublished={Available at \url{https://a.example/b_(c)} [Accessed on 12 May 2020]}}",
                "https://a.example/b_(c)",
                "",
                "2020-05-12",
            ),
            (
                r"@misc{a, title={T}, howpublished={[Online]. Available: https://a.example/b, last visited May 12, 2020.}}",
                "https://a.example/b",
                "",
                "2020-05-12",
            ),
            (
                r"@misc{a, title={T}, howpublished={Bee Press, \url{https://a.example/{\textasciitilde}b}}}",
                "https://a.example/~b",
                "Bee Press",
                "",
            ),
            (
                r"@misc{a, title={T}, howpublished={\href{https://a.example}{Bees}}, note={Accessed: 2024-06-27}}",
                "https://a.example",
                "",
                "2024-06-27",
            ),
            (
                r"@misc{a, title={T}, howpublished={\url{https://a.example}, accessed}, urldate={2024-01-02}}",
                "https://a.example",
                "",
                "2024-01-02",
            ),
            (
                r"@book{a, title={T}, howpublished={Bee Press}, note={Accessed: 2024-06-27}}",
                "",
                "Bee Press",
                "",
            ),
        ] {
            let (read, problems) = read(entry);
            assert_eq!(problems, [], "{entry}");
            let day = read[0].date("accessed").map_or(String::new(), When::iso);
            let found = [read[0].text("URL"), read[0].text("publisher"), &day];
            assert_eq!(found, [url, publisher, accessed], "{entry}");
        }
    }

    /// As students type them.
    #[test]
    fn the_name_of_an_entry_may_be_odd() {
        for (name, key) in [
            ("harry potter", "harry potter"),
            ("smith(2020)", "smith(2020)"),
            ("potter #1 ", "potter #1"),
        ] {
            let text = [
                "@book{",
                name,
                ", title={Harry Potter}, author={Rowling, J. K.}}\n@book{b, title={B}}",
            ];
            let (read, problems) = read(&text.concat());
            let titles: Vec<&str> = read.iter().map(|source| source.text("title")).collect();
            assert_eq!(titles, ["Harry Potter", "B"], "{name}");
            assert_eq!(read[0].id, key);
            assert_eq!(read[0].people("author"), [Person::of("Rowling", "J. K.")]);
            let kept = |problem: &Problem| {
                problem.line == 1
                    && matches!(problem.fault, Fault::Kept(Expected::CommaBehindName, _))
            };
            assert!(problems.len() == 1 && kept(&problems[0]), "{problems:?}");
        }
    }

    #[test]
    fn hyphens_of_a_title_come_back_one_by_one() {
        let mut source = Source::new("bees", Kind::BOOK);
        source.set("title", "Bees -- a --- b - c–d—e");
        source.set("volume", "1-3");
        let (again, problems) = read(&write(std::slice::from_ref(&source)));
        assert_eq!((problems, &again[0].texts), (vec![], &source.texts));
        let foreign = "@article{a, title={The war, 1914--1918}, pages={5--9}, year={2019--2020}}";
        let found = &read(foreign).0[0];
        assert_eq!(found.text("title"), "The war, 1914–1918");
        assert_eq!(found.text("page"), "5-9");
        assert_eq!(found.date("issued"), Some(&When::read("2019-2020")));
    }

    #[test]
    fn a_language_by_either_name_and_a_family_with_capitals() {
        for (field, language) in [
            ("language = {es}", "es"),
            ("language = {spanish}", "es"),
            ("langid = {ngerman}", "de"),
            ("langid = {fr-FR}, language = {en}", "fr-FR"),
            ("year = {2020}", ""),
        ] {
            let text = [
                "@book{a, title={T}, author={Ursula K. Le Guin}, ",
                field,
                "}",
            ]
            .concat();
            let found = &read(&text).0[0];
            assert_eq!(found.text("language"), language, "{text}");
            assert_eq!(found.people("author"), [Person::of("Le Guin", "Ursula K.")]);
        }
    }

    #[test]
    fn annotations_and_notes_keep_their_paragraphs() {
        let mut source = Source::new("holes1998", Kind::BOOK);
        source.set("title", "Holes");
        source.set_date("issued", When::year(1998));
        source.annotation =
            "A boy digs 50% & more.\n@book{no, title={No}}\n\n\\par is \\ no break".into();
        source.note = "for chapter 2\nask Ms. Rao".into();
        let text = write(std::slice::from_ref(&source));
        let (again, problems) = read(&text);
        assert_eq!(problems, [], "{text}");
        assert_eq!(again, [source], "{text}");
        // As other programs write them: behind blank lines.
        let typed =
            "@book{a, title={A},\n annote = {One\n  line.\n\n  Two.},\n note = \"One \\par Two\"}";
        let found = &read(typed).0[0];
        assert_eq!(found.annotation, "One line.\nTwo.");
        assert_eq!(found.note, "One\nTwo");
    }

    #[test]
    fn nothing_is_invented_and_nothing_private_is_printed() {
        for (entry, genre) in [
            ("@mastersthesis{a, title={T}}", "Master’s thesis"),
            ("@phdthesis{a, title={T}}", "Doctoral dissertation"),
            ("@thesis{a, title={T}}", ""),
            (
                "@thesis{a, title={T}, type={Bachelor’s thesis}}",
                "Bachelor’s thesis",
            ),
            ("@unpublished{a, title={T}}", "Unpublished manuscript"),
            ("@unpublished{a, title={T}, type={Draft}}", "Draft"),
            ("@misc{a, title={T}}", ""),
        ] {
            assert_eq!(read(entry).0[0].text("genre"), genre, "{entry}");
        }
        let entry = "@unpublished{r, author={Rao, Priya}, title={Bees at night}, year=2020, url={https://a.example}}";
        let bees = &read(entry).0[0];
        assert_eq!(bees.kind, Kind::HANDOUT);
        assert!(crate::school::is_listed(bees, "apa"));
        let mut source = Source::new("t", Kind::FILM);
        source.set("title", "T");
        source.set("URL", "https://a.example/~rao/x_y");
        source.set_date("issued", When::day(2022, 4, 3));
        source.set_people("director", vec![Person::of("Rao", "Priya")]);
        source.set_people("illustrator", vec![Person::of("Lee", "Kim")]);
        source.note = "mine".into();
        let text = write(std::slice::from_ref(&source));
        assert!(!text.contains("note ="), "{text}");
        source.id = "t2022".into();
        let found = &read(&text).0[0];
        for (name, value) in &source.texts {
            assert_eq!(found.text(name), value, "{text}");
        }
        assert_eq!(found.date("issued"), source.date("issued"));
        assert_eq!(found.people("director"), source.people("director"));
        assert_eq!(found.people("illustrator"), source.people("illustrator"));
        assert_eq!(found.note, "mine");
        let typed = "@misc{a, title={T}, url={\\url{https://a.example/\\~{}b\\_c\\%20{\\textasciitilde}d}}}";
        assert_eq!(read(typed).0[0].text("URL"), "https://a.example/~b_c%20~d");
    }

    #[test]
    fn files_as_people_have_them() {
        let text = r#"
            comment a@b.c
            @string{ jos = "Journal of Space" }
            @Article{rao:2021, author = "Rao, Priya and {\'E}mile Zola and others", title = {The {NASA} Story},
              journal = jos, year = 2021, month = may, pages = "5--9", volume = 12 }
            @misc{page, title = {A Page}, url = {https://x.example/%7Ea}, urldate = {2024-01-02}}
            @comment{ @book{no, title={No}} }
        "#;
        let (sources, problems) = read(text);
        let more = Fault::MoreAuthors("The NASA Story".into());
        assert_eq!(problems, [Problem::new(4, more)]);
        assert_eq!(sources.len(), 2);
        let article = &sources[0];
        assert_eq!(article.text("title"), "The NASA Story");
        assert_eq!(article.text("container-title"), "Journal of Space");
        assert_eq!(article.text("page"), "5-9");
        assert_eq!(
            article.people("author"),
            [Person::of("Rao", "Priya"), Person::of("Zola", "Émile")]
        );
        assert_eq!(article.date("issued").unwrap().month, 5);
        assert_eq!(sources[1].kind, Kind::PAGE);
    }

    #[test]
    fn what_could_be_read_is_kept_and_the_rest_is_told_by_line() {
        let text = "@book{a, title={A}}\n@book{b, title={B}\n@book{c, title {C}}\n@book{d, title={D}}\n@book{e,}\n@book{f, title=\"never";
        let (sources, problems) = read(text);
        let titles: Vec<&str> = sources.iter().map(|s| s.text("title")).collect();
        assert_eq!(titles, ["A", "B", "D"]);
        let lines: Vec<u32> = problems.iter().map(|p| p.line).collect();
        assert_eq!(lines, [3, 3, 5, 6]);
    }

    /// What stands before a mistake is kept, and so are the entries behind it, also where blanks stand before them.
    #[test]
    fn one_mistake_costs_no_more_than_itself() {
        let check = |text: &str, titles: &[&str], years: &[i32], lines: &[u32]| {
            let (sources, problems) = read(text);
            let found: Vec<&str> = sources.iter().map(|s| s.text("title")).collect();
            assert_eq!(found, titles, "{text}");
            let year = |source: &Source| source.date("issued").map_or(0, |when| when.year);
            let found: Vec<i32> = sources.iter().map(year).collect();
            assert_eq!(found, years, "{text}");
            let found: Vec<u32> = problems.iter().map(|problem| problem.line).collect();
            assert_eq!(found, lines, "{text}\n{problems:?}");
            let kept = |problem: &Problem| matches!(problem.fault, Fault::Kept(..));
            assert!(problems.iter().all(kept), "{problems:?}");
        };
        // A comma is missing.
        check(
            "  @book{a, title={A} year=1998}\n  @book{b, title={B}, year=1999}\n",
            &["A", "B"],
            &[1998, 1999],
            &[1],
        );
        check("@book{a title={A}, year=1998}", &["A"], &[1998], &[1]);
        check("@book{title={A}, year=1998}", &["A"], &[1998], &[1]);
        // An equals sign, a brace, a quotation mark is.
        check(
            "\t@book{a, title={A},\n year {1998}}\n\t@book{b, title={B}}\n",
            &["A", "B"],
            &[0, 0],
            &[2],
        );
        check(
            "@book{a, title={A}, year=1998, publisher={Knopf\n}\n  @book{b, title={B}}",
            &["A", "B"],
            &[1998, 0],
            &[3],
        );
        check(
            "@book{a, title={A}, publisher=\"Knopf}\n\n  @book{b, title={B}}",
            &["A", "B"],
            &[0, 0],
            &[1],
        );
        // An account at the beginning of a line is no entry.
        check(
            "@book{a, title={A}, annote={Thanks to\n  @nasa (and others)}, year=1998}",
            &["A"],
            &[1998],
            &[],
        );
    }

    #[test]
    fn a_letter_that_nobody_knows_is_told() {
        let (sources, problems) =
            read("\n@book{a, title={The \\q story}, author={Erd{\\H o}s, Paul}, url={\\q}}");
        assert_eq!(sources[0].text("title"), "The story");
        assert_eq!(sources[0].people("author"), [Person::of("Erdős", "Paul")]);
        let letter = Fault::Letter("\\q".into(), "The story".into());
        assert_eq!(problems, [Problem::new(2, letter)]);
    }

    #[test]
    fn no_text_breaks_it() {
        for text in [
            "@",
            "@a",
            "@a{",
            "@a{}",
            "@a{b",
            "@a{b,",
            "@a{b,c",
            "@a{b,c=",
            "@a{b,c={",
            "@a{b,c={}",
            "@é{é,é=é}",
            "@comment",
            "@comment(",
            "@a{b,c=\"}\"",
            "@a{b,title={\\",
            "}}}@a{x,title={}}}",
        ] {
            let _ = read(text);
        }
    }
}
