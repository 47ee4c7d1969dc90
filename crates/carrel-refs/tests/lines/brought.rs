//! Entries of what other programs write, as their files have it: a field that no form of ours shows must print nothing false, for
//! the student could not take it away.

use super::*;
use carrel_refs::{bibtex, ris};

/// The one source of a file, in MLA or APA.
#[track_caller]
fn prints(read: (Vec<Source>, Vec<carrel_refs::Problem>), expected: &[(&str, &str)]) {
    let (sources, problems) = read;
    assert_eq!((problems, sources.len()), (vec![], 1));
    for (style, entry) in expected {
        let list = engine(style, &sources).bibliography();
        let found = list.first().map(|entry| entry.text(Format::Html));
        assert_eq!(found.as_deref(), Some(*entry), "{style}: {:?}", sources[0]);
    }
}

#[test]
fn english_has_its_capitals_whatever_a_file_calls_it() {
    for language in ["English", "eng", "ENG", "en_US", "en"] {
        let honey = "“The Dance of the Honey Bee.” <i>Insect Life</i>, 2019.";
        let file = [
            "TY  - JOUR\nTI  - The dance of the honey bee\nLA  - ",
            language,
            "\nT2  - Insect Life\nPY  - 2019\nER  - \n",
        ];
        prints(ris::read(&file.concat()), &[("mla", honey)]);
        let file = [
            r#"{"id":"a","type":"article-journal","title":"The dance of the honey bee","language":""#,
            language,
            r#"","container-title":"Insect Life","issued":{"date-parts":[[2019]]}}"#,
        ];
        prints(csl::read(&file.concat()), &[("mla", honey)]);
        let file = [
            "@article{a, title={The dance of the honey bee}, journal={Insect Life}, year=2019, language={",
            language,
            "}}",
        ];
        prints(bibtex::read(&file.concat()), &[("mla", honey)]);
    }
    for language in ["Spanish", "spa", "es"] {
        let file = [
            "TY  - BOOK\nTI  - La casa de los espíritus\nLA  - ",
            language,
            "\nER  - \n",
        ];
        prints(
            ris::read(&file.concat()),
            &[("mla", "<i>La casa de los espíritus</i>.")],
        );
    }
}

/// Of Zotero and of doi.org.
#[test]
fn a_register_and_a_site_are_no_second_container() {
    for register in ["DOI.org (Crossref)", "Crossref", "DOI.org (Datacite)"] {
        let file = [
            r#"{"id":"a","type":"article-journal","title":"New axioms","container-title":"Bayesian Analysis","volume":"4","issue":"3","DOI":"10.1214/09-BA422","source":""#,
            register,
            r#"","issued":{"date-parts":[[2009,9]]}}"#,
        ];
        prints(
            csl::read(&file.concat()),
            &[(
                "mla",
                "“New Axioms.” <i>Bayesian Analysis</i>, vol. 4, no. 3, Sept. 2009, https://doi.org/10.1214/09-BA422.",
            )],
        );
    }
    for site in ["NYTimes.com", "www.nytimes.com", "The New York Times"] {
        let entries = [
            (
                "mla",
                "“Bees.” <i>The New York Times</i>, 20 Aug. 2010, https://www.nytimes.com/bees.",
            ),
            (
                "apa",
                "Bees. (2010, August 20). <i>The New York Times</i>. https://www.nytimes.com/bees",
            ),
        ];
        let file = [
            "TY  - NEWS\nTI  - Bees\nT2  - The New York Times\nDA  - 2010/08/20\nUR  - https://www.nytimes.com/bees\nDP  - ",
            site,
            "\nER  - \n",
        ];
        prints(ris::read(&file.concat()), &entries);
        let file = [
            r#"{"id":"a","type":"article-newspaper","title":"Bees","container-title":"The New York Times","URL":"https://www.nytimes.com/bees","source":""#,
            site,
            r#"","issued":{"date-parts":[[2010,8,20]]}}"#,
        ];
        prints(csl::read(&file.concat()), &entries);
    }
    // A database is one, and what the student wrote stays.
    let jstor = r#"{"id":"a","type":"article-journal","title":"Bees","container-title":"Insect Life","source":"JSTOR"}"#;
    prints(
        csl::read(jstor),
        &[("mla", "“Bees.” <i>Insect Life</i>. <i>JSTOR</i>.")],
    );
    let own = r#"{"id":"a","type":"article-journal","title":"Bees","container-title":"Insect Life","source":"Crossref","custom":{"kind":"database-article"}}"#;
    assert_eq!(csl::read(own).0[0].text("source"), "Crossref");
}

