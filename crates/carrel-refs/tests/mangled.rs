//! Files that were cut, doubled and stirred: reading never panics, keeps what it can, and names lines that there are. The
//! inputs are made by a small generator with a fixed seed, so a failure repeats. `fuzz/` tries the same without end.

use carrel_refs::{Fault, Problem, Source, When, bibtex, bring, csl, pasted, ris, school, share};

const SEEDS: [&str; 6] = [
    "[\n{\"id\":\"a\",\"type\":\"book\",\"title\":\"Holes <i>x</i>\",\"author\":[{\"family\":\"Sachar\",\"given\":\"Louis\"}],\"issued\":{\"date-parts\":[[1998,8,20]]}},\n{\"type\":\"webpage\",\"URL\":\"https://a.example\",\"custom\":{\"kind\":\"web-page\"}}\n]",
    "TY  - JOUR\r\nAU  - Rao, Priya\r\nTI  - Moon\r\nPY  - 2021/05//\r\nSP  - 1\r\nEP  - 9\r\nER  - \r\nTY  - BOOK\r\nTI  - Ñandú\r\nER  - \r\n",
    "@string{j = \"Space\"}\n@article{a, author = {Rao, Priya and {\\'E}mile Zola}, title = \"{NASA} \\& é\", journal = j # { x}, year = 2021}\n@book{b, title={B}}\n",
    "Rao, Priya. “Who Owns the Moon?” Journal of Space, vol. 12, no. 3, Apr. 2022, pp. 101–25, https://doi.org/10.1000/182. Accessed 3 May 2023.\nSachar, L. (1998). Holes. Yearling.",
    "TY  - NEWS\r\nTI  - Bees: <i>apis</i> and “us”\r\nT2  - The STRAẞÉ\r\nET  - STRAẞÉ Edition\r\nSE  - A\r\nPY  - 2019/05//May/Jun2019\r\nY2  - 2013/03/01/17:51:14\r\nAU  - et al.\r\nER  - \r\n",
    "W3siaWQiOiJhIiwidHlwZSI6ImJvb2siLCJ0aXRsZSI6IkhvbGVzIn1d",
];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Knuth's MMIX generator; the high bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

fn mangled(seed: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = seed.chars().collect();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(letters.len() + 1);
        match dice.roll(5) {
            0 => letters.truncate(at),
            1 => {
                let end = (at + dice.roll(12)).min(letters.len());
                letters.drain(at..end);
            }
            2 => {
                let end = (at + dice.roll(40)).min(letters.len());
                let part: Vec<char> = letters[at..end].to_vec();
                let to = dice.roll(letters.len() + 1);
                letters.splice(to..to, part);
            }
            3 => letters.insert(
                at,
                [
                    '{', '}', '"', '\\', '\n', '@', ',', '“', 'é', '(', '\u{0}', '-',
                ][dice.roll(12)],
            ),
            _ => {
                if let Some(letter) = letters.get_mut(at) {
                    *letter = char::from_u32(dice.roll(0x2100) as u32).unwrap_or(' ');
                }
            }
        }
    }
    letters.into_iter().collect()
}

/// What the school layer makes of a source is a source still; one style and language a text, as its length has it.
fn shape(text: &str, sources: &[Source]) {
    const STYLES: [&str; 8] = [
        "mla",
        "apa",
        "chicago-notes",
        "chicago-author-date",
        "chicago-notes-17",
        "chicago-author-date-17",
        "harvard",
        "elementary",
    ];
    const LANGUAGES: [&str; 6] = ["en-US", "en-GB", "es-ES", "fr-FR", "de-DE", "ar"];
    let (style, language) = (STYLES[text.len() % 8], LANGUAGES[text.len() / 8 % 6]);
    for source in sources {
        let ready = school::in_language(source, style, language);
        let (again, problems) = csl::read(&csl::write(std::slice::from_ref(&ready)));
        assert!(again.len() <= 1 && problems.len() <= 1, "{text}");
    }
}

fn check(text: &str) {
    let lines = text.lines().count() as u32 + 1;
    for (sources, problems) in [csl::read(text), ris::read(text), bibtex::read(text)] {
        for problem in &problems {
            let (what, remedy) = carrel_cite_words::problem(problem);
            assert!(
                problem.line <= lines && what.len() > 12 && remedy.ends_with('.'),
                "{text}"
            );
        }
        shape(text, &sources);
        // What was read can be written in every format and read again as often.
        let (again, problems) = csl::read(&csl::write(&sources));
        // Two entries of one name are two of one name still.
        let same = |problem: &Problem| matches!(problem.fault, Fault::SameId(_));
        assert!(problems.iter().all(same), "{problems:?}: {text}");
        assert_eq!(again.len(), sources.len(), "{text}");
        assert_eq!(csl::write(&again), csl::write(&sources), "{text}");
        let _ = (ris::write(&sources), bibtex::read(&bibtex::write(&sources)));
    }
    for line in text.lines() {
        let pasted = pasted::read(line);
        for (from, to, _) in pasted.parts {
            assert!(line.trim().get(from..to).is_some(), "{line}");
        }
        let when = When::read(line);
        assert_eq!(When::read(&when.words()), when, "{line}");
    }
    shape(text, &bring::read(text).1);
    let _ = share::decode(text);
}

#[test]
fn broken_files_are_read_as_far_as_they_go() {
    let mut dice = Dice(20_261_127);
    for seed in SEEDS {
        check(seed);
        for _ in 0..4_000 {
            check(&mangled(seed, &mut dice));
        }
    }
}

#[test]
fn a_long_broken_file_takes_no_long_time() {
    for piece in ["accessed ", "A. ", "(n.d. ", "a [b] (c) ", "2020 ", "and "] {
        let _ = pasted::read(&piece.repeat(100_000 / piece.len()));
    }
    for piece in [
        "@a{b,c={\n",
        "@a{b,c={",
        "{\"a\":[",
        "TY  - BOOK\n",
        "[{\"a\":\n",
        "\"",
        "{{{{",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let _ = (csl::read(&text), ris::read(&text), bibtex::read(&text));
    }
}
