//! Small records, each showing one thing; written as MARCMaker writes them.

use carrel_core::CalendarDate;
use carrel_core::bib::{
    Audience, BibRecord, Format, GradeRange, LinkKind, Measure, Role, SubjectKind, Vocabulary,
};
use carrel_core::diagnostic::Place;
use carrel_marc::holdings::{HoldingsProfile, System};
use carrel_marc::map::{Mapped, Outcome, map};

use crate::support::{record, title};

fn bib(text: &str) -> BibRecord {
    title(text).bib
}

fn kinds(mapped: &Mapped) -> Vec<&'static str> {
    mapped.diagnostics.iter().map(|d| d.kind).collect()
}

/// A record with a number and a 008 of the right length: language, date, audience, form and contents as given.
fn fixed(
    kind: &str,
    date: &str,
    audience: char,
    form: char,
    contents: &str,
    language: &str,
) -> String {
    format!(
        "=LDR  00000{kind} a2200000 a 4500\n=001  1\n=008  160501s{date}\\\\\\\\nyu\\\\\\\\{}{}{contents:\\<4}\\000\\0\\{language}\\d\n",
        if audience == ' ' { '\\' } else { audience },
        if form == ' ' { '\\' } else { form },
    )
}

#[test]
fn titles_lose_punctuation_and_keep_their_parts() {
    let b = bib("=001  1\n=245  14$aThe lightning thief :$bpercy goes out /$cby Rick Riordan.");
    assert_eq!(
        (b.title.proper.as_str(), b.title.remainder.as_deref()),
        ("The lightning thief", Some("percy goes out"))
    );
    assert_eq!(b.title.responsibility.as_deref(), Some("by Rick Riordan"));
    assert_eq!(b.title.filing(), "lightning thief");
    let b = bib("=001  1\n=245  00$aStar wars.$nBook 2,$pThe droids /$cby X.");
    assert_eq!(b.title.part.as_deref(), Some("Book 2, The droids"));
    let b = bib("=001  1\n=245  00$aFrozen$h[videorecording] /$cDisney.");
    assert_eq!(
        (b.title.proper.as_str(), b.format),
        ("Frozen", Format::Video)
    );
    let b = bib("=001  1\n=245  00$aFrozen [large print] /$cDisney.");
    assert_eq!(b.title.proper, "Frozen");
    let b = bib("=001  1\n=245  00$aWait for me ...");
    assert_eq!(b.title.proper, "Wait for me ...");
}

#[test]
fn articles_by_indicator_then_by_language() {
    let check = |language: &str, indicator: char, text: &str, filing: &str, told: &[&str]| {
        let m = title(&format!(
            "{}=245  0{indicator}$a{text}",
            fixed("nam", "2001", ' ', ' ', "", language)
        ));
        assert_eq!(m.bib.title.filing(), filing, "{text}");
        assert_eq!(kinds(&m), told, "{text}");
    };
    check("eng", '4', "The hobbit", "hobbit", &[]);
    check("eng", '0', "The hobbit", "hobbit", &[]);
    check("eng", '3', "The hobbit", "hobbit", &[]);
    check("eng", '0', "A is for apple", "A is for apple", &[]);
    check("spa", '0', "El principito", "principito", &[]);
    check("spa", '3', "La abuela", "abuela", &[]);
    check("eng", '2', "El principito", "principito", &[]); // the blank was not counted
    check("eng", '7', "The hobbit", "hobbit", &["nonfiling-wrong"]);
    check("eng", '9', "Short", "Short", &["nonfiling-wrong"]);
    check("fre", '2', "L'oiseau bleu", "oiseau bleu", &[]);
    check("ger", '0', "Die Welle", "Welle", &[]);
    check("ara", '2', "الدورة", "دورة", &[]);
    check("eng", '5', "\"The raven\"", "raven\"", &[]);
}

