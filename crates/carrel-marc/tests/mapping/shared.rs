//! Whole files of the shared data: every copy read, every number where it belongs.

use std::collections::{BTreeSet, HashMap};

use carrel_core::bib::{Format, Measure};
use carrel_core::call_number::{CallNumber, PrefixOrder, shelf_key};
use carrel_core::{Isbn, ItemStatus};
use carrel_marc::csv::items::{ItemsTable, Join};
use carrel_marc::holdings::System;
use carrel_marc::map::{Mapped, Outcome};

use crate::support::{catalogue, catalogue_without_copies, reads, rows, shared, table};

fn barcodes<'a>(list: impl IntoIterator<Item = &'a Mapped>) -> BTreeSet<String> {
    list.into_iter()
        .flat_map(|m| &m.items)
        .map(|i| i.barcode.clone())
        .collect()
}

/// Equal sets; a failure shows the first few differences, not all of both.
fn same<T: Ord + std::fmt::Debug>(found: &BTreeSet<T>, expected: &BTreeSet<T>) {
    let differences: Vec<&T> = found.symmetric_difference(expected).take(5).collect();
    assert!(differences.is_empty(), "{differences:?}");
}

fn kinds(list: &[Mapped]) -> HashMap<&'static str, usize> {
    let mut counts = HashMap::new();
    for d in list.iter().flat_map(|m| &m.diagnostics) {
        *counts.entry(d.kind).or_default() += 1;
    }
    counts
}

#[test]
fn koha_s_961_copies_from_its_export_and_from_its_table() {
    let Some(export) = shared("marc/koha-sample/koha-export-952.mrc") else {
        return;
    };
    let items = shared("marc/koha-sample/items.tsv").expect("beside it");
    let expected: BTreeSet<String> = rows(&items).into_iter().map(|r| r[3].clone()).collect();
    assert_eq!(expected.len(), 961);

    let (list, profile) = catalogue(&export);
    assert_eq!(
        (profile.system, profile.tag.as_str(), list.len()),
        (System::Koha, "952", 436),
        "{}",
        profile.explanation
    );
    same(&barcodes(&list), &expected);
    assert_eq!(list.iter().map(|m| m.items.len()).sum::<usize>(), 961);

    // The same copies from the table, joined to the records without copies: each to the same title.
    let xml = shared("marc/koha-sample/biblios.marcxml.gz").expect("beside it");
    let mut list = catalogue_without_copies(&xml);
    assert!(
        catalogue(&xml).1.is_none(),
        "a few 852 of other libraries are no copies of this one"
    );
    let by_title = |list: &[Mapped]| -> BTreeSet<(Option<String>, String)> {
        list.iter()
            .flat_map(|m| {
                m.items
                    .iter()
                    .map(|i| (m.keys.koha.clone(), i.barcode.clone()))
            })
            .collect()
    };
    let mut table = ItemsTable::new(None);
    table.push(&items);
    assert!(table.finish().is_empty());
    assert_eq!((table.len(), table.joined_by()), (961, Join::Koha));
    for mapped in &mut list {
        table.join(mapped);
    }
    assert_eq!(table.unmatched().count(), 0);
    same(&barcodes(&list), &expected);
    let expected: BTreeSet<_> = rows(&items)
        .into_iter()
        .map(|r| (Some(r[1].clone()), r[3].clone()))
        .collect();
    same(&by_title(&list), &expected);
}

