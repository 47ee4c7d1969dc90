//! A typed query as clauses: words in any order, the last as a prefix, phrases in quotes, field prefixes.

use carrel_core::Isbn;

use crate::analysis::{among, is_article, is_stop, joined, tokens};
use crate::other_words::{is_number, is_ordinal};
use crate::pack::postings::Fields;

/// Words a query may have; the rest is left out, which a notice says ([`crate::wire::Notice::Cut`]).
pub const MOST_WORDS: usize = 16;
/// Characters of a query that are looked at; likewise.
const MOST_TEXT: usize = 2000;
/// Characters of a word that are looked at.
pub const MOST_CHARS: usize = 40;

/// Letters of a last word that only sort what the words before it found.
const BEGINNING: usize = 2;

/// One word that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The word, folded.
    pub word: String,
    /// Fields it may stand in.
    pub fields: Fields,
    /// False for a common word among others, and for the first letter or two of a last word: they add to the
    /// score and are not asked for.
    pub required: bool,
    /// True for a common word among others.
    pub common: bool,
    /// True for a common word that belongs to the question and not to what is asked for: "books about …". Where all words of
    /// the query stand in title, names or series it counts as any other.
    pub filler: bool,
    /// True for a word that may go on.
    pub prefix: bool,
    /// Words in quotes share a number; they must stand together.
    pub phrase: Option<u8>,
}

impl Clause {
    /// True for a letter or two of a word that goes on, and for a common word that may go on, after others: it only sorts what they
    /// found.
    #[must_use]
    pub(crate) fn only_sorts(&self) -> bool {
        !self.required && self.prefix
    }
}

/// A query taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Its words in order.
    pub clauses: Vec<Clause>,
    /// Set when the text, or an `isbn:` part, is an ISBN.
    pub isbn: Option<Isbn>,
    /// True when the text is written as an ISBN and is none.
    pub no_isbn: bool,
    /// The characters of either.
    pub number: String,
    /// True when words were left out because there were too many.
    pub cut: bool,
    /// True when a question is looked at for its topic.
    pub topics: bool,
}

const ALL: Fields = Fields(0xFF);

fn field(name: &str) -> Option<Fields> {
    Some(match name {
        "title" | "titulo" | "título" => Fields(Fields::TITLE.0 | Fields::OTHER_TITLE.0),
        "author" | "by" | "autor" => Fields::AUTHOR,
        "subject" | "about" | "tema" => Fields::SUBJECT,
        "series" | "serie" => Fields::SERIES,
        "call" => Fields::NUMBER,
        _ => return None,
    })
}

/// Words of questions, which say nothing of what is asked for.
const ASKING: &str = "about acerca any best can como could cual cuando did do does donde get good hace hacen has have hay like me \
    need please porque que quien quiero should some sobre tiene tienen want when where which why would you";
/// What a question begins with, and the words of grammar that tell nothing of its topic.
const BEGINS: &str = "are can como could cual cuando did do does donde how is por que should was were what when where which who why \
    will";
const GRAMMAR: &str = "all always are became become been before being between could ever go going had have if just made many more \
    most much never not off our out over really she so than them then there these they those too under up us very we were will \
    without you";
/// What is asked of a thing: "how fast", "so many".
const DEGREES: &str = "big deep far fast heavy high large long many much often old small tall";
/// Books, where a topic, a number or nothing comes behind them.
const BOOKS: &str = "book books libro libros serie series";
/// The same where a topic does: "ghost stories" is one.
const STORIES: &str = "cuento cuentos facts historias info information novel novels stories story";
/// What stands between these and the topic.
const LEADING: &str = "about acerca after by con did escritos for illustrated like on para sobre that where with written";
/// What who made a book did, where somebody asks for that or says who it was.
const MAKERS: &str =
    "author autor autora escribio escritos illustrated illustrator write writes written wrote";