#[test]
fn titles_from_elsewhere_are_told() {
    let m = title("=001  1\n=100  1\\$aA, B.");
    assert_eq!(
        (m.bib.title.proper.as_str(), kinds(&m)),
        ("", vec!["no-title"])
    );
    let m = title("=001  1\n=245  10$bOnly a subtitle /$cX.");
    assert_eq!(
        (m.bib.title.proper.as_str(), kinds(&m)),
        ("Only a subtitle", vec!["title-not-in-245a"])
    );
    let m = title("=001  1\n=246  3\\$aVariant");
    assert_eq!(
        (m.bib.title.proper.as_str(), kinds(&m)),
        ("Variant", vec!["title-not-in-245a"])
    );
    let m = title("=001  1\n=245  10$aOne\n=245  10$aTwo");
    assert_eq!(
        (
            m.bib.title.proper.as_str(),
            m.bib.title.others.as_slice(),
            kinds(&m)
        ),
        ("One", ["Two".to_owned()].as_slice(), vec!["title-repeated"])
    );
}

#[test]
fn other_titles_and_other_scripts() {
    let b = bib(
        "=001  1\n=240  10$aHunger games.$lSpanish\n=245  13$6880-01$aLos juegos del hambre\n=246  30$aJuegos del hambre\n=740  02$aExtra.\n\
         =700  12$aPoe, Edgar Allan.$tRaven.\n=880  10$6245-01/$1$a饥饿游戏 /$c某人.\n=880  \\\\$6246-00/$1$a游戏",
    );
    assert_eq!(
        b.title.others,
        [
            "Hunger games",
            "Juegos del hambre",
            "Extra",
            "Raven",
            "游戏"
        ]
    );
    assert_eq!(b.title.vernacular.as_deref(), Some("饥饿游戏"));
    let m = title("=001  1\n=880  10$6245-00/(N$aВойна и мир");
    assert_eq!(m.bib.title.proper, "Война и мир");
    let b = bib(
        "=001  1\n=100  1\\$6880-02$aTolstoi, Lev.\n=245  10$aX\n=880  1\\$6100-02/(N$aТолстой, Лев.",
    );
    assert_eq!(
        b.contributors[0].vernacular.as_deref(),
        Some("Толстой, Лев")
    );
}

#[test]
fn contributors_with_their_roles() {
    let check = |text: &str, expected: &[(&str, Role, bool)]| {
        let b = bib(&format!("=001  1\n{text}"));
        let list: Vec<_> = b
            .contributors
            .iter()
            .map(|c| (c.name.as_str(), c.role, c.main))
            .collect();
        assert_eq!(list, expected, "{text}");
    };
    check(
        "=100  1\\$aYolen, Jane,$eauthor.\n=245  10$aX\n=700  1\\$aTeague, Mark,$eillustrator.\n=700  1\\$aDale, Jim$4nrt",
        &[
            ("Yolen, Jane", Role::Author, true),
            ("Teague, Mark", Role::Illustrator, false),
            ("Dale, Jim", Role::Narrator, false),
        ],
    );
    // Without relators, 245 $c decides where it leaves no doubt.
    check(
        "=100  1\\$aYolen, Jane.\n=245  10$aX /$cby Jane Yolen and Ann Roe ; illustrated by Mark Teague ; with a note by John Doe.\n=700  1\\$aTeague, Mark.\n=700  1\\$aRoe, Ann.\n=700  1\\$aDoe, John.",
        &[
            ("Yolen, Jane", Role::Author, true),
            ("Teague, Mark", Role::Illustrator, false),
            ("Roe, Ann", Role::Author, false),
            ("Doe, John", Role::Other, false),
        ],
    );
    check(
        "=110  2\\$aNASA.$bOffice.\n=245  10$aX",
        &[("NASA. Office", Role::Body, true)],
    );
    check(
        "=100  0\\$aElizabeth$bII,$cQueen of Great Britain,$d1926-\n=245  10$aX",
        &[("Elizabeth II, Queen of Great Britain", Role::Author, true)],
    );
    check(
        "=100  1\\$aKing, Martin Luther,$cJr.,$d1929-1968.\n=245  10$aX",
        &[("King, Martin Luther, Jr.", Role::Author, true)],
    );
    check(
        "=100  1\\$aحسين، طه،$d1889-1973.\n=245  10$aX",
        &[("حسين، طه", Role::Author, true)],
    );
    // Named twice, once without a role: one entry.
    check(
        "=100  1\\$aYolen, Jane.\n=245  10$aX\n=700  12$aYolen, Jane.$tY.",
        &[("Yolen, Jane", Role::Author, true)],
    );
    check(
        "=100  1\\$a[Villars, Pierre,$cmarquis de,$d1623-1698]\n=245  10$aX",
        &[("Villars, Pierre, marquis de", Role::Author, true)],
    );
    check(
        "=100  1\\$aBridgham, Gladys Ruth. [from old catalog]\n=245  10$aX",
        &[("Bridgham, Gladys Ruth", Role::Author, true)],
    );
    let b = bib("=001  1\n=100  1\\$aYolen, Jane,$d1939-\n=245  10$aX");
    assert_eq!(b.contributors[0].dates.as_deref(), Some("1939-"));
}

