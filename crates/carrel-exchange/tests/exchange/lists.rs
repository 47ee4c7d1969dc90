//! Lists of real systems.

use carrel_exchange::lists::{Entry, List, ListReader, Patron};

use crate::shared::shared;

/// As Destiny exports patrons, with invented people.
const OWN: &str = "SiteShortName,Barcode,DistrictID,LastName,FirstName,MiddleName,Nickname,PatronType,AccessLevel,Status,Gender,Homeroom,GradeLevel,CardExpires,GraduationYear,BirthDate,UserName,Password,EmailPrimary
WES,P 7,S7,\"Example, Jr.\",Maximiliana-Aurelia,,,Student,Patron,A,,Room 2,5,06/30/2027,2033,01/02/15,max,secret,max@example.org
WES,P 8,S8,Müller,Zoë,,Zo,Student,Patron,I,,Room 2,5,,,,,,
";

fn patrons(bytes: &[u8]) -> Vec<Patron> {
    let mut reader = ListReader::new(List::Patrons, None);
    for piece in bytes.chunks(64) {
        reader.push(piece);
    }
    reader.finish();
    assert_eq!(reader.take_findings(), []);
    std::iter::from_fn(|| reader.next_entry())
        .map(|entry| match entry {
            Entry::Patron(patron) => patron,
            _ => panic!("a list of patrons holds patrons"),
        })
        .collect()
}

#[test]
fn our_own_patrons_and_only_what_a_desk_needs() {
    let found = patrons(OWN.as_bytes());
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].hint(), "Maximiliana-");
    assert_eq!(found[0].last_name, "Example, Jr.");
    assert_eq!(
        found[0].expires.map(|on| on.to_string()).as_deref(),
        Some("2027-06-30")
    );
    assert_eq!(found[0].block, None);
    assert_eq!(found[1].hint(), "Zo");
    assert!(found[1].block.is_some());
    let bytes = postcard::to_allocvec(&found[0]).unwrap();
    let has = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(has("Room 2") && !has("secret") && !has("example.org") && !has("01/02/15"));
}

#[test]
fn the_shared_destiny_patrons_are_read() {
    let Some(bytes) = shared("data/protocols/destiny-patrons-sample.csv") else {
        return;
    };
    let found = patrons(&bytes);
    let cards: Vec<&str> = found.iter().map(|patron| patron.card.as_str()).collect();
    assert_eq!(cards, ["P 1001", "P 1002", "P 2001"]);
    let hints: Vec<String> = found.iter().map(Patron::hint).collect();
    assert_eq!(hints, ["Ana María", "Lee-Lee", "Zoë"]);
    assert!(found.iter().all(|patron| patron.block.is_none()));
}