/// What stands before the number of a volume.
const PARTS: &str = "no num number numero part parte tomo vol volume volumen";
/// What is asked of things, and by which words.
const HAPPENS: &str = "funciona funcionan happen happens made make makes work works";
const QUESTIONS: &str = "como how por que what why";
/// Who is to read it.
const READERS: &str = "beginners boys children girls grade grader graders kids ninas ninos teens";

/// True for a word that belongs to the question.
fn is_filler(clauses: &[Clause], n: usize) -> bool {
    let word = |n: usize| clauses.get(n).map_or("", |c| c.word.as_str());
    let before = |k: usize| n.checked_sub(k).map_or("", word);
    let (own, next) = (word(n), word(n + 1));
    let leads = among(LEADING, next) || (next == "de" && own.ends_with('s'));
    let for_whom = |k| among("for para", before(k));
    among(ASKING, own)
        || among(BEGINS, word(0)) && among(GRAMMAR, own)
        || among(MAKERS, own) && (among("quien who what", word(0)) || among("by de of por", next))
        || own == "order" && word(0) == "what"
        || own == "next" && among(BOOKS, next)
        || own == "after" && among(BOOKS, before(1))
        || among(DEGREES, own) && among("how so", before(1))
        || among(BOOKS, own)
            && (leads || is_number(next) || among(PARTS, next) || (next.is_empty() && n > 0))
        || among(STORIES, own) && leads
        || among(PARTS, own) && is_number(next)
        || among(HAPPENS, own) && among(QUESTIONS, word(0))
        || among(READERS, own) && (for_whom(1) || (for_whom(2) && is_ordinal(before(1))))
        || is_ordinal(own) && for_whom(1) && among(READERS, next)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”')
}

/// Without the quotation mark that it begins with, if it does.
fn without_quote(text: &str) -> &str {
    match text.chars().next() {
        Some(c) if is_quote(c) => text.get(c.len_utf8()..).unwrap_or_default(),
        _ => text,
    }
}

/// A text before the first such character, and from there on.
fn parted<'t>(text: &'t str, is: &dyn Fn(char) -> bool) -> (&'t str, &'t str) {
    let mut all = text.char_indices();
    let at = all.find(|(_, c)| is(*c)).map_or(text.len(), |(at, _)| at);
    text.split_at(at)
}

fn is_isbn_name(text: &str) -> bool {
    text.get(..4)
        .is_some_and(|name| name.eq_ignore_ascii_case("isbn"))
}

/// As much of a query as is looked at, and whether it has more.
fn looked_at(text: &str) -> (&str, bool) {
    let end = end_of(text, MOST_TEXT);
    (&text[..end], end < text.len())
}

/// Where the first so many characters of a text end.
fn end_of(text: &str, mut characters: usize) -> usize {
    for (at, byte) in text.bytes().enumerate() {
        // Each begins with a byte that goes on with none.
        if byte & 0xC0 != 0x80 {
            if characters == 0 {
                return at;
            }
            characters -= 1;
        }
    }
    text.len()
}

impl Query {
    /// True for words of a question and others, none in quotation marks.
    #[must_use]
    pub fn is_question(&self) -> bool {
        self.clauses.iter().any(|c| c.filler) && self.clauses.iter().all(|c| c.phrase.is_none())
    }

    /// The same, to be found just as it was typed: the words of a question are asked for, too.
    #[must_use]
    pub fn exactly(text: &str) -> Self {
        let mut query = Self::parse(text);
        for clause in &mut query.clauses {
            if core::mem::take(&mut clause.filler) {
                clause.required = true;
                clause.common = false;
            }
        }
        query
    }