#[test]
fn a_series_once_with_its_number() {
    let check = |text: &str, expected: &[(&str, Option<&str>)]| {
        let b = bib(&format!("=001  1\n=245  00$aX\n{text}"));
        let list: Vec<_> = b
            .series
            .iter()
            .map(|s| (s.title.as_str(), s.number.as_deref()))
            .collect();
        assert_eq!(list, expected, "{text}");
    };
    check(
        "=490  1\\$aThe Atlan series ;$v1\n=800  1\\$aGaskell, Jane,$tAtlan series ;$v1.",
        &[("Atlan series", Some("1"))],
    );
    check(
        "=490  0\\$aMagic tree house ;$v#29",
        &[("Magic tree house", Some("#29"))],
    );
    check(
        "=490  1\\$aMagic tree house\n=830  \\0$aMagic tree house (Series) ;$v29.",
        &[("Magic tree house", Some("29"))],
    );
    check(
        "=440  \\4$aThe baby-sitters club ;$vno. 3.",
        &[("The baby-sitters club", Some("no. 3"))],
    );
    check(
        "=490  0\\$aHarry Potter ; bk. 3",
        &[("Harry Potter", Some("bk. 3"))],
    );
    check(
        "=490  1\\$aFirst ;$v1\n=490  1\\$aSecond ;$v2\n=830  \\0$aFirst ;$v1.\n=830  \\0$aSecond ;$v2.",
        &[("First", Some("1")), ("Second", Some("2"))],
    );
    check(
        "=490  0\\$aA ;$v1\n=490  0\\$aA ;$v2",
        &[("A", Some("1")), ("A", Some("2"))],
    );
    check("=490  0\\$a--For dummies", &[("For dummies", None)]);
}

#[test]
fn subjects_with_vocabulary_once_each() {
    let b = bib(
        "=001  1\n=245  00$aX\n=650  \\0$aDogs$vFiction.\n=650  \\1$aDogs$vFiction.\n=650  \\7$aDogs$vFiction.$2fast\n=650  \\7$aPets.$2sears\n\
         =650  \\7$aJUVENILE FICTION / Animals.$2bisacsh\n=600  10$aLincoln, Abraham,$d1809-1865$vJuvenile literature.\n=651  \\0$aOhio$xHistory.\n\
         =653  \\\\$aFree term$aAnother\n=650  \\4$aCats -- Fiction\n=655  \\7$aGraphic novels.$2lcgft\n=655  \\7$aGraphic novels.$2local\n=658  \\\\$aReading$cRL.4.3$2ccss\n=690  \\\\$aLocal topic",
    );
    let list: Vec<_> = b
        .subjects
        .iter()
        .map(|s| (s.heading(), s.vocabulary.clone(), s.kind))
        .collect();
    use SubjectKind::{Person, Place, Topic};
    assert_eq!(
        list,
        [
            ("Dogs -- Fiction".to_owned(), Vocabulary::Children, Topic),
            ("Pets".to_owned(), Vocabulary::Sears, Topic),
            (
                "JUVENILE FICTION / Animals".to_owned(),
                Vocabulary::Bisac,
                Topic
            ),
            (
                "Lincoln, Abraham, 1809-1865 -- Juvenile literature".to_owned(),
                Vocabulary::Lcsh,
                Person
            ),
            ("Ohio -- History".to_owned(), Vocabulary::Lcsh, Place),
            ("Free term".to_owned(), Vocabulary::Unspecified, Topic),
            ("Another".to_owned(), Vocabulary::Unspecified, Topic),
            ("Cats -- Fiction".to_owned(), Vocabulary::Unspecified, Topic),
            ("Local topic".to_owned(), Vocabulary::Unspecified, Topic),
        ]
    );
    assert_eq!(
        (b.genres.as_slice(), b.objectives.as_slice()),
        (
            ["Graphic novels".to_owned()].as_slice(),
            ["Reading -- RL.4.3".to_owned()].as_slice()
        )
    );
    assert_eq!(b.format, Format::GraphicNovel);
}

