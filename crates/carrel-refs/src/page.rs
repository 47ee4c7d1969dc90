//! A web page as a source, from any site: a bookmark reads what the page says about itself and opens "My sources" with it
//! in the fragment of the address, which no server sees.
//!
//! What pages say: `citation_*` (Highwire Press tags, which Google Scholar documents), Open Graph and `article:*`, and
//! JSON-LD of schema.org. All of it is text from strangers: it becomes text, is cut at a length, and an address is kept
//! only if it is one of the web.

use crate::kind::Kind;
use crate::names;
use crate::source::{Person, Source, When};

/// The longest text that is taken over, in bytes.
const MOST: usize = 2000;

/// The bookmark's program, for the page "My sources" at `address` (without a fragment). It runs on the other site, with
/// what that site says about itself; nothing is fetched.
#[must_use]
pub fn bookmark(address: &str) -> String {
    // The browser undoes one layer of percents before it runs a bookmark, so what must stay has two.
    let mut quoted = String::new();
    for c in address.chars() {
        match c {
            '%' => quoted.push_str("%25"),
            '\'' | '\\' | '<' | '>' | '"' | ' ' => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    quoted.push_str("%25");
                    for half in [byte >> 4, byte & 15] {
                        quoted.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
                    }
                }
            }
            c if c.is_control() => {}
            c => quoted.push(c),
        }
    }
    [PROGRAM_HEAD, &quoted, PROGRAM_TAIL].concat()
}

const PROGRAM_HEAD: &str = "javascript:(function(){var d=document,q=new URLSearchParams(),\
m=function(n){return[].map.call(d.querySelectorAll('meta[name=\"'+n+'\"],meta[property=\"'+n+'\"]'),function(e){return e.content}).filter(Boolean)},\
f=function(k,l){for(var i=0;i<l.length;i++)if(l[i]){q.set(k,String(l[i]).slice(0,900));return}},j={},\
n=function(a){return[].concat(a||[]).map(function(x){var s=x&&x.name||(typeof x=='string'?x:'');\
return s&&/Organi/.test(x['@type'])?'{'+s+'}':s})};\
[].forEach.call(d.querySelectorAll('script[type=\"application/ld+json\"]'),function(s){try{\
[].concat(JSON.parse(s.textContent)).forEach(function(o){[o].concat(o['@graph']||[]).forEach(function(o){\
if(!j.d&&o.datePublished){j.d=o.datePublished;j.t=o.headline;j.a=n(o.author);j.p=(n(o.publisher)[0]||'').replace(/[{}]/g,'')}})})}catch(e){}});\
var c=d.querySelector('link[rel=canonical]'),a=[m('citation_author'),j.a||[],m('author'),m('article:author')].map(function(l){\
return l.filter(function(x){return x&&!/^https?:/.test(x)})}).filter(function(l){return l.length})[0]||[],u={};f('title',[m('citation_title')[0],m('og:title')[0],j.t,d.title]);\
a.slice(0,20).forEach(function(x){if(!u[x]){u[x]=1;q.append('author',x.slice(0,200))}});\
f('date',[m('citation_publication_date')[0],m('citation_date')[0],m('article:published_time')[0],j.d,m('date')[0]]);\
f('site',[m('og:site_name')[0],j.p]);f('journal',m('citation_journal_title'));f('volume',m('citation_volume'));\
f('issue',m('citation_issue'));f('lang',[m('citation_language')[0],d.documentElement.lang]);f('first',m('citation_firstpage'));f('last',m('citation_lastpage'));f('doi',m('citation_doi'));\
f('url',[c&&c.href,location.href]);open('";

const PROGRAM_TAIL: &str = "#/cite?'+q)})()";