#[test]
fn evergreen_s_4852_copies_joined_by_a_table() {
    let Some(xml) = shared("marc/evergreen-concerto/biblios.marcxml.gz") else {
        return;
    };
    let copies = shared("marc/evergreen-concerto/copies.tsv").expect("beside it");
    let rows = rows(&copies);
    assert_eq!(rows.len(), 4852);
    // 949 is left over from the system before; the table is the list of copies.
    let mut list = catalogue_without_copies(&xml);
    assert_eq!(list.len(), 339);
    let titles: BTreeSet<String> = list.iter().map(|m| m.bib.id.clone()).collect();

    let mut table = ItemsTable::new(None);
    for chunk in copies.chunks(1000) {
        table.push(chunk);
    }
    assert!(table.finish().is_empty());
    assert_eq!((table.len(), table.joined_by()), (4852, Join::Record));
    for mapped in &mut list {
        table.join(mapped);
    }
    // Every copy stands at its title, with the status of the table, or is told as one without a title in the file.
    let joined: BTreeSet<(String, String)> = list
        .iter()
        .flat_map(|m| {
            m.items
                .iter()
                .map(|i| (m.bib.id.clone(), i.barcode.clone()))
        })
        .collect();
    let expected: BTreeSet<(String, String)> = rows
        .iter()
        .filter(|r| titles.contains(&r[1]))
        .map(|r| (r[1].clone(), r[2].clone()))
        .collect();
    same(&joined, &expected);
    let left: Vec<_> = table.unmatched().collect();
    // Counted in the files by other means; the others' titles are not in the export.
    assert_eq!(joined.len(), 4787);
    assert_eq!(joined.len() + left.len(), 4852);
    assert_eq!(
        left.len(),
        rows.iter().filter(|r| !titles.contains(&r[1])).count()
    );
    assert!(
        left.iter()
            .all(|d| d.kind == "item-unmatched" && d.place.offset > 1)
    );

    let status: HashMap<&str, &Vec<String>> = rows.iter().map(|r| (r[2].as_str(), r)).collect();
    for item in list.iter().flat_map(|m| &m.items) {
        let row = status[item.barcode.as_str()];
        let expected = match (row[11].as_str(), row[7].as_str()) {
            ("1", _) => ItemStatus::Withdrawn,
            (_, "0") => ItemStatus::Available,
            (_, "1") => ItemStatus::OnLoan,
            (_, "3") => ItemStatus::Missing,
            (_, "5" | "9") => ItemStatus::Coming,
            other => panic!("{other:?}"),
        };
        let expected = if expected == ItemStatus::Available && row[9] == "0" {
            ItemStatus::InLibrary
        } else {
            expected
        };
        assert_eq!(item.status, expected, "{row:?}");
        assert_eq!(
            item.call_number.as_deref(),
            Some(row[3].trim()).filter(|t| !t.is_empty())
        );
        assert_eq!(
            item.price_cents
                .map(|p| format!("{}.{:02}", p / 100, p % 100))
                .unwrap_or_default(),
            row[8]
        );
    }
}

#[test]
fn destiny_s_852_complete_and_found_without_being_told() {
    let Some(bytes) = shared("marc/school-exports/destiny-852.mrc") else {
        return;
    };
    let (list, profile) = catalogue(&bytes);
    assert_eq!(
        (profile.system, profile.tag.as_str()),
        (System::Destiny, "852"),
        "{}",
        profile.explanation
    );
    assert!(profile.confidence >= 90, "{}", profile.confidence);
    let reads = reads(&bytes);
    assert_eq!((list.len(), reads.len()), (240, 240));
    let mut copies = 0;
    for (read, mapped) in reads.iter().zip(&list) {
        let fields: Vec<_> = read.record.fields("852").collect();
        assert_eq!(fields.len(), mapped.items.len());
        for (field, item) in fields.iter().zip(&mapped.items) {
            copies += 1;
            assert_eq!(Some(item.barcode.as_str()), field.sub('p').map(str::trim));
            assert_eq!(item.site.as_deref(), field.sub('a'));
            assert_eq!(item.copy.as_deref(), field.sub('t'));
            let call: Vec<&str> = ['k', 'h', 'i', 'm']
                .iter()
                .filter_map(|c| field.sub(*c))
                .collect();
            assert_eq!(item.call_number.as_deref(), Some(call.join(" ").as_str()));
            let price = field.sub('9').unwrap_or("");
            let cents = match price {
                "" => None,
                "1695" => Some(1695),
                "25" => Some(2500),
                pointed => pointed
                    .trim_start_matches('$')
                    .replace('.', "")
                    .parse()
                    .ok(),
            };
            assert_eq!(item.price_cents, cents, "{price}");
            let note = field.sub('x').unwrap_or("");
            assert_eq!(item.acquired_on.is_some(), note.contains("@c"), "{note}");
            assert_eq!(item.kind.is_some(), note.contains("@a"), "{note}");
        }
    }
    assert_eq!(copies, 389);

    // Every level: 521 with 0 and 8, 526; every interest: 521 with 2.
    // Some records also have the rating of a film in 521 8.
    let stated = |tag: &str, indicator: Option<u8>, source: &str| {
        reads
            .iter()
            .flat_map(|r| r.record.fields(tag))
            .filter(|f| indicator.is_none_or(|i| f.indicator(1) == i))
            .filter(|f| f.sub('b').unwrap_or("").contains(source))
            .count()
    };
    let measured = |test: fn(&Measure) -> bool| {
        list.iter()
            .flat_map(|m| &m.bib.levels)
            .filter(|l| test(&l.measure))
            .count()
    };
    assert_eq!(
        measured(|m| matches!(m, Measure::Grade(_))),
        stated("521", Some(b'0'), "Levels")
    );
    assert_eq!(
        measured(|m| matches!(m, Measure::Lexile { .. })),
        stated("521", Some(b'8'), "Lexile")
    );
    assert_eq!(
        measured(|m| matches!(m, Measure::AcceleratedReader { .. })),
        stated("526", None, "")
    );
    assert!(
        list.iter().filter(|m| m.bib.interest.is_some()).count() >= stated("521", Some(b'2'), "")
    );
    assert!(!kinds(&list).contains_key("level-unreadable"));
    assert!(!kinds(&list).contains_key("price-unreadable"));
}