#[test]
fn summary_contents_notes() {
    let b = bib(
        "=001  1\n=245  00$aX\n=520  1\\$aA review.\n=520  \\\\$aThe summary.\n=520  4\\$aViolence.\n=505  00$tOne /$rA --$tTwo.\n=500  \\\\$aIncludes index.\n=586  \\\\$aNewbery Medal, 2001.\n=590  \\\\$aGift of Mrs Smith.\n=561  0\\$aPrivate.",
    );
    assert_eq!(b.summary.as_deref(), Some("The summary."));
    assert_eq!(b.contents, ["One / A -- Two."]);
    assert_eq!(b.notes, ["A review.", "Violence.", "Includes index."]);
    assert_eq!(b.awards, ["Newbery Medal, 2001."]);
}

#[test]
fn reading_levels_in_all_their_encodings() {
    let check = |fields: &str, expected: &[Measure], told: &[&str]| {
        let m = title(&format!("=001  1\n=245  00$aX\n{fields}"));
        let list: Vec<_> = m.bib.levels.iter().map(|l| l.measure.clone()).collect();
        assert_eq!(list, expected, "{fields}");
        assert_eq!(kinds(&m), told, "{fields}");
    };
    let lexile = |prefix: &str, number| Measure::Lexile {
        prefix: prefix.into(),
        number,
    };
    check("=521  8\\$a770 $bLexile.", &[lexile("", 770)], &[]);
    check("=521  8\\$a1010L$bLexile", &[lexile("", 1010)], &[]);
    check("=521  8\\$aAD 200$bLexile.", &[lexile("AD", 200)], &[]);
    check("=521  8\\$aBR680$bLexile.", &[lexile("BR", 680)], &[]);
    check("=521  8\\$aBR390L$bLexile.com", &[lexile("BR", 390)], &[]);
    check("=526  0\\$aLexile$c240L.", &[lexile("", 240)], &[]);
    check(
        "=521  \\\\$aAges 8-12; Lexile 600L.",
        &[lexile("", 600)],
        &[],
    );
    check(
        "=526  0\\$aAccelerated Reader AR$bMG+$c5.5$d12.0$z6825",
        &[Measure::AcceleratedReader {
            level: 55,
            points: Some(120),
            quiz: Some(6825),
            interest: Some("MG+".into()),
        }],
        &[],
    );
    check(
        "=526  0\\$aReading Counts RC$b3-5$c4.1$d6$zQuiz: 12345",
        &[Measure::ReadingCounts {
            level: 41,
            points: Some(60),
            quiz: Some(12345),
        }],
        &[],
    );
    check("=521  0\\$a4.5$bSome vendor", &[Measure::Grade(45)], &[]);
    check("=521  0\\$aK-2", &[Measure::Grade(0)], &[]);
    check("=521  8\\$aNP$bLexile", &[lexile("NP", 0)], &[]);
    let m = title("=001  1\n=245  00$aX\n=521  0\\$aPreK-1");
    assert_eq!((m.bib.levels.len(), kinds(&m).len()), (0, 0));
    assert_eq!(m.bib.interest, Some(GradeRange { low: -1, high: 1 }));
    check(
        "=521  8\\$aM$bFountas & Pinnell",
        &[Measure::FountasPinnell("M".into())],
        &[],
    );
    check("=521  8\\$aabc$bLexile", &[], &["level-unreadable"]);
    check(
        "=526  0\\$aAccelerated Reader$cnone",
        &[],
        &["level-unreadable"],
    );
    check(
        "=521  8\\$aMPAA rating: PG-13.\n=521  8\\$aNot rated.",
        &[],
        &[],
    );

    let b = bib(
        "=001  1\n=245  00$aX\n=521  2\\$a5-8$bFollett.\n=521  1\\$a010-012\n=521  8\\$aMPAA rating: PG-13.",
    );
    assert_eq!(b.interest.map(|g| (g.low, g.high)), Some((5, 8)));
    assert_eq!(b.notes, ["MPAA rating: PG-13."]);
    let b = bib("=001  1\n=245  00$aX\n=526  0\\$aAccelerated Reader$bLG$c2.0");
    assert_eq!(b.interest.map(|g| (g.low, g.high)), Some((0, 3)));
}

