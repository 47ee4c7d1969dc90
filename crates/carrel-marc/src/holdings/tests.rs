use super::*;
use carrel_core::diagnostic::Place;

type Subs<'a> = &'a [(char, &'a str)];

fn record(id: &str, fields: &[(&str, &[u8; 2], Subs<'_>)]) -> Record {
    let mut record = Record::new("00000nam a2200000 a 4500");
    record.push_control("001", id);
    record.push_data("245", *b"10", &[('a', "A title")]);
    for (tag, indicators, subfields) in fields {
        record.push_data(tag, **indicators, subfields);
    }
    record
}

fn read(profile: &HoldingsProfile, record: &Record) -> (Vec<Item>, Vec<&'static str>) {
    let mapped = crate::map::map(record, &Place::default(), profile);
    (
        mapped.items,
        mapped.diagnostics.iter().map(|d| d.kind).collect(),
    )
}

/// Twenty records with one copy each, `n` put into the subfields.
fn many(
    fields: impl Fn(usize) -> Vec<(char, String)>,
    tag: &str,
    indicators: [u8; 2],
) -> Vec<Record> {
    (0..20)
        .map(|n| {
            let mut r = record(&format!("id{n}"), &[]);
            let owned = fields(n);
            let subs: Vec<(char, &str)> = owned.iter().map(|(c, t)| (*c, t.as_str())).collect();
            r.push_data(tag, indicators, &subs);
            r
        })
        .collect()
}

#[test]
fn destiny_with_its_notes_and_four_prices() {
    let sample = many(
        |n| {
            vec![
                ('a', "WESTMS".into()),
                ('h', "823.9".into()),
                ('i', "GAS".into()),
                ('p', format!("T {}", 30_000 + n)),
                ('t', "1".into()),
                ('9', "12.95".into()),
                ('x', "FSC@aREF@b21@c20080805@fVendor".into()),
            ]
        },
        "852",
        *b"  ",
    );
    let profile = detect(&sample);
    assert_eq!(
        (profile.system, profile.tag.as_str()),
        (System::Destiny, "852"),
        "{}",
        profile.explanation
    );
    assert!(profile.confidence >= 70, "{}", profile.explanation);
    let price = |text: &str| {
        let r = record("1", &[("852", b"  ", &[('p', "30001"), ('9', text)])]);
        let (items, kinds) = read(&profile, &r);
        (items[0].price_cents, kinds)
    };
    assert_eq!(price("12.95"), (Some(1295), vec![]));
    assert_eq!(price("1695"), (Some(1695), vec![]));
    assert_eq!(price("$14.50"), (Some(1450), vec![]));
    assert_eq!(price(""), (None, vec![]));
    assert_eq!(price("9150"), (Some(9150), vec![]));
    assert_eq!(price("gift"), (None, vec!["price-unreadable"]));

    let r = record(
        "1",
        &[(
            "852",
            b"  ",
            &[
                ('a', "WESTMS"),
                ('k', "REF"),
                ('h', "031"),
                ('i', "WOR"),
                ('m', "v. 2"),
                ('p', " T 30565 "),
                ('t', "2"),
                ('x', "FSC@aREF@bFantasy@b9@c20171012@ev.2@fVendor"),
                ('x', "FUND:Gift"),
            ],
        )],
    );
    let (items, kinds) = read(&profile, &r);
    assert_eq!(kinds, [""; 0]);
    let item = &items[0];
    assert_eq!(item.barcode, "T 30565");
    assert_eq!(item.call_number.as_deref(), Some("REF 031 WOR v. 2"));
    assert_eq!(item.shelf.as_deref(), Some("Fantasy"));
    assert_eq!(item.site.as_deref(), Some("WESTMS"));
    assert_eq!(item.kind.as_deref(), Some("REF"));
    assert_eq!(item.volume.as_deref(), Some("v.2"));
    assert_eq!(item.acquired_on, CalendarDate::new(2017, 10, 12));
    assert_eq!(item.status, ItemStatus::Available);
}

#[test]
fn koha_flags_and_the_title_s_item_type() {
    let profile = HoldingsProfile::of(System::Koha);
    let item = |subs: Subs<'_>| {
        let mut r = record("1", &[("942", b"  ", &[('c', "BK")])]);
        r.push_data("952", *b"  ", subs);
        read(&profile, &r).0.remove(0)
    };
    let plain = item(&[
        ('a', "CPL"),
        ('b', "CPL"),
        ('c', "GEN"),
        ('d', "2014-05-07"),
        ('o', "599.5 SIM"),
        ('p', "3999900000001"),
        ('0', "0"),
        ('1', "0"),
        ('4', "0"),
        ('7', "0"),
    ]);
    assert_eq!(
        (plain.status, plain.kind.as_deref(), plain.shelf.as_deref()),
        (ItemStatus::Available, Some("BK"), Some("GEN"))
    );
    assert_eq!(plain.acquired_on, CalendarDate::new(2014, 5, 7));
    assert_eq!(
        item(&[('p', "1"), ('q', "2024-06-01")]).status,
        ItemStatus::OnLoan
    );
    assert_eq!(item(&[('p', "1"), ('1', "4")]).status, ItemStatus::Missing);
    assert_eq!(
        item(&[('p', "1"), ('0', "1"), ('1', "1")]).status,
        ItemStatus::Withdrawn
    );
    assert_eq!(item(&[('p', "1"), ('7', "-1")]).status, ItemStatus::Coming);
    assert_eq!(
        item(&[('p', "1"), ('7', "2")]).status,
        ItemStatus::InLibrary
    );
    assert_eq!(item(&[('p', "1"), ('4', "1")]).status, ItemStatus::Away);
    assert_eq!(
        item(&[('p', "1"), ('x', "staff only"), ('z', "signed")])
            .note
            .as_deref(),
        Some("signed")
    );
}

#[test]
fn evergreen_has_two_libraries_and_words_for_flags() {
    let sample = many(
        |n| {
            vec![
                ('b', "OWN".into()),
                ('b', "LENDS".into()),
                ('c', "Stacks".into()),
                ('j', format!("FIC {n}")),
                ('p', format!("CONC{}", 4_000_036 + n)),
                ('s', "Available".into()),
            ]
        },
        "852",
        *b"4 ",
    );
    let profile = detect(&sample);
    assert_eq!(profile.system, System::Evergreen, "{}", profile.explanation);
    let r = record(
        "1",
        &[(
            "852",
            b"4 ",
            &[
                ('b', "OWN"),
                ('b', "LENDS"),
                ('c', "Easy"),
                ('k', "E"),
                ('j', "SEU"),
                ('p', "CONC1"),
                ('s', "Checked out"),
                ('y', "9.99"),
                ('x', "unholdable"),
            ],
        )],
    );
    let (items, _) = read(&profile, &r);
    assert_eq!(items[0].site.as_deref(), Some("LENDS"));
    assert_eq!(items[0].call_number.as_deref(), Some("E SEU"));
    assert_eq!(items[0].status, ItemStatus::OnLoan);
    assert_eq!(items[0].price_cents, Some(999));
    let hidden = record("1", &[("852", b"4 ", &[('p', "CONC2"), ('x', "hidden")])]);
    assert_eq!(read(&profile, &hidden).0[0].status, ItemStatus::Withdrawn);
}

#[test]
fn polaris_and_microlif_are_told_apart() {
    let polaris = many(
        |n| {
            vec![
                ('a', "Main".into()),
                ('b', "Juv".into()),
                ('h', "599".into()),
                ('o', "3".into()),
                ('p', format!("3123400001{n:04}")),
                ('r', "Out".into()),
                ('u', "06/01/2024".into()),
                ('w', "Book".into()),
            ]
        },
        "852",
        *b"  ",
    );
    let profile = detect(&polaris);
    assert_eq!(profile.system, System::Polaris, "{}", profile.explanation);
    let (items, _) = read(&profile, &polaris[0]);
    assert_eq!(
        (items[0].status, items[0].due_on),
        (ItemStatus::OnLoan, CalendarDate::new(2024, 6, 1))
    );
    let lif = many(
        |n| {
            vec![
                ('h', "E".into()),
                ('i', "SEU".into()),
                ('p', format!("{}", 5_000 + n)),
                ('9', "14.95".into()),
            ]
        },
        "852",
        *b"  ",
    );
    assert_eq!(detect(&lif).system, System::Alexandria);
}

#[test]
fn a_949_of_any_layout_is_told_by_its_values() {
    let vendor = many(
        |n| {
            vec![
                ('a', format!("{}.{n} ABC", 500 + n)),
                ('b', format!("{}", 30_011 + n)),
                ('c', "1".into()),
                ('p', ["12.95", "1695", "", "7.99"][n % 4].into()),
                ('l', "MAIN".into()),
            ]
        },
        "949",
        *b"  ",
    );
    let profile = detect(&vendor);
    assert_eq!(profile.tag, "949", "{}", profile.explanation);
    let s = &profile.subfields;
    assert_eq!(
        [&s.barcode, &s.call_number, &s.copy, &s.price, &s.shelf],
        ["b", "a", "c", "p", "l"],
        "{s:?}"
    );
    let (items, _) = read(&profile, &vendor[1]);
    assert_eq!(
        (items[0].price_cents, items[0].shelf.as_deref()),
        (Some(1695), Some("MAIN"))
    );

    let sierra = many(
        |n| {
            vec![
                ('i', format!("3333386177{n:04}")),
                ('l', "sta0f".into()),
                ('o', "n".into()),
                ('p', "28.00".into()),
                ('t', "117".into()),
                ('v', "LEASED".into()),
            ]
        },
        "949",
        *b" 1",
    );
    let profile = detect(&sierra);
    assert_eq!(
        (
            profile.tag.as_str(),
            profile.subfields.barcode.as_str(),
            profile.subfields.shelf.as_str()
        ),
        ("949", "i", "l"),
        "{}",
        profile.explanation
    );
    // A command for the loader is no copy.
    let mut r = sierra[0].clone();
    r.push_data("949", *b"  ", &[('a', "*b2=a;")]);
    assert_eq!(read(&profile, &r).0.len(), 1);
}

/// Nobody's name gets on a public page, though the words of a subfield look like the words of a shelf.
#[test]
fn who_has_a_copy_is_no_place_of_it() {
    const READERS: [&str; 4] = ["Ruiz, Maya", "Cho, Ben", "de la Cruz, Ana", "O'Neill, Sam"];
    const USERS: [&str; 4] = ["mruiz", "bcho", "acruz", "soneill"];
    // For each of the twenty copies what stands in $b, and in $l the shelf.
    let check = |value: &dyn Fn(usize) -> Option<String>, site: &str, told: bool| {
        let sample = many(
            |n| {
                let mut all = vec![
                    ('i', format!("30012000{n:06}")),
                    ('l', ["Fiction", "Main"][n % 2].to_owned()),
                ];
                all.extend(value(n).map(|value| ('b', value)));
                all
            },
            "949",
            *b"  ",
        );
        let profile = detect(&sample);
        let s = &profile.subfields;
        assert_eq!([&s.barcode, &s.shelf, &s.site], ["i", "l", site], "{s:?}");
        let said = profile
            .explanation
            .contains("people who have the copies: $b");
        assert_eq!(said, told, "{}", profile.explanation);
        for record in &sample {
            let (items, _) = read(&profile, record);
            assert_eq!(items[0].site.is_some(), !site.is_empty());
            assert_eq!(items[0].call_number, None);
        }
    };
    check(&|n| Some(READERS[n % 4].to_owned()), "", true);
    check(
        &|n| (n % 3 == 0).then(|| READERS[n % 4].to_owned()),
        "",
        true,
    );
    check(&|n| (n % 3 == 0).then(|| USERS[n % 4].to_owned()), "", true);
    check(&|n| Some(["East", "West"][n % 2].to_owned()), "b", false);
    let places = ["Library, West", "Media Center, East"];
    check(&|n| Some(places[n % 2].to_owned()), "b", false);
    // Where call numbers stand as a rule, too.
    let name = |n: usize| {
        format!(
            "Reader{}, Maya",
            ["a", "b", "c", "d", "e"][n % 5].repeat(n + 1)
        )
    };
    let sample = many(
        |n| vec![('i', format!("30012000{n:06}")), ('a', name(n))],
        "949",
        *b"  ",
    );
    let profile = detect(&sample);
    assert_eq!(profile.subfields.call_number, "", "{:?}", profile.subfields);
}

#[test]
fn numbers_that_are_no_barcodes_are_not_taken() {
    // Koha's record number, Sierra's, Evergreen's, dates of loading, ISBNs, and the control number repeated.
    let sample: Vec<Record> = (0..20)
        .map(|n| {
            let mut r = record(&format!("{}", 17_446_121 + n), &[]);
            let number = format!("{}", 1_000_000 + n);
            let bib = format!(".b{}", 22_500_000 + n);
            r.push_data("999", *b"  ", &[('c', &number), ('d', &number)]);
            r.push_data(
                "901",
                *b"  ",
                &[('a', &number), ('c', &number), ('t', "biblio")],
            );
            r.push_data("907", *b"  ", &[('a', &bib)]);
            r.push_data("949", *b"  ", &[('a', &format!("201905{:02}", n + 1))]);
            r.push_data(
                "961",
                *b"  ",
                &[('l', ["9780142402498", "9780804429573"][n % 2])],
            );
            let id = r.id().unwrap_or("").to_owned();
            r.push_data("991", *b"  ", &[('a', &id)]);
            r
        })
        .collect();
    let profile = detect(&sample);
    assert!(profile.is_none(), "{}", profile.explanation);
    assert_eq!(detect(&[]).system, System::None);
}

#[test]
fn copies_without_barcodes_are_kept_and_told() {
    let sample = many(
        |_| {
            vec![
                ('b', "Main".into()),
                ('c', "Stacks".into()),
                ('h', "599.5".into()),
                ('i', "SIM".into()),
            ]
        },
        "852",
        *b"1 ",
    );
    let profile = detect(&sample);
    assert_eq!((profile.tag.as_str(), profile.confidence), ("852", 30));
    let (items, kinds) = read(&profile, &sample[0]);
    assert_eq!(items[0].call_number.as_deref(), Some("599.5 SIM"));
    assert_eq!(kinds, ["item-without-barcode"]);
}

#[test]
fn marc_876_takes_its_place_from_852() {
    let r = record(
        "1",
        &[
            (
                "852",
                b"1 ",
                &[
                    ('8', "1"),
                    ('b', "Main"),
                    ('c', "Ref"),
                    ('h', "031"),
                    ('i', "WOR"),
                ],
            ),
            ("852", b"1 ", &[('8', "2"), ('b', "Annex"), ('h', "032")]),
            (
                "876",
                b"  ",
                &[('8', "2.1"), ('p', "31234000010064"), ('j', "Lost")],
            ),
        ],
    );
    let (items, _) = read(&HoldingsProfile::of(System::Marc876), &r);
    assert_eq!(
        (
            items[0].site.as_deref(),
            items[0].call_number.as_deref(),
            items[0].status
        ),
        (Some("Annex"), Some("032"), ItemStatus::Missing)
    );
}

#[test]
fn a_hand_written_profile_fills_in_what_it_leaves_out() {
    let written: HoldingsProfile = toml::from_str(
        "system = \"koha\"\n[names]\nJFIC = \"Fiction\"\n[statuses]\nR = \"in library\"\n",
    )
    .expect("valid");
    let profile = written.completed();
    assert_eq!(
        (profile.tag.as_str(), profile.subfields.barcode.as_str()),
        ("952", "p")
    );
    let r = record("1", &[("952", b"  ", &[('p', "1"), ('c', "JFIC")])]);
    assert_eq!(read(&profile, &r).0[0].shelf.as_deref(), Some("Fiction"));
    assert_eq!(profile.status("R"), Some(ItemStatus::InLibrary));
    assert!(toml::from_str::<HoldingsProfile>("sytem = \"koha\"").is_err());
    let text = toml::to_string(&HoldingsProfile::of(System::Destiny)).expect("writes");
    assert_eq!(
        toml::from_str::<HoldingsProfile>(&text),
        Ok(HoldingsProfile::of(System::Destiny))
    );
}

#[test]
fn statuses_of_every_system() {
    use ItemStatus::{Available, Away, Coming, InLibrary, Missing, OnHold, OnLoan, Withdrawn};
    for (text, expected) in [
        ("Available", Available),
        ("Checked out", OnLoan),
        ("Checked Out", OnLoan),
        ("Lost", Missing),
        ("Missing", Missing),
        ("In process", Coming),
        ("On order", Coming),
        ("In transit", Away),
        ("In-Transit", Away),
        ("Reshelving", Available),
        ("On holds shelf", OnHold),
        ("Held", OnHold),
        ("Discard/Weed", Withdrawn),
        ("Withdrawn", Withdrawn),
        ("In", Available),
        ("Out", OnLoan),
        ("Claim Returned", Missing),
        ("Non-circulating", InLibrary),
        ("Out for Repairs", Away),
        ("Loaned Out", OnLoan),
        ("LIB USE ONLY", InLibrary),
        ("LIBRARY USE ONLY", InLibrary),
        ("0", Available),
        ("1", OnLoan),
        ("3", Missing),
        ("9", Coming),
        ("Disponible", Available),
        ("Prestado", OnLoan),
        ("CHECKEDOUT", OnLoan),
        ("INTRANSIT", Away),
        ("ON-ORDER", Coming),
        ("Lost and Paid", Missing),
        ("Damaged", Away),
        ("Due 06-01-24", OnLoan),
    ] {
        let expected = if text == "LIB USE ONLY" {
            None
        } else {
            Some(expected)
        };
        assert_eq!(status(text, System::None), expected, "{text}");
    }
    assert_eq!(status("-", System::Sierra), Some(Available));
    assert_eq!(status("zap", System::None), None);
}

#[test]
fn prices_and_dates_in_their_spellings() {
    for (text, prices, cents) in [
        ("12.95", Prices::Units, Some(1295)),
        ("14,50 €", Prices::Units, Some(1450)),
        ("1,234.50", Prices::Units, Some(123_450)),
        ("1.234,50", Prices::Units, Some(123_450)),
        ("USD 14.5", Prices::Units, Some(1450)),
        ("25", Prices::Cents, Some(2500)),
        ("1695", Prices::Cents, Some(1695)),
        ("150", Prices::Cents, Some(150)),
        ("150", Prices::Guess, Some(15_000)),
        ("1695", Prices::Guess, Some(1695)),
        ("1695", Prices::Units, Some(169_500)),
        ("0.00", Prices::Units, Some(0)),
        ("free", Prices::Units, None),
        ("-5.00", Prices::Units, None),
        ("99999999999", Prices::Units, None),
    ] {
        assert_eq!(price_cents(text, prices), cents, "{text}");
    }
    for (text, y, m, d) in [
        ("05/07/2014", 2014, 5, 7),
        ("08-17-21", 2021, 8, 17),
        ("17/08/2021", 2021, 8, 17),
        ("7.5.2014", 2014, 5, 7),
        ("2014-5-7 10:00:01-04", 2014, 5, 7),
        ("12-31-99", 1999, 12, 31),
    ] {
        assert_eq!(date(text), CalendarDate::new(y, m, d), "{text}");
    }
    for text in ["", "  -  -  ", "13/13/2020", "soon", "2014"] {
        assert_eq!(date(text), None, "{text}");
    }
}

#[test]
fn a_small_koha_school_counts_its_books_from_one() {
    let copy = |n: usize| {
        vec![
            ('a', "MAIN".to_owned()),
            ('b', "MAIN".to_owned()),
            ('o', format!("FIC A{n}")),
            ('y', "BK".to_owned()),
            ('p', n.to_string()),
        ]
    };
    let sample = many(|n| copy(n + 1), "952", *b"  ");
    let profile = detect(&sample);
    assert_eq!(
        (profile.system, profile.tag.as_str()),
        (System::Koha, "952"),
        "{}",
        profile.explanation
    );
    let (items, _) = read(&profile, &sample[2]);
    assert_eq!(
        (items[0].barcode.as_str(), items[0].call_number.as_deref()),
        ("3", Some("FIC A3"))
    );
    // Three records are too few to go by the numbers, and the branches say enough.
    let profile = detect(&sample[..3]);
    assert_eq!(profile.system, System::Koha, "{}", profile.explanation);
    assert_eq!(read(&profile, &sample[2]).0[0].barcode, "3");
    // No barcode at all: copies all the same, and told.
    let bare = many(|n| copy(n)[..4].to_vec(), "952", *b"  ");
    let profile = detect(&bare);
    assert_eq!(profile.system, System::Koha, "{}", profile.explanation);
    let (items, kinds) = read(&profile, &bare[0]);
    assert_eq!(
        (items.len(), items[0].site.as_deref(), kinds),
        (1, Some("MAIN"), vec!["item-without-barcode"])
    );
    // A stock number beside it is not taken for the barcode that is not there.
    let stock = many(
        |n| [&copy(n)[..4], &[('i', format!("2020{n:04}"))]].concat(),
        "952",
        *b"  ",
    );
    let profile = detect(&stock);
    assert_eq!(profile.subfields.barcode, "p", "{}", profile.explanation);
}

#[test]
fn a_few_952_of_another_library_are_no_copies() {
    let copy = vec![
        ('a', "MAIN".to_owned()),
        ('b', "MAIN".to_owned()),
        ('y', "BK".to_owned()),
    ];
    let mut sample = many(|_| copy.clone(), "952", *b"  ");
    sample.truncate(1);
    sample.extend((0..19).map(|n| record(&format!("x{n}"), &[])));
    assert!(detect(&sample).is_none());
    // Notes in a 952 have no branches.
    let notes = many(
        |n| vec![('a', format!("Catalogued by AB{n}"))],
        "952",
        *b"  ",
    );
    assert!(detect(&notes).is_none());
}

#[test]
fn small_numbers_in_949_and_852_are_barcodes_where_none_comes_twice() {
    let copies = |tag: &str, number: &dyn Fn(usize) -> String| {
        many(
            |n| {
                vec![
                    ('a', format!("{}.5 SIM", 500 + n)),
                    ('i', number(n)),
                    ('h', "599.5".to_owned()),
                    ('p', number(n)),
                ]
            },
            tag,
            *b"  ",
        )
    };
    let counted = copies("949", &|n| (n + 1).to_string());
    let profile = detect(&counted);
    assert_eq!(
        (profile.tag.as_str(), profile.subfields.barcode.as_str()),
        ("949", "i"),
        "{}",
        profile.explanation
    );
    assert_eq!(read(&profile, &counted[4]).0[0].barcode, "5");
    // Copy numbers come again.
    let profile = detect(&copies("949", &|n| (n % 7 + 1).to_string()));
    assert!(profile.is_none(), "{}", profile.explanation);
    let profile = detect(&copies("852", &|n| (n + 1).to_string()));
    assert_eq!(profile.subfields.barcode, "p");
    assert!(
        !profile.explanation.contains("none has"),
        "{}",
        profile.explanation
    );
}

#[test]
fn the_dates_of_a_file_decide_which_number_is_the_day() {
    let sample = |acquired: [&'static str; 2]| {
        many(
            move |n| {
                vec![
                    ('a', "MAIN".to_owned()),
                    ('b', "MAIN".to_owned()),
                    ('d', acquired[n % 2].to_owned()),
                    ('o', "FIC".to_owned()),
                    ('p', format!("39999000{n:06}")),
                ]
            },
            "952",
            *b"  ",
        )
    };
    let days = |acquired| {
        let sample = sample(acquired);
        let profile = detect(&sample);
        [0, 1].map(|n| {
            let (items, kinds) = read(&profile, &sample[n]);
            (items[0].acquired_on.map(|d| d.ymd()), kinds.len())
        })
    };
    let day = |y, m, d| (Some((y, m, d)), 0);
    assert_eq!(
        days(["05/06/2020", "25/12/2020"]),
        [day(2020, 6, 5), day(2020, 12, 25)]
    );
    assert_eq!(
        days(["05/06/2020", "12/25/2020"]),
        [day(2020, 5, 6), day(2020, 12, 25)]
    );
    assert_eq!(
        days(["05/06/2020", "06/05/2020"]),
        [day(2020, 5, 6), day(2020, 6, 5)]
    );
    // By hand, where the dates do not tell.
    let profile: HoldingsProfile =
        toml::from_str("system = \"koha\"\ndates = \"day-first\"\n").expect("a profile");
    let (items, _) = read(&profile.completed(), &sample(["05/06/2020"; 2])[0]);
    assert_eq!(items[0].acquired_on.map(|d| d.ymd()), Some((2020, 6, 5)));
    // A due date in the other order is no day of this file, and the copy is out.
    let profile = HoldingsProfile {
        dates: DateOrder::DayFirst,
        ..HoldingsProfile::of(System::Koha)
    };
    let r = record("1", &[("952", b"  ", &[('p', "1"), ('q', "12/31/2026")])]);
    let (items, kinds) = read(&profile, &r);
    assert_eq!(
        (items[0].status, items[0].due_on, kinds),
        (ItemStatus::OnLoan, None, vec!["due-date-unreadable"])
    );
}

/// A book that was out stood on the shelf where its due date was not understood.
#[test]
fn a_due_date_in_any_spelling_says_that_the_copy_is_out() {
    let check = |due: &str, status, day: Option<&str>, kinds: &[&str]| {
        let r = record("1", &[("952", b"  ", &[('p', "1"), ('q', due)])]);
        let (items, found) = read(&HoldingsProfile::of(System::Koha), &r);
        let day = day.and_then(CalendarDate::parse);
        assert_eq!((items[0].status, items[0].due_on), (status, day), "{due}");
        assert_eq!(found, kinds, "{due}");
    };
    use ItemStatus::{Available, OnLoan};
    check("01-Dec-26", OnLoan, Some("2026-12-01"), &[]);
    check("46357", OnLoan, Some("2026-12-01"), &[]);
    check("overdue", OnLoan, None, &["due-date-unreadable"]);
    check("2026-02-31", OnLoan, None, &["due-date-unreadable"]);
    check("0000-00-00", Available, None, &[]);
    check("returned", Available, None, &[]);
    let warns = kinds::DUE_UNREADABLE.severity;
    assert_eq!(warns, carrel_core::Severity::Warning);
}

#[test]
fn months_have_names_and_spreadsheets_count_days() {
    for (text, day) in [
        ("30-Nov-26", "2026-11-30"),
        ("30-Nov-2026", "2026-11-30"),
        ("Nov 30, 2026", "2026-11-30"),
        ("November 30th, 2026", "2026-11-30"),
        ("30 nov 2026", "2026-11-30"),
        ("Mon Nov 30 2026", "2026-11-30"),
        ("Mon Nov 30 10:15:00 2026", "2026-11-30"),
        ("Mon, 30 Nov 2026 10:15:00 GMT", "2026-11-30"),
        ("2026-Nov-30", "2026-11-30"),
        ("30 de noviembre de 2026", "2026-11-30"),
        ("lun. 30 nov. 2026", "2026-11-30"),
        ("mar 1 dic 2026", "2026-12-01"),
        ("1-ene-99", "1999-01-01"),
        ("5 sept. 2026", "2026-09-05"),
        ("46356", "2026-11-30"),
        ("46356.5", "2026-11-30"),
        ("25569", "1970-01-01"),
    ] {
        assert_eq!(date(text), CalendarDate::parse(day), "{text}");
    }
    for text in [
        "Overdue",
        "30 Nov",
        "Nov 2026",
        "31-Nov-26",
        "May",
        "returned 30 Nov 2026",
        "Mar 1 Dic 5 2026",
        "19999",
        "80001",
        "463560",
        "4635",
        "46356-7",
        "",
    ] {
        assert_eq!(date(text), None, "{text}");
    }
}

#[test]
fn what_the_spine_says_is_a_graphic_novel_is_one() {
    use carrel_core::bib::Format;
    let format = |system, subfields: Subs<'_>| {
        let tag = if system == System::Koha { "952" } else { "852" };
        let r = record("1", &[(tag, b"  ", subfields)]);
        crate::map::map(&r, &Place::default(), &HoldingsProfile::of(system))
            .bib
            .format
    };
    let destiny = |k| format(System::Destiny, &[('p', "1"), ('k', k), ('h', "SMI")]);
    assert_eq!(destiny("GN"), Format::GraphicNovel);
    assert_eq!(destiny("FIC"), Format::Book);
    let withdrawn = |flag| {
        let copy = [('p', "1"), ('o', "GN SMI"), ('0', flag)];
        format(System::Koha, &copy)
    };
    assert_eq!(
        (withdrawn("0"), withdrawn("1")),
        (Format::GraphicNovel, Format::Book)
    );
}

#[test]
fn the_field_of_most_records_is_read_and_what_stands_elsewhere_is_told() {
    let koha = |n: usize| {
        let mut r = record(&format!("k{n}"), &[]);
        let barcode = format!("3{:013}", n * 7919);
        let copy = [
            ('a', "MAIN"),
            ('b', "MAIN"),
            ('o', "FIC SAC"),
            ('p', barcode.as_str()),
            ('y', "BK"),
        ];
        r.push_data("952", *b"  ", &copy);
        r
    };
    // One in eight still has what the system before wrote.
    let old = |r: &mut Record, n: usize| {
        let number = format!("T {n:05}");
        r.push_data("852", *b"  ", &[('h', "FIC SAC"), ('p', number.as_str())]);
    };
    let mut sample: Vec<Record> = (0..200).map(koha).collect();
    for n in (0..200).step_by(8) {
        old(&mut sample[n], n);
    }
    let profile = detect(&sample);
    assert_eq!(
        (profile.system, profile.tag.as_str()),
        (System::Koha, "952")
    );
    // All copies are read: nothing to tell.
    assert_eq!(elsewhere(&[], &profile), None);
    let mut alone = record("old", &[]);
    old(&mut alone, 7);
    let found = elsewhere(&[alone, record("none", &[])], &profile).expect("one");
    assert_eq!(
        (found.tag.as_str(), found.code, found.records),
        ("852", 'p', 1)
    );
    assert_eq!(found.examples, ["T 00007"]);
}

#[test]
fn a_number_in_every_record_does_not_win_over_the_copies() {
    // A small school's 852 in most records, a loader's number in all.
    let small: Vec<Record> = (1..=200)
        .map(|n| {
            let mut r = record(&format!("s{n}"), &[]);
            let (barcode, number) = (n.to_string(), format!("{}", 400_000 + n * 7));
            if n <= 190 {
                r.push_data("852", *b"  ", &[('h', "FIC SAC"), ('p', barcode.as_str())]);
            }
            r.push_data("990", *b"  ", &[('a', number.as_str())]);
            r
        })
        .collect();
    assert_eq!(detect(&small).tag, "852");
    // All old records keep the 852 of the system before; five titles were weeded since.
    let moved: Vec<Record> = (0..200)
        .map(|n| {
            let id = format!("{}", 1000 + n);
            let mut r = record(&id, &[]);
            let (old, new) = (format!("T {n:05}"), format!("3{:013}", n * 7919));
            r.push_data("852", *b"  ", &[('h', "FIC SAC"), ('p', old.as_str())]);
            if n >= 5 {
                let copy = [
                    ('a', "MAIN"),
                    ('b', "MAIN"),
                    ('o', "FIC SAC"),
                    ('p', new.as_str()),
                ];
                r.push_data("952", *b"  ", &copy);
            }
            r.push_data("999", *b"  ", &[('c', id.as_str()), ('d', id.as_str())]);
            r
        })
        .collect();
    assert_eq!(detect(&moved).tag, "952");
}

/// "Checked Out" in $g was taken for nothing, and the books were on the shelf.
#[test]
fn words_of_a_status_are_read_wherever_they_stand() {
    let words = ["Checked Out", "Lost", "Available", "Available"];
    for (tag, barcode, code) in [
        ("966", 'i', 'g'),
        ("949", 'i', 's'),
        ("949", 'p', 'x'),
        ("852", 'p', 'q'),
        ("852", 'p', 'j'),
    ] {
        let sample = many(
            |n| {
                let number = format!("{}", 33_000_000_000_000_u64 + n as u64);
                vec![
                    (barcode, number),
                    ('h', "FIC SAC".into()),
                    (code, words[n % 4].into()),
                ]
            },
            tag,
            *b"  ",
        );
        let profile = detect(&sample);
        let read: Vec<ItemStatus> = sample[..3]
            .iter()
            .map(|r| read(&profile, r).0[0].status)
            .collect();
        let expected = [
            ItemStatus::OnLoan,
            ItemStatus::Missing,
            ItemStatus::Available,
        ];
        assert_eq!(read, expected, "{tag} ${code}");
    }
    // One word alone is a shelf, a note or a name.
    let sample = many(
        |n| {
            vec![
                ('i', format!("{}", 33_000_000 + n)),
                ('g', "Reference".into()),
            ]
        },
        "966",
        *b"  ",
    );
    assert_eq!(detect(&sample).subfields.status, "");
}

/// What nobody can tell was said three times of a record, however many copies it has.
#[test]
fn an_unknown_status_is_told_of_every_copy_that_is_shown_for_it() {
    let mut profile = HoldingsProfile::of(System::Symphony);
    profile.tag = "999".into();
    let mut record = record("1", &[]);
    for n in 0..6 {
        record.push_data("999", *b"  ", &[('i', &format!("3100{n}")), ('k', "ZAP")]);
    }
    let told = read(&profile, &record).1;
    assert_eq!(
        told.iter()
            .filter(|kind| **kind == "status-unknown")
            .count(),
        6
    );
}

/// Two copies are shown because of it, and one was told.
#[test]
fn a_status_that_nobody_can_tell_is_told_of_each_barcode_of_a_field() {
    let profile = HoldingsProfile::of(System::Polaris);
    let copy = [('p', "30001"), ('p', "30002"), ('h', "FIC"), ('r', "zap")];
    let (items, kinds) = read(&profile, &record("1", &[("852", b"  ", &copy)]));
    assert_eq!(items.len(), 2);
    let told = ["status-unknown", "status-unknown", "barcodes-in-one-field"];
    assert_eq!(kinds, told);
}

/// The second was in no catalogue, and nobody was told.
#[test]
fn two_barcodes_in_one_field_are_a_copy_each() {
    let profile = HoldingsProfile::of(System::Alexandria);
    let check = |barcodes: &[&str], expected: &[&str], told: &[&str]| {
        let subs: Vec<(char, &str)> = barcodes
            .iter()
            .map(|b| ('p', *b))
            .chain([('h', "FIC")])
            .collect();
        let (items, kinds) = read(&profile, &record("1", &[("852", b"  ", &subs)]));
        let found: Vec<&str> = items.iter().map(|item| item.barcode.as_str()).collect();
        assert_eq!(found, expected);
        assert!(
            items
                .iter()
                .all(|item| item.call_number.as_deref() == Some("FIC"))
        );
        assert_eq!(kinds, told);
    };
    let both = &["barcodes-in-one-field"];
    check(&["40000", "40001"], &["40000", "40001"], both);
    check(
        &["T 400", "T 401", "T 402"],
        &["T 400", "T 401", "T 402"],
        both,
    );
    // The same again, and what is none.
    check(&["40000", "40000"], &["40000"], &[]);
    check(&["40000", "on the cover"], &["40000"], &[]);
    check(&["40000", "book with CD"], &["40000"], &[]);
    check(&["30012000012345", "12"], &["30012000012345"], &[]);
}