/// The source in a query such as `title=How+Owls+Hear&author=Ana+Ortiz&date=2026-05-04&site=Night+Post&url=https%3A…`.
/// `None` without a title. `today` becomes the day on which the page was seen.
#[must_use]
pub fn from_query(query: &str, today: &When) -> Option<Source> {
    let all: Vec<(&str, String)> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .take(60)
        .map(|(name, value)| (name, decoded(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let get = |name: &str| {
        let found = all.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    };
    let title = get("title")?;
    let journal = get("journal");
    let kind = if journal.is_some() {
        Kind::JOURNAL
    } else {
        Kind::PAGE
    };
    let mut source = Source::new("", kind);
    // Text of a stranger, and no markup.
    let title = crate::markup::plain(title);
    let site = get("site").map(crate::markup::plain).unwrap_or_default();
    source.set("title", without_site(&title, &site));
    // A page that names its site as its author has none.
    let named = journal.map(crate::markup::plain);
    let named = named.as_deref().unwrap_or(&site);
    let itself = |name: &str| crate::school::is_same_body(name, named);
    for (_, name) in all.iter().filter(|(known, _)| *known == "author").take(20) {
        if itself(bare(name)) {
            continue;
        }
        for person in by_line(name, &site, journal.is_some()) {
            if !itself(&person.natural()) && !source.people("author").contains(&person) {
                source.add_person("author", person);
            }
        }
    }
    source.set("container-title", named);
    if let Some(date) = get("date") {
        // `2026-05-04T07:00:00Z`, `2026/05/04`.
        let day: String = date.chars().take_while(|c| *c != 'T').collect();
        source.set_date("issued", When::read(&day.replace('/', "-")));
    }
    if let Some(language) = get("lang").and_then(crate::language::tag) {
        source.set("language", &language);
    }
    for field in ["volume", "issue"] {
        if let Some(text) = get(field) {
            source.set(field, text);
        }
    }
    if let Some(first) = get("first") {
        let pages = match get("last") {
            Some(last) if last != first => [first, "-", last].concat(),
            _ => first.to_owned(),
        };
        source.set("page", &pages);
    }
    if let Some(doi) = get("doi").and_then(crate::check::doi) {
        source.set("DOI", doi);
    }
    if let Some(url) =
        get("url").filter(|url| url.starts_with("https://") || url.starts_with("http://"))
    {
        source.set("URL", url);
    }
    source.set_date("accessed", today.clone());
    Some(source)
}

/// `Moon Facts - NASA Science` without the name of its site, which has a place of its own (MLA 9 §5.25).
fn without_site<'t>(title: &'t str, site: &str) -> &'t str {
    let head = title
        .len()
        .checked_sub(site.len())
        .filter(|_| !site.is_empty());
    let Some((head, tail)) = head.and_then(|at| Some((title.get(..at)?, title.get(at..)?))) else {
        return title;
    };
    let marks = [" - ", " | ", " – ", " — ", " · ", " • ", ": "];
    let bare = marks.iter().find_map(|mark| head.strip_suffix(mark));
    bare.filter(|bare| tail.eq_ignore_ascii_case(site) && !bare.trim().is_empty())
        .unwrap_or(title)
}

/// What people on news sites are, behind their names.
const JOBS: [&str; 8] = [
    "reporter",
    "writer",
    "editor",
    "correspondent",
    "staff",
    "contributor",
    "producer",
    "journalist",
];

/// The name of a body, which the bookmark puts in braces where the page says that it is one.
fn bare(name: &str) -> &str {
    let inside = name
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'));
    inside
        .filter(|name| !name.trim().is_empty())
        .unwrap_or(name)
}

/// The people of a by-line: `By Ana Ortiz and Ben Cho`, `Jane Doe, John Smith`, `Ana Ortiz, CNN`. What stands behind a person and
/// is the site or another body says for whom they work. An article's authors are said one by one, most with the family name first.
fn by_line(text: &str, site: &str, article: bool) -> Vec<Person> {
    let text = text.trim();
    if bare(text).len() < text.len() {
        return vec![Person::body(bare(text))];
    }
    let named = text
        .get(..3)
        .is_some_and(|by| by.eq_ignore_ascii_case("by "));
    let text = if named { text[3..].trim() } else { text };
    let several = |part: &str| part.split_whitespace().nth(1).is_some();
    let mut parts: Vec<&str> = text.split(';').collect();
    for mark in [" and ", " & "] {
        let cut = |part: &&str| {
            let bodies = mark == " and " && names::is_body(part);
            !bodies
                && part
                    .split(mark)
                    .all(|one| several(one.trim_end_matches(',')))
        };
        let split = |part| {
            if cut(&part) {
                part.split(mark).collect()
            } else {
                vec![part]
            }
        };
        parts = parts.into_iter().flat_map(split).collect::<Vec<&str>>();
    }
    let mut people = Vec::new();
    for part in parts {
        let mut pieces: Vec<&str> = part
            .split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .collect();
        if !article && let Some(first) = pieces.first().copied() {
            let of_whom = |one: &&str| {
                let mut words = one.split(' ');
                one.eq_ignore_ascii_case(site)
                    || names::is_body(one)
                    || words.any(|word| JOBS.iter().any(|job| word.eq_ignore_ascii_case(job)))
            };
            if several(first) && !names::is_body(first) {
                pieces.retain(|one| *one == first || !of_whom(one));
            }
        }
        let apart = !article && pieces.iter().all(|one| several(one));
        let whole = pieces.join(", ");
        let list = if apart { pieces } else { vec![&*whole] };
        let known = list.into_iter().filter(|one| !one.starts_with("http"));
        people.extend(known.map(names::typed).filter(|person| !person.is_empty()));
    }
    people
}

/// `+` and `%41` as letters; what is broken stays; control characters go; cut at [`MOST`].
fn decoded(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let (Some((&byte, tail)), true) = (rest.split_first(), bytes.len() < MOST) {
        let hex = |at: usize| tail.get(at).and_then(|&b| char::from(b).to_digit(16));
        rest = tail;
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, fields: &[(&str, &str)], authors: &[&str]) {
        let source = from_query(query, &When::day(2026, 11, 27)).expect("a source");
        for (name, text) in fields {
            let found = match *name {
                "issued" | "accessed" => source.date(name).map_or(String::new(), When::iso),
                name => source.text(name).to_owned(),
            };
            assert_eq!(found, *text, "{name} of {query}");
        }
        let names: Vec<String> = source
            .people("author")
            .iter()
            .map(Person::natural)
            .collect();
        assert_eq!(names, authors);
    }

    #[test]
    fn a_page_as_the_bookmark_sends_it() {
        check(
            "title=How+Owls+Hear&author=Ana+Ortiz&author=Ben+Cho&lang=en-US&date=2026-05-04T07%3A00%3A00Z&site=Night+Post&url=https%3A%2F%2Fnightpost.example%2Fowls%3Fa%3D1%26b%3D2",
            &[
                ("title", "How Owls Hear"),
                ("container-title", "Night Post"),
                ("language", "en-US"),
                ("issued", "2026-05-04"),
                ("URL", "https://nightpost.example/owls?a=1&b=2"),
                ("accessed", "2026-11-27"),
            ],
            &["Ana Ortiz", "Ben Cho"],
        );
    }

    #[test]
    fn an_article_of_a_journal() {
        check(
            "title=Moon&author=Rao%2C+Priya&journal=Space+Law&volume=12&issue=3&first=101&last=125&doi=https%3A%2F%2Fdoi.org%2F10.1000%2F182&date=2022/04/03",
            &[
                ("container-title", "Space Law"),
                ("page", "101-125"),
                ("DOI", "10.1000/182"),
                ("volume", "12"),
                ("issued", "2022-04-03"),
            ],
            &["Priya Rao"],
        );
    }

    /// As news sites write them.
    #[test]
    fn a_by_line_is_taken_apart() {
        for (said, site, authors) in [
            ("author=Ana+Ortiz%2C+CNN", "CNN", &["Ana Ortiz"][..]),
            (
                "author=Ana+Ortiz%2C+CNN&author=Ana+Ortiz",
                "",
                &["Ana Ortiz"],
            ),
            (
                "author=Ana+Ortiz%2C+Night+Post",
                "Night+Post",
                &["Ana Ortiz"],
            ),
            (
                "author=Ana+Ortiz+and+Ben+Cho",
                "",
                &["Ana Ortiz", "Ben Cho"],
            ),
            (
                "author=By+Ana+Ortiz+%26+Ben+Cho",
                "",
                &["Ana Ortiz", "Ben Cho"],
            ),
            (
                "author=Jane+Doe%2C+John+Smith+and+Ana+Ortiz",
                "",
                &["Jane Doe", "John Smith", "Ana Ortiz"],
            ),
            (
                "author=Jane+Doe%2C+John+Smith",
                "",
                &["Jane Doe", "John Smith"],
            ),
            ("author=Ana+Ortiz%2C+Science+Reporter", "", &["Ana Ortiz"]),
            ("author=Rao%2C+Priya", "", &["Priya Rao"]),
            (
                "author=Garc%C3%ADa+M%C3%A1rquez%2C+Ana+Luz&journal=J",
                "",
                &["Ana Luz García Márquez"],
            ),
            (
                "author=Martin+Luther+King%2C+Jr.",
                "",
                &["Martin Luther King Jr."],
            ),
            (
                "author=Centers+for+Disease+Control+and+Prevention",
                "",
                &["Centers for Disease Control and Prevention"],
            ),
            ("author=Johnson+%26+Johnson", "", &["Johnson & Johnson"]),
            // A site that calls itself the author, whether the page says that it is a body or not.
            ("author=Mayo+Clinic", "Mayo+Clinic", &[]),
            ("author=Sesame+Workshop", "Sesame+Workshop", &[]),
            ("author=%7BSesame+Workshop%7D", "sesame+workshop", &[]),
            ("author=BBC+Bitesize", "BBC+Bitesize", &[]),
            (
                "author=Bright+Minds+and+Open+Books&author=Ana+Ortiz",
                "Bright+Minds+and+Open+Books",
                &["Ana Ortiz"],
            ),
            ("author=Insect+Life&journal=Insect+Life", "", &[]),
            (
                "author=Mayo+Clinic+Staff",
                "Mayo+Clinic",
                &["Mayo Clinic Staff"],
            ),
            ("author=%7BGreen+Teens%7D", "Night+Post", &["Green Teens"]),
            ("author=%7B%7D", "", &["{}"]),
        ] {
            check(&["title=A&site=", site, "&", said].concat(), &[], authors);
        }
    }

    #[test]
    fn a_title_is_without_its_site() {
        for (title, site, kept) in [
            ("Moon+Facts+-+NASA+Science", "NASA+Science", "Moon Facts"),
            ("Moon+Facts+%7C+NASA+Science", "NASA+Science", "Moon Facts"),
            (
                "Moon+Facts+%E2%80%93+nasa+science",
                "NASA+Science",
                "Moon Facts",
            ),
            ("NASA+Science", "NASA+Science", "NASA Science"),
            ("Moon-NASA", "NASA", "Moon-NASA"),
            ("Moon+Facts+-+NASA", "", "Moon Facts - NASA"),
            ("Luna+%C3%A9", "%C3%A9%C3%A9", "Luna é"),
        ] {
            check(
                &["title=", title, "&site=", site].concat(),
                &[("title", kept)],
                &[],
            );
        }
    }

    #[test]
    fn a_page_says_in_which_language_it_is() {
        for (said, language) in [
            ("es", "es"),
            ("pt_br", "pt-BR"),
            ("zh-Hans", "zh-Hans"),
            ("", ""),
            ("Spanish", "es"),
            ("eng", "en"),
            ("Klingon", ""),
            ("%3Cb%3E", ""),
        ] {
            check(
                &["title=Abejas&lang=", said].concat(),
                &[("language", language)],
                &[],
            );
        }
    }

    #[test]
    fn what_strangers_write_is_text() {
        check(
            "title=%3Cscript%3Ex%3C/script%3E+a&url=javascript%3Aalert(1)",
            &[("URL", "")],
            &[],
        );
        check(
            "title=a%ZZ%E2%82&site=NASA&author=NASA",
            &[("container-title", "NASA")],
            &[],
        );
        assert!(from_query("site=a", &When::default()).is_none());
        assert!(from_query("title=%0a%20", &When::default()).is_none());
        let long = ["title=", &"ä".repeat(9000)].concat();
        assert!(
            from_query(&long, &When::default())
                .expect("a source")
                .text("title")
                .len()
                <= MOST + 3
        );
    }

    #[test]
    fn the_program_holds_the_address_and_cannot_be_broken_by_it() {
        let program = bookmark("https://school.example/lib'rary/\\\"%20x/");
        assert!(program.starts_with("javascript:(function(){"));
        // As the browser runs it.
        let run = decoded(&program.replace('+', "%2B"));
        assert!(run.contains("open('https://school.example/lib%27rary/%5c%22%20x/#/cite?'+q)"));
        assert_eq!(program.matches('\n').count(), 0);
        // It says which author is a body.
        assert!(run.contains("/Organi/.test(x['@type'])?'{'+s+'}':s"));
        let count = |c| program.matches(c).count();
        assert_eq!(count('('), count(')'));
        assert_eq!(count('{'), count('}'));
    }
}