#[test]
fn a_level_that_calls_itself_a_sample_is_marked() {
    let guessed = |field: &str| bib(&format!("=001  1\n=245  00$aX\n{field}")).levels[0].guessed;
    assert!(guessed("=521  8\\$a560L$bLexile (sample)"));
    assert!(guessed("=521  0\\$a4.0$bExample Levels."));
    assert!(guessed("=526  0\\$aAccelerated Reader (sample)$c4.5"));
    assert!(!guessed("=521  8\\$a560L$bLexile."));
}

#[test]
fn fixed_fields_of_the_right_and_the_wrong_length() {
    let m = title(&format!(
        "{}=245  00$aX",
        fixed("nam", "1999", 'j', ' ', "", "spa")
    ));
    assert_eq!(
        (
            kinds(&m).len(),
            m.bib.audience,
            m.bib.publication.year,
            m.bib.languages.as_slice()
        ),
        (
            0,
            Some(Audience::Juvenile),
            Some(1999),
            ["spa".to_owned()].as_slice()
        )
    );
    assert_eq!(m.bib.entered, CalendarDate::new(2016, 5, 1));
    for (text, year, language) in [
        ("970701s1989 it a u000 0 ita u", Some(1989), "ita"),
        ("260627s1990    xx      o    000 0 eng d", Some(1990), "eng"),
        (
            "040311s2004\\\\\\\\enk\\\\\\\\\\\\b\\\\\\\\000\\1\\eng",
            Some(2004),
            "eng",
        ),
        (
            "20120305s2011    xx           |||| ||eng d",
            Some(2011),
            "eng",
        ),
    ] {
        let m = title(&format!("=001  1\n=008  {text}\n=245  00$aX"));
        assert_eq!(
            (
                m.bib.publication.year,
                m.bib.languages.first().map(String::as_str)
            ),
            (year, Some(language)),
            "{text}"
        );
        assert_eq!(kinds(&m), ["fixed-field-length"], "{text}");
    }
    let m = title("=001  1\n=008  9\n=245  00$aX\n=260  \\\\$aParis :$bHachette,$cc1998.");
    assert_eq!(
        (
            m.bib.publication.year,
            m.bib.publication.publisher.as_deref()
        ),
        (Some(1998), Some("Hachette"))
    );
    assert_eq!(
        (
            m.bib.publication.copyright,
            m.bib.publication.date_text.as_deref()
        ),
        (Some(1998), None)
    );
}

#[test]
fn publication_prefers_264_1_and_says_when_it_is_not_known() {
    let b = bib(
        "=001  1\n=245  00$aX\n=264  \\3$aA :$bPrinter,$c2000\n=264  \\1$aNew York :$bScholastic,$c[2001?]\n=264  \\4$c©2002\n=250  \\\\$aFirst edition.\n=300  \\\\$a32 pages :$bill.",
    );
    assert_eq!(
        (
            b.publication.place.as_deref(),
            b.publication.publisher.as_deref(),
            b.publication.year
        ),
        (Some("New York"), Some("Scholastic"), Some(2001))
    );
    assert_eq!(
        (b.publication.date_text.as_deref(), b.publication.copyright),
        (Some("[2001?]"), Some(2002))
    );
    assert_eq!(
        (b.edition.as_deref(), b.extent.as_deref()),
        (Some("First edition."), Some("32 pages"))
    );
    let b = bib("=001  1\n=245  00$aX\n=260  \\\\$a[S.l. :$bs.n.],$c19--?\n=300  \\\\$apages cm");
    assert_eq!(
        (
            b.publication.place,
            b.publication.publisher,
            b.publication.year,
            b.extent
        ),
        (None, None, None, None)
    );
    let m = title(&format!(
        "{}=245  00$aX",
        fixed("nam", "8198", ' ', ' ', "", "eng")
    ));
    assert_eq!(
        (m.bib.publication.year, kinds(&m)),
        (None, vec!["year-unlikely"])
    );
}