/// Atypon's files, Scopus and PubMed: the type of an article, and the day on which it was online first.
#[test]
fn an_article_has_neither_form_nor_edition() {
    for (tags, entry) in [
        (
            "M3  - Article",
            "“Bees.” <i>Insect Life</i>, 2019, pp. 5–9.",
        ),
        (
            "ET  - 2019/09/23",
            "“Bees.” <i>Insect Life</i>, 2019, pp. 5–9.",
        ),
        (
            "DO  - 10.1021/j1\nM3  - doi: 10.1021/j1",
            "“Bees.” <i>Insect Life</i>, 2019, pp. 5–9, https://doi.org/10.1021/j1.",
        ),
        (
            "M3  - 10.5001/zot",
            "“Bees.” <i>Insect Life</i>, 2019, pp. 5–9, https://doi.org/10.5001/zot.",
        ),
    ] {
        let file = [
            "TY  - JOUR\nTI  - Bees\nT2  - Insect Life\nPY  - 2019\nSP  - 5\nEP  - 9\n",
            tags,
            "\nER  - \n",
        ];
        prints(ris::read(&file.concat()), &[("mla", entry)]);
    }
    // A newspaper's edition and a book's form stay, and so does what another format brought.
    let late =
        "TY  - NEWS\nTI  - Bees\nT2  - The Post\nPY  - 2019\nET  - Late\nM3  - Article\nER  - \n";
    let read = &ris::read(late).0[0];
    assert_eq!((read.text("edition"), read.text("medium")), ("Late", ""));
    let mut article = Source::new("a", Kind::JOURNAL);
    for (name, text) in [("title", "Bees"), ("medium", "Print"), ("edition", "2")] {
        article.set(name, text);
    }
    let again = &ris::read(&ris::write(std::slice::from_ref(&article))).0[0];
    assert_eq!(
        (again.text("medium"), again.text("edition")),
        ("Print", "2")
    );
}

#[test]
fn names_of_tex_keep_all_their_letters() {
    for (author, entry) in [
        ("Knuth, D.\\,E.", "Knuth, D. E. <i>Bees</i>. 2019."),
        ("D.\\,E. Knuth", "Knuth, D. E. <i>Bees</i>. 2019."),
        (
            "{\\'A}d{\\'a}m Szab{\\'o}",
            "Szabó, Ádám. <i>Bees</i>. 2019.",
        ),
        (
            "{\\O}yvind Kvaln{\\o}",
            "Kvalnø, Øyvind. <i>Bees</i>. 2019.",
        ),
        (
            "{van der Berg}, {Jan}",
            "van der Berg, Jan. <i>Bees</i>. 2019.",
        ),
        (
            "{\\'Ecole Polytechnique}",
            "École Polytechnique. <i>Bees</i>. 2019.",
        ),
        ("حسين، طه", "حسين, طه. <i>Bees</i>. 2019."),
        ("Dr. Seuss", "Dr. Seuss. <i>Bees</i>. 2019."),
        ("Leonardo da Vinci", "Leonardo da Vinci. <i>Bees</i>. 2019."),
    ] {
        let file = ["@book{a, title={Bees}, year=2019, author={", author, "}}"];
        prints(bibtex::read(&file.concat()), &[("mla", entry)]);
    }
}

/// As an Arabic catalogue has the heading.
#[test]
fn a_name_with_an_arabic_comma_has_a_family_and_a_given_name() {
    for read in [
        ris::read("TY  - BOOK\nTI  - الأيام\nAU  - حسين، طه،\nER  - \n"),
        bibtex::read("@book{a, title={الأيام}, author={حسين، طه}}"),
    ] {
        let (sources, problems) = read;
        assert_eq!(problems, []);
        let pointed = engine("mla", &sources).cite(&[Cite::of(&sources[0].id)]);
        assert_eq!(pointed.text(Format::Text), "(حسين)");
    }
}

/// In a form, the doctor stands in the field for the given name.
#[test]
fn a_doctor_without_a_given_name_is_filed_as_the_catalogue_has_it() {
    let mut book = Source::new("s", Kind::BOOK);
    book.set("title", "Hop on pop");
    book.add_person("author", carrel_refs::Person::of("Seuss", "Dr."));
    let list = engine("mla", &[book]).bibliography();
    assert_eq!(list[0].text(Format::Html), "Dr. Seuss. <i>Hop on Pop</i>.");
}