#[test]
fn holdings_in_949_complete_and_found_without_being_told() {
    let Some(bytes) = shared("marc/school-exports/holdings-949.mrc") else {
        return;
    };
    let (list, profile) = catalogue(&bytes);
    assert_eq!(profile.tag, "949", "{}", profile.explanation);
    for (read, mapped) in reads(&bytes).iter().zip(&list) {
        let fields: Vec<_> = read.record.fields("949").collect();
        assert_eq!(fields.len(), mapped.items.len());
        for (field, item) in fields.iter().zip(&mapped.items) {
            assert_eq!(Some(item.barcode.as_str()), field.sub('b').map(str::trim));
            assert_eq!(item.call_number.as_deref(), field.sub('a'));
            assert_eq!(item.copy.as_deref(), field.sub('c'));
            assert_eq!(item.shelf.as_deref(), field.sub('l'));
            assert_eq!(
                item.price_cents.is_some(),
                field.sub('p').is_some_and(|p| !p.is_empty())
            );
        }
    }
    assert_eq!(barcodes(&list).len(), 385);
}

#[test]
fn goodbooks_has_ten_thousand_titles_with_their_ids_series_and_isbns() {
    let Some(bytes) = shared("goodbooks-10k/books.csv.zst") else {
        return;
    };
    let (titles, told) = table(&bytes);
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(titles.len(), 10_000);
    let by_id: HashMap<&str, &Mapped> = titles
        .iter()
        .map(|t| (t.mapped.bib.id.as_str(), &t.mapped))
        .collect();
    assert_eq!(by_id.len(), 10_000);
    assert!((1..=10_000).all(|n| by_id.contains_key(n.to_string().as_str())));
    let share = |test: &dyn Fn(&Mapped) -> bool| titles.iter().filter(|t| test(&t.mapped)).count();
    assert_eq!(
        share(&|m| !m.bib.title.proper.is_empty()
            && !m.bib.contributors.is_empty()
            && m.bib.popularity > 0),
        10_000
    );
    assert_eq!(share(&|m| m.bib.publication.year.is_some()), 9_979);
    assert!(share(&|m| !m.bib.isbns.is_empty()) > 9_200);
    assert!(share(&|m| m.bib.series.iter().any(|s| s.number.is_some())) > 3_000);
    assert!(share(&|m| !m.bib.languages.is_empty()) > 8_900);

    // What the known-item queries ask for stands where the search will look.
    let queries = shared("queries-public.tsv").expect("beside it");
    let (mut series, mut isbns) = (0, 0);
    for row in rows(&queries).iter().filter(|r| r[1] == "goodbooks") {
        let targets: Vec<&Mapped> = row[5].split(',').map(|id| by_id[id.trim()]).collect();
        match row[2].as_str() {
            "series_number" => {
                // Every word of "discworld 12 witches 3" is in a series or its number.
                let folded = carrel_core::call_number::folded;
                let found = targets.iter().any(|m| {
                    let said: Vec<String> = m
                        .bib
                        .series
                        .iter()
                        .map(|s| {
                            folded(&format!(
                                "{} {}",
                                s.title,
                                s.number.as_deref().unwrap_or("")
                            ))
                        })
                        .collect();
                    let said = said.join(" ");
                    let asked = folded(&row[3]);
                    asked.split(' ').all(|w| said.split(' ').any(|s| s == w))
                });
                assert!(found, "{row:?} {:?}", targets[0].bib.series);
                series += 1;
            }
            "isbn" => {
                let isbn = Isbn::parse(&row[3]).expect("valid");
                assert!(
                    targets.iter().any(|m| m.bib.isbns.contains(&isbn)),
                    "{row:?} {:?}",
                    targets[0].bib.isbns
                );
                isbns += 1;
            }
            _ => {}
        }
    }
    assert_eq!((series, isbns), (38, 37));
}