#[test]
fn formats_as_readers_call_them() {
    let check = |kind: &str, form: char, contents: &str, fields: &str, expected: Format| {
        let b = bib(&format!(
            "{}=245  00$aX\n{fields}",
            fixed(kind, "2001", ' ', form, contents, "eng")
        ));
        assert_eq!(b.format, expected, "{kind} {form} {fields}");
    };
    check("nam", ' ', "", "", Format::Book);
    check("nam", 'o', "", "", Format::Ebook);
    check("nam", 's', "", "", Format::Ebook);
    check("nam", 'd', "", "", Format::LargePrint);
    check("nam", 'f', "", "", Format::Braille);
    check("nas", ' ', "", "", Format::Serial);
    check("nim", ' ', "", "", Format::Audiobook);
    check("nim", 'o', "", "", Format::Eaudio);
    check("njm", ' ', "", "", Format::Music);
    check("ncm", ' ', "", "", Format::Score);
    check("nem", ' ', "", "", Format::Map);
    check("ngm", ' ', "", "", Format::Video);
    check("nom", ' ', "", "", Format::Kit);
    check("nrm", ' ', "", "", Format::Object);
    check("nkm", ' ', "", "", Format::Picture);
    check("nmm", ' ', "", "", Format::Software);
    check("nam", ' ', "6", "", Format::GraphicNovel);
    check(
        "nam",
        ' ',
        "",
        "=655  \\7$aComics (Graphic works)$2lcgft",
        Format::GraphicNovel,
    );
    check(
        "nam",
        ' ',
        "",
        "=650  \\0$aGraphic novels.",
        Format::GraphicNovel,
    );
    check(
        "nam",
        ' ',
        "",
        "=650  \\0$aComic books, strips, etc.$xHistory and criticism.",
        Format::Book,
    );
    check("nam", ' ', "", "=092  \\\\$aGN$bSMI", Format::GraphicNovel);
    check("nam", ' ', "", "=082  04$a741.5/1$222", Format::Book);
    check("nam", ' ', "", "=082  04$a741.5$222", Format::GraphicNovel);
    check(
        "nam",
        ' ',
        "",
        "=655  \\7$aPicture books.$2lcgft",
        Format::PictureBook,
    );
    check(
        "nam",
        ' ',
        "",
        "=338  \\\\$aonline resource$bcr$2rdacarrier",
        Format::Ebook,
    );
    check(
        "nam",
        ' ',
        "",
        "=338  \\\\$aaudio disc$bsd$2rdacarrier",
        Format::Audiobook,
    );
    // With a printed volume the rest accompanies it, in whichever order.
    let volume = "=338  \\\\$avolume$bnc$2rdacarrier";
    for beside in [
        "$aaudio disc$bsd",
        "$avideodisc$bvd",
        "$aonline resource$bcr",
    ] {
        let beside = format!("=338  \\\\{beside}$2rdacarrier");
        check("nam", ' ', "", &format!("{volume}\n{beside}"), Format::Book);
        check("nam", ' ', "", &format!("{beside}\n{volume}"), Format::Book);
    }
    let book_and_disc = format!("{volume}\n=338  \\\\$aaudio disc$bsd$2rdacarrier");
    check("nim", ' ', "", &book_and_disc, Format::Audiobook);
    // GN behind another sign.
    for label in ["YA GN$bYAN", "SP GN$bTEL", "E GN$bPIL", "YA GN"] {
        let field = format!("=092  \\\\$a{label}");
        check("nam", ' ', "", &field, Format::GraphicNovel);
    }
    check("nam", ' ', "", "=092  \\\\$aFIC GRA$bc.2", Format::Book);
}

#[test]
fn a_sign_behind_another_on_the_label_of_a_copy_makes_a_graphic_novel() {
    let copy = record("=001  1\n=245  00$aX\n=852  4\\$kYA GN$hYAN$p30001");
    let profile = HoldingsProfile::of(System::Destiny);
    let m = map(&copy, &Place::default(), &profile);
    assert_eq!(m.items[0].call_number.as_deref(), Some("YA GN YAN"));
    assert_eq!(m.bib.format, Format::GraphicNovel);
}

#[test]
fn numbers_are_checked() {
    let m = title(
        "=001  1\n=245  00$aX\n=020  \\\\$a9780670026623 (alk. paper)\n=020  \\\\$a067002662X\n=020  \\\\$a0142402495\n=020  \\\\$a439023483\n=020  \\\\$z0142402494\n=020  \\\\$c$9.95\n=024  3\\$a9780142402498\n=022  \\\\$a1234-5679\n=010  \\\\$a  2012035454 ",
    );
    let isbns: Vec<_> = m.bib.isbns.iter().map(ToString::to_string).collect();
    assert_eq!(isbns, ["9780670026623", "9780439023481", "9780142402498"]);
    assert_eq!(kinds(&m), ["isbn-invalid", "isbn-without-zeros"].to_vec());
    assert!(
        m.diagnostics[0].message.contains("check digit 4")
            && m.diagnostics[0].place.field.as_deref() == Some("020$a")
    );
    assert_eq!(
        (m.bib.issn.as_deref(), m.bib.lccn.as_deref()),
        (Some("1234-5679"), Some("2012035454"))
    );
}