    /// Takes a query apart. Nothing is refused; cost is one pass over the first 2,000 characters.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (text, cut) = looked_at(text);
        let mut query = Query {
            cut,
            ..Query::default()
        };
        query.read_isbn(text);
        let mut fields = ALL;
        let mut phrases = 0u8;
        let mut rest = text;
        while !rest.is_empty() {
            (_, rest) = parted(rest, &|c| !c.is_whitespace());
            let quoted = without_quote(rest);
            if quoted.len() < rest.len() {
                let (inside, tail) = parted(quoted, &is_quote);
                rest = without_quote(tail);
                let phrase = (!tail.is_empty()).then_some(phrases);
                phrases = phrases.saturating_add(1);
                query.add(inside, fields, phrase);
                fields = ALL;
                continue;
            }
            let word;
            (word, rest) = parted(rest, &|c| c.is_whitespace() || is_quote(c));
            // `ISBN 0-14-240249-4` and `ISBN-13: 978…`, as they stand in books and on web pages.
            let named = match parted(word, &|c| c == ':') {
                (_, "") => is_isbn_name(word).then_some((word, "")),
                (name, tail) => Some((name, &tail[1..])),
            };
            if let Some((name, tail)) = named {
                let name = name.to_ascii_lowercase();
                if name.starts_with("isbn") {
                    if query.isbn.is_none() {
                        query.read_isbn(tail);
                    }
                    if query.isbn.is_none() {
                        query.read_isbn(&joined(tail, rest));
                    }
                    if query.isbn.is_some() {
                        query.no_isbn = false;
                        return query;
                    }
                } else if let Some(only) = field(&name) {
                    fields = only;
                    query.add(tail, fields, None);
                    continue;
                }
            }
            query.add(word, fields, None);
        }
        // Words of a query typed so far: the last may be the beginning of a longer one.
        let ends = |c| matches!(c, ' ' | '"' | '”' | '.' | '?' | '!');
        if !text.chars().next_back().is_some_and(ends)
            && let Some(last) = query.clauses.last_mut()
        {
            last.prefix = true;
        }
        query.join_initials();
        let fillers = query.fillers();
        if query.clauses.iter().any(|c| !is_stop(&c.word)) {
            let many = query.clauses.len() > 1;
            for (n, clause) in query.clauses.iter_mut().enumerate() {
                let stop = is_stop(&clause.word) || (n == 0 && is_article(&clause.word));
                clause.filler = fillers >> n & 1 == 1 && !stop;
                if many && (stop || clause.filler) && clause.phrase.is_none() {
                    clause.required = false;
                    clause.common = true;
                }
            }
        }
        // A letter or two of the next word: what stands before them is asked for, they only sort.
        let others = query.clauses.iter().rev().skip(1).any(|c| c.required);
        if let Some(last) = query.clauses.last_mut()
            && others
            && last.prefix
            && last.word.len() <= BEGINNING
            && last.word.bytes().all(|b| b.is_ascii_lowercase())
            && (last.word.len() == 1 || (last.required && !is_stop(&last.word)))
        {
            last.required = false;
            last.common = false;
        }
        query
    }

    /// The clauses that belong to the question, as bits; none when nothing else is left to look for. The number behind "book"
    /// is nothing else.
    fn fillers(&self) -> u16 {
        let (mut bits, mut content) = (0, false);
        for (n, clause) in self.clauses.iter().enumerate() {
            let word = clause.word.as_str();
            let free = clause.phrase.is_none() && clause.fields == ALL;
            if free && is_filler(&self.clauses, n) {
                bits |= 1 << n;
                continue;
            }
            let volume = is_number(word) && n > 0 && bits >> (n - 1) & 1 == 1;
            if !is_stop(word) && !volume {
                // A letter or two of a word that goes on are none yet.
                content |= !(clause.prefix && word.len() <= BEGINNING);
            }
        }
        if content { bits } else { 0 }
    }

    /// Three single letters and more in a row are one word, as they are to the index: "b.f.g." and "b f g" are "bfg".
    fn join_initials(&mut self) {
        let single = |c: &Clause| {
            c.phrase.is_none() && c.word.len() == 1 && c.word.as_bytes()[0].is_ascii_lowercase()
        };
        let mut from = 0;
        while from < self.clauses.len() {
            let own = self.clauses[from].fields;
            let run = self.clauses[from..].iter();
            let run = run.take_while(|c| single(c) && c.fields == own).count();
            if run > 2 {
                let more: Vec<Clause> = self.clauses.drain(from + 1..from + run).collect();
                let first = &mut self.clauses[from];
                more.iter().for_each(|c| first.word.push_str(&c.word));
                first.prefix = more.last().is_some_and(|c| c.prefix);
            }
            from += run.max(1);
        }
    }

    /// Reads a text that is an ISBN and nothing else, as it stands in books, in records and on web pages: with its name before
    /// it, hyphens and blanks of any kind between, "(pbk.)" behind, 978 left off.
    fn read_isbn(&mut self, text: &str) {
        let (_, text) = parted(text, &|c| !c.is_whitespace());
        let named = is_isbn_name(text);
        let mut bare = text;
        if named {
            (_, bare) = parted(&text[4..], &|c| !matches!(c, '-' | ' ' | '\u{A0}'));
            let kind = bare.strip_prefix("10").or(bare.strip_prefix("13"));
            let goes_on = |rest: &&str| {
                rest.chars()
                    .next()
                    .is_some_and(|c| matches!(c, ':' | ' ' | '\u{A0}'))
            };
            bare = kind.filter(goes_on).unwrap_or(bare);
        }
        let mut number = String::new();
        let (mut parted, mut ended) = (false, false);
        for c in bare.chars() {
            match c {
                '(' => break,
                // What stands around it.
                ':' | '.' | ',' | ';' => ended |= parted || !number.is_empty(),
                c if c.is_whitespace() => {}
                _ if ended => return,
                '0'..='9' => number.push(c),
                'x' | 'X' if number.len() == 9 => number.push('X'),
                '-' | '\u{2010}'..='\u{2015}' => parted = true,
                _ => return,
            }
        }
        let thirteen = joined("978", &number);
        self.isbn = Isbn::parse(&number).or_else(|| Isbn::parse(&thirteen));
        if self.isbn.is_none() {
            // A number of ten or thirteen digits may be another one, as of a barcode: then it is looked for, too.
            let long = matches!(number.len(), 10 | 13);
            let like = named || parted || number.starts_with("978") || number.len() == 10;
            if !(long && like || named && number.len() > 6) {
                return;
            }
            self.no_isbn = true;
        }
        self.number = number;
    }

    /// What the last character of a number that is no ISBN would have to be; empty when that is not what is wrong.
    #[must_use]
    pub fn right_last(&self) -> String {
        let mut right = String::new();
        let mut number = self.number.clone();
        if matches!(number.len(), 10 | 13) {
            number.pop();
            for last in "0123456789X".chars() {
                number.push(last);
                if Isbn::parse(&number).is_some() {
                    right.push(last);
                }
                number.pop();
            }
        }
        right
    }

    fn add(&mut self, text: &str, fields: Fields, phrase: Option<u8>) {
        for token in tokens(text) {
            if token.alias {
                continue;
            }
            if self.clauses.len() == MOST_WORDS {
                self.cut = true;
                return;
            }
            let mut word = token.text;
            word.truncate(end_of(&word, MOST_CHARS));
            self.clauses.push(Clause {
                word,
                fields,
                required: true,
                common: false,
                filler: false,
                prefix: false,
                phrase,
            });
        }
    }
}