#[test]
fn book_categories_has_5700_titles() {
    let Some(bytes) = shared("book-categories-5k/books.tsv.zst") else {
        return;
    };
    let (titles, told) = table(&bytes);
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(titles.len(), 5_700);
    let ids: BTreeSet<&str> = titles.iter().map(|t| t.mapped.bib.id.as_str()).collect();
    assert_eq!(ids.len(), 5_700);
    assert!(
        titles
            .iter()
            .all(|t| !t.mapped.bib.title.proper.is_empty() && t.mapped.bib.genres.len() == 1)
    );
    let with_isbn = titles
        .iter()
        .filter(|t| !t.mapped.bib.isbns.is_empty())
        .count();
    assert!(with_isbn > 5_500, "{with_isbn}");
    let comics = titles
        .iter()
        .filter(|t| t.mapped.bib.format == Format::GraphicNovel)
        .count();
    assert_eq!(comics, 190);
}

#[test]
fn gutenberg_keeps_language_subjects_links_and_articles() {
    let Some(bytes) = shared("gutenberg/gutenberg.mrc.zst") else {
        return;
    };
    // A fortieth of the file is enough in a debug build; the bench maps all of it.
    let (list, profile) = catalogue(&bytes[..1_200_000]);
    assert!(profile.is_none(), "{}", profile.explanation);
    assert!(list.len() > 1_500, "{}", list.len());
    let whole = &list[..list.len() - 1];
    for m in whole {
        assert_eq!(m.bib.format, Format::Ebook, "{}", m.bib.id);
        assert!(m.bib.id.starts_with("pg") && !m.bib.title.proper.is_empty());
        assert_eq!(m.bib.links.len(), 1, "{}", m.bib.id);
        assert!(m.bib.links[0].url.ends_with(&m.bib.id[2..]));
        assert_eq!(
            m.bib.languages.len(),
            1,
            "{}: 008 is 39 characters long, its language is there all the same",
            m.bib.id
        );
    }
    let english = whole.iter().filter(|m| m.bib.languages[0] == "eng").count();
    assert!(english * 10 > whole.len() * 8, "{english}");
}

#[test]
fn every_shared_marc_file_is_mapped_and_files_on_a_shelf() {
    let Some(index) = shared("marc/INDEX.tsv") else {
        return;
    };
    let order = PrefixOrder::default();
    let (mut titles, mut items) = (0, 0);
    for row in rows(&index)
        .iter()
        .filter(|r| r[1] != "other" || r[0].ends_with(".mrk") || r[0].ends_with(".lif"))
    {
        let bytes = shared(&format!("marc/{}", row[0])).expect("in the index");
        let (list, profile) = catalogue(&bytes);
        assert!(!profile.explanation.is_empty());
        for m in &list {
            assert!(!m.bib.id.is_empty(), "{}", row[0]);
            if m.outcome != Outcome::Kept {
                assert!(!m.diagnostics.is_empty(), "{}: left out in silence", row[0]);
                continue;
            }
            if m.bib.title.proper.is_empty() {
                assert!(
                    m.diagnostics.iter().any(|d| d.kind == "no-title"),
                    "{} {}",
                    row[0],
                    m.bib.id
                );
            }
            for text in m
                .items
                .iter()
                .filter_map(|i| i.call_number.as_deref())
                .chain(m.bib.call_number.as_deref())
            {
                assert!(
                    !CallNumber::parse(text).is_empty()
                        || text.chars().all(|c| !c.is_alphanumeric()),
                    "{text}"
                );
            }
            assert!(!shelf_key(&m.bib, m.items.first(), &order).0.is_empty());
            titles += 1;
            items += m.items.len();
        }
    }
    assert!(
        titles > 5_500 && items > 5_500,
        "{titles} titles, {items} copies"
    );
}