#[test]
fn call_numbers_and_classes() {
    let check = |fields: &str, call: Option<&str>, dewey: Option<&str>, lcc: Option<&str>| {
        let b = bib(&format!("=001  1\n=245  00$aX\n{fields}"));
        assert_eq!(
            (
                b.call_number.as_deref(),
                b.dewey.as_deref(),
                b.lcc.as_deref()
            ),
            (call, dewey, lcc),
            "{fields}"
        );
    };
    check(
        "=082  00$a882/.01$220",
        Some("882.01"),
        Some("882.01"),
        None,
    );
    check(
        "=082  00$a823/.9/14",
        Some("823.914"),
        Some("823.914"),
        None,
    );
    check(
        "=050  00$aPA3973$b.A5 1978\n=082  00$a882.01",
        Some("882.01"),
        Some("882.01"),
        Some("PA3973"),
    );
    check(
        "=092  \\\\$aE 598.35$bGUI\n=082  00$a598.35",
        Some("E 598.35 GUI"),
        Some("598.35"),
        None,
    );
    check("=082  04$a[Fic]$220", Some("Fic"), None, None);
    check(
        "=050  00$aPZ7.R79835$bHar 1998",
        Some("PZ7.R79835 Har 1998"),
        None,
        Some("PZ7.R79835"),
    );
    check(
        "=090  \\\\$a599.5$bSIM",
        Some("599.5 SIM"),
        Some("599.5"),
        None,
    );
    check(
        "=050  \\4$aML'2533'B34'C3'1989",
        Some("ML 2533 B34 C3 1989"),
        None,
        Some("ML 2533 B34 C3 1989"),
    );
    check(
        "=090  \\\\$aQA 699$b.A12",
        Some("QA 699 .A12"),
        None,
        Some("QA 699"),
    );
    check("", None, None, None);
}

#[test]
fn only_web_addresses_become_links() {
    let m = title(
        "=001  1\n=245  00$aX\n=856  40$uhttps://example.org/b$yRead it\n=856  42$3Table of contents$uhttp://example.org/toc\n=856  4\\$uhttp://example.org/c.jpg$3Cover image\n=856  40$ujavascript:alert(1)\n=856  40$uwww.example.org/w\n=856  40$zno address",
    );
    let links: Vec<_> = m
        .bib
        .links
        .iter()
        .map(|l| (l.url.as_str(), l.label.as_deref(), l.kind))
        .collect();
    assert_eq!(
        links,
        [
            ("https://example.org/b", Some("Read it"), LinkKind::Resource),
            (
                "http://example.org/toc",
                Some("Table of contents"),
                LinkKind::Related
            ),
            (
                "http://example.org/c.jpg",
                Some("Cover image"),
                LinkKind::Cover
            ),
            ("http://www.example.org/w", None, LinkKind::Resource),
        ]
    );
    assert_eq!(
        kinds(&m),
        ["link-unusable", "link-without-http", "link-unusable"]
    );
}

/// As the Library of Congress codes them: a version of the book by the indicator, something about it by the words.
#[test]
fn a_table_of_contents_is_no_version_of_a_book() {
    let check = |field: &str, kind: LinkKind| {
        let b = bib(&format!("=001  1\n=245  00$aX\n=856  {field}"));
        assert_eq!(b.links.iter().map(|l| l.kind).collect::<Vec<_>>(), [kind]);
    };
    let catdir = "$uhttp://www.loc.gov/catdir/toc/ecip055/2004.html";
    check(&format!("41$3Table of contents{catdir}"), LinkKind::Related);
    check(&format!("41{catdir}"), LinkKind::Related);
    for words in [
        "Sample text",
        "Publisher description",
        "Contributor biographical information",
        "Book review (H-Net)",
        "Inhaltsverzeichnis",
    ] {
        check(
            &format!("41$3{words}$uhttp://example.org/1"),
            LinkKind::Related,
        );
        check(
            &format!("40$uhttp://example.org/1$z{words}"),
            LinkKind::Related,
        );
    }
    for words in [
        "Free e-book at Project Gutenberg",
        "Full text and table of contents",
        "Book Review Index",
        "Dictionary of American biographical writing",
        "Author's guide",
    ] {
        check(
            &format!("41$uhttp://example.org/1$y{words}"),
            LinkKind::Version,
        );
    }
}