/// Whether a query has signs that other engines obey and this one does not: OR, NOT, `*` and `?`. A question mark behind a word, and
/// a star at the very end, say nothing else than here; capitals are no sign where all are.
#[must_use]
pub fn has_signs(text: &str) -> bool {
    let (text, _) = looked_at(text);
    let small = text.bytes().any(|b| b.is_ascii_lowercase());
    let text = text.trim();
    let inside = text.strip_suffix('*').unwrap_or(text);
    let mut words = inside.split_ascii_whitespace();
    // The first word stands before nothing that it could part.
    let first = words.next().unwrap_or("");
    let wild = |word: &str| {
        word.contains('*') || word.trim_end_matches(['?', '!', '"', ')']).contains('?')
    };
    wild(first) || words.any(|word| wild(word) || (small && matches!(word, "OR" | "NOT")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let query = Query::parse(text);
        let got: Vec<String> = query
            .clauses
            .iter()
            .map(|c| {
                let mut s = c.word.clone();
                if c.prefix {
                    s.push('*');
                }
                if !c.required {
                    s.push('?');
                }
                if c.fields != ALL {
                    s = format!("{}:{s}", c.fields.0);
                }
                if let Some(p) = c.phrase {
                    s = format!("{s}#{p}");
                }
                s
            })
            .collect();
        assert_eq!(got.join(" "), expect, "{text}");
    }

    /// The lessons count titles by it: "children NOT books" was none.
    #[test]
    fn who_asks_for_just_what_was_typed_asks_for_the_words_of_a_question_too() {
        for text in [
            "children books",
            "sharks books",
            "best dogs",
            "how do volcanoes work",
        ] {
            let required = |query: Query| {
                let clauses = query.clauses.iter();
                let words: Vec<String> = clauses
                    .filter(|c| !is_stop(&c.word))
                    .map(|c| format!("{} {}", c.word, c.required))
                    .collect();
                words.join(", ")
            };
            assert!(required(Query::parse(text)).contains("false"), "{text}");
            let exactly = required(Query::exactly(text));
            assert!(!exactly.contains("false"), "{text}: {exactly}");
        }
    }

    #[test]
    fn queries_as_typed() {
        check("the hunger ga", "the? hunger ga*?");
        check("the hunger gam", "the? hunger gam*");
        check("hunger games ", "hunger games");
        check("to be or not to be", "to? be? or? not to? be*?");
        check("what is it", "what is it*");
        check("author:rowling potter", "4:rowling 4:potter*");
        check("\"where the wild\" sendak", "where#0 the#0 wild#0 sendak*");
        check("title:\"the giver\"", "3:the#0 3:giver#0");
        check("http://x", "http x*?");
        check("half b", "half b*?");
        check("half bl", "half bl*?");
        check("half blo", "half blo*");
        check("half of", "half of*?");
        check("of bl", "of? bl*");
        check("b", "b*");
        check("harry potter 1", "harry potter 1*");
        check("\"unclosed phrase", "unclosed phrase*");
        check("", "");
    }

    #[test]
    fn words_of_the_question_only_sort() {
        for (text, expect) in [
            ("books about sharks", "books? about? sharks*"),
            ("how do volcanoes work", "how? do? volcanoes work*?"),
            ("why do cats purr?", "why? do? cats purr"),
            ("libros sobre perros", "libros? sobre? perros*"),
            ("libros de perros ", "libros? de? perros"),
            (
                "¿por qué ladran los perros?",
                "por? que? ladran los? perros",
            ),
            ("a book on whales", "a? book? on? whales*"),
            (
                "i want a book about whales ",
                "i? want? a? book? about? whales",
            ),
            ("books by roald dahl ", "books? by? roald dahl"),
            ("books like wimpy kid", "books? like? wimpy kid*"),
            (
                "stories about friendship for 4th grade ",
                "stories? about? friendship for? 4th? grade?",
            ),
            ("dinosaur books for kids", "dinosaur books? for? kids*?"),
            ("harry potter book 1", "harry potter book? 1*"),
            ("harry potter book one ", "harry potter book? one"),
            (
                "harry potter book number 3 ",
                "harry potter book? number? 3",
            ),
            ("naruto vol. 3", "naruto vol? 3*"),
            ("diario de greg libro 2 ", "diario de? greg libro? 2"),
            ("shark books ", "shark books?"),
            (
                "what books did roald dahl write",
                "what? books? did? roald dahl write*?",
            ),
            ("author of holes", "author? of? holes*"),
            (
                "libros escritos por roald dahl ",
                "libros? escritos? por? roald dahl",
            ),
            (
                "what order are the narnia books",
                "what? order? are? the? narnia books*?",
            ),
            ("next book after holes ", "next? book? after? holes"),
            ("order of the phoenix ", "order of? the? phoenix"),
            ("after the fire ", "after the? fire"),
            ("write a story ", "write a? story"),
            // Topics and titles of such words.
            ("ghost stories ", "ghost stories"),
            ("the book thief", "the? book thief*"),
            ("the book", "the? book*"),
            ("book 1", "book 1*"),
            ("what about me ", "what? about me"),
            ("about a boy ", "about? a? boy"),
            ("why", "why*"),
            ("how to ", "how to"),
            ("number the stars ", "number the? stars"),
            (
                "tales of a 4th grade nothing ",
                "tales of? a? 4th grade nothing",
            ),
            ("title:books about sharks ", "3:books 3:about 3:sharks"),
            ("\"all about\" sharks ", "all#0 about#0 sharks"),
        ] {
            check(text, expect);
        }
    }

    #[test]
    fn initials_in_a_row_are_one_word() {
        check("b.f.g.", "bfg");
        check("b f g", "bfg*");
        check("the b.f.g", "the? bfg*");
        check("j r r tolkien ", "jrr tolkien");
        check("j k rowling ", "j k rowling");
        check("\"b f g\"", "b#0 f#0 g#0");
        check("title:b author:c d ", "3:b 4:c 4:d");
    }

    #[test]
    fn signs_that_do_nothing_are_noticed() {
        for text in [
            "cats OR dogs",
            "cats NOT dogs",
            "wom?n",
            "dino* bones",
            "* cats",
        ] {
            assert!(has_signs(text), "{text}");
        }
        for text in [
            "cats AND dogs",
            "dino*",
            "why do cats purr?",
            "TO BE OR NOT TO BE",
            "to be or not to be",
            "Or",
            "\"really?\" yes",
        ] {
            assert!(!has_signs(text), "{text}");
        }
    }

    #[test]
    fn isbn_in_any_form() {
        for text in [
            "0142402494",
            "978-0-14-240249-8",
            "isbn:0-14-240249-4",
            "ISBN:9780142402498",
            " 0 14 240249 4 ",
            "ISBN 0-14-240249-4",
            "ISBN-13: 978-0-14-240249-8",
            "isbn-10 0142402494",
            "ISBN: 978 0 14 240249 8",
            "0142402494 (pbk.)",
            "ISBN 978-0-14-240249-8 (paperback) : $6.99",
            "978\u{A0}0\u{A0}14\u{A0}240249\u{A0}8",
            "ISBN\u{A0}0142402494.",
            "0‑14‑240249‑4",
            "isbn13 9780142402498",
            // Without its 978.
            "0142402498",
        ] {
            assert_eq!(
                Query::parse(text).isbn,
                Isbn::parse("9780142402498"),
                "{text}"
            );
        }
        assert_eq!(Query::parse("1984").isbn, None);
        assert_eq!(Query::parse("holes isbn:0374332657").number, "0374332657");
    }

    #[test]
    fn what_is_written_as_an_isbn_and_is_none_is_told() {
        for (text, last, number) in [
            ("0-14-240249-5", "4", "0142402495"),
            ("9780142402490", "8", "9780142402490"),
            ("ISBN 080442957-1", "X", "0804429571"),
            ("isbn 5012345678900", "", "5012345678900"),
            ("isbn 014240249", "", "014240249"),
        ] {
            let query = Query::parse(text);
            assert!(query.no_isbn, "{text}");
            assert_eq!(query.right_last(), last, "{text}");
            assert_eq!(
                (query.isbn, query.number.as_str()),
                (None, number),
                "{text}"
            );
        }
        for text in [
            "1984",
            "5012345678900",
            "20000",
            "isbn",
            "2001 a space odyssey",
            "30001000123456",
        ] {
            assert!(!Query::parse(text).no_isbn, "{text}");
        }
    }

    #[test]
    fn a_pasted_book_is_cut() {
        let query = Query::parse(&"word ".repeat(10_000));
        assert!(query.cut);
        assert_eq!(query.clauses.len(), MOST_WORDS);
    }
}