#[test]
fn languages_from_008_and_041() {
    let check = |code: &str, fields: &str, expected: &[&str]| {
        let b = bib(&format!(
            "{}=245  00$aX\n{fields}",
            fixed("nam", "2001", ' ', ' ', "", code)
        ));
        assert_eq!(b.languages, expected, "{code} {fields}");
    };
    check("eng", "=041  0\\$aengspa", &["eng", "spa"]);
    check("mul", "=041  0\\$aeng$aspa", &["eng", "spa"]);
    check("spa", "=041  1\\$aspa$heng", &["spa"]);
    check("und", "", &[]);
    check("ENG", "", &["eng"]);
}

#[test]
fn records_that_are_no_titles_are_listed_and_left_out() {
    let deleted = title("=LDR  00000dam a2200000 a 4500\n=001  1\n=245  10$aGone /$cX.");
    assert_eq!(
        (
            deleted.outcome.clone(),
            deleted.bib.title.proper.as_str(),
            kinds(&deleted)
        ),
        (Outcome::Deleted, "Gone", vec!["record-deleted"])
    );
    let hidden = title(
        "=LDR  00000nam a2200000 a 4500\n=001  1\n=245  10$aKept back /$cX.\n=942  \\\\$n1$cBK",
    );
    assert_eq!(
        (hidden.outcome.clone(), kinds(&hidden)),
        (Outcome::Suppressed, vec!["record-suppressed"])
    );
    assert_eq!(hidden.diagnostics[0].place.field.as_deref(), Some("942$n"));
    let shown =
        title("=LDR  00000nam a2200000 a 4500\n=001  1\n=245  10$aShown /$cX.\n=942  \\\\$n0$cBK");
    assert_eq!(
        (shown.outcome.clone(), kinds(&shown).len()),
        (Outcome::Kept, 0)
    );
    let authority = title("=LDR  00000nz  a2200000n  4500\n=001  1\n=100  1\\$aTwain, Mark.");
    assert_eq!(
        (authority.outcome.clone(), kinds(&authority)),
        (Outcome::NotATitle, vec!["authority-record"])
    );
    let holdings = title("=LDR  00000nx  a2200000n  4500\n=001  9\n=004  1\n=852  \\\\$bMain");
    assert_eq!(
        (holdings.outcome.clone(), kinds(&holdings)),
        (
            Outcome::HoldingsOf(Some("1".into())),
            vec!["holdings-record"]
        )
    );
}

#[test]
fn ids_come_from_001_or_from_what_the_system_calls_the_title() {
    let id = |fields: &str| title(&format!("{fields}\n=245  10$aX")).bib.id;
    assert_eq!(id("=001    42 "), "42");
    assert_eq!(id("=999  \\\\$c7$d7"), "7");
    assert_eq!(id("=901  \\\\$aTCN$c8$tbiblio"), "8");
    assert_eq!(id("=035  \\\\$a(OCoLC)9"), "(OCoLC)9");
    assert_eq!(id("=500  \\\\$aX"), "r1");
    let m = title("=245  10$aX");
    assert_eq!(kinds(&m), ["no-control-number"]);
    assert_eq!(m.diagnostics[0].place.id.as_deref(), Some("r1"));
}

#[test]
fn long_fields_survive_whole() {
    let long = "word ".repeat(20_000);
    let m = title(&format!("=001  1\n=245  10$aX\n=520  \\\\$a{long}"));
    assert_eq!(m.bib.summary.map(|s| s.len()), Some(long.len() - 1));
}

#[test]
fn garbled_text_is_told_once_a_record() {
    let m = title("=001  1\n=100  1\\$aGarcÃ\u{ad}a, JosÃ©.\n=245  10$aX donâ€™t");
    assert_eq!(kinds(&m), ["text-garbled"]);
    assert_eq!(
        m.bib.title.proper, "X donâ€™t",
        "nothing is changed in silence"
    );
}
