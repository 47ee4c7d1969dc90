//! What columns are called: in the tables of known makers, and in most others.

use std::sync::OnceLock;

use super::Column;
use super::patrons::speaks_of_person;

/// Tables whose makers are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Goodreads,
    Libib,
    LibraryThing,
    Goodbooks,
    BookCategories,
    BookBuddy,
    Koha,
    Evergreen,
    Any,
}

impl Layout {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Goodreads => "goodreads",
            Self::Libib => "libib",
            Self::LibraryThing => "librarything",
            Self::Goodbooks => "goodbooks-10k",
            Self::BookCategories => "book-categories",
            Self::BookBuddy => "bookbuddy",
            Self::Koha => "koha",
            Self::Evergreen => "evergreen",
            Self::Any => "",
        }
    }
}

pub(super) fn layout(keys: &[String]) -> Layout {
    let has = |name: &str| keys.iter().any(|k| k == name);
    if has("bookshelves") && (has("exclusive shelf") || has("author l f")) {
        Layout::Goodreads
    } else if has("ean isbn13") || has("item type") && has("creators") {
        Layout::Libib
    } else if has("primary author") && (has("book id") || has("sort character")) {
        Layout::LibraryThing
    } else if has("best book id") || has("work ratings count") {
        Layout::Goodbooks
    } else if has("asin or isbn10") {
        Layout::BookCategories
    } else if has("status incompleted reason") {
        Layout::BookBuddy
    } else if has("biblionumber") && has("itemnumber") {
        Layout::Koha
    } else if has("circ lib") && has("owning lib") {
        Layout::Evergreen
    } else {
        Layout::Any
    }
}

/// Meanings that a layout's names have and no other table's.
pub(super) fn layout_column(layout: Layout, key: &str) -> Option<Column> {
    let table: &[(&str, Column)] = match layout {
        Layout::Goodreads => &[
            ("bookshelves", Column::Tags),
            ("date added", Column::Added),
            ("year published", Column::Year),
            ("bookshelves with positions", Column::Ignore),
            ("exclusive shelf", Column::Ignore),
            ("date read", Column::Ignore),
        ],
        Layout::Libib => &[
            ("collection", Column::Shelf),
            ("creators", Column::Author),
            ("first name", Column::Ignore),
            ("last name", Column::Ignore),
            ("upc isbn10", Column::Isbn),
            ("publish date", Column::Year),
            ("group", Column::Genres),
            ("length", Column::Pages),
            ("age group", Column::Audience),
            ("status", Column::Ignore),
            ("notes", Column::Ignore),
            ("added", Column::Added),
        ],
        Layout::LibraryThing => &[
            ("primary author", Column::Author),
            ("secondary author", Column::MoreAuthors),
            ("publication", Column::Ignore),
            ("date", Column::Year),
            ("collections", Column::Shelf),
            ("comment", Column::Ignore),
            ("work id", Column::Ignore),
            ("status", Column::Ignore),
            ("source", Column::Ignore),
        ],
        Layout::Goodbooks => &[
            ("original title", Column::OtherTitle),
            ("image url", Column::Ignore),
            ("small image url", Column::Ignore),
            ("goodreads book id", Column::Ignore),
            ("best book id", Column::Ignore),
            ("work id", Column::Ignore),
        ],
        Layout::BookCategories => &[
            ("asin or isbn10", Column::Isbn),
            ("category", Column::Genres),
        ],
        // How far its reader has come.
        Layout::BookBuddy => &[("status", Column::Ignore)],
        Layout::Koha => &[
            ("biblioitemnumber", Column::Ignore),
            ("itemnumber", Column::Ignore),
            ("holdingbranch", Column::Ignore),
            ("permanent location", Column::Ignore),
            ("stocknumber", Column::Ignore),
        ],
        Layout::Evergreen => &[("owning lib", Column::Ignore), ("copy id", Column::Ignore)],
        Layout::Any => &[],
    };
    table
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, column)| *column)
}

/// What a column of that name holds in most tables.
pub(super) fn by_name(key: &str) -> Option<Column> {
    if let Some(column) = exactly(key).or_else(|| by_tag(key)) {
        return Some(column);
    }
    // "Name of student who borrowed the book": whoever it is, a name like that must never be the title of a public catalogue.
    let mut words = key.split(' ');
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or_default();
    let of_book = BOOK.contains(&last) && words.all(|word| OF_THE.contains(&word));
    if NAME_OF.contains(&first) {
        return of_book.then_some(Column::Title);
    }
    if speaks_of_person(key) {
        return None;
    }
    // "Título del libro", "Titel des Buches".
    if TITLE_OF.contains(&first) && of_book {
        return Some(Column::Title);
    }
    // Most other names have none of these words, and need no closer look.
    let near = ["title", "isbn", "barcode", "lexile"];
    if !near.iter().any(|word| key.contains(word)) {
        return numbered(key);
    }
    // "Book title", "Title of item": a title, as no other name with the word says that it is not.
    let word = |w: &str| key.split(' ').any(|k| k == w);
    if word("title")
        && !["series", "sub", "sort", "id", "number", "count", "original"]
            .iter()
            .any(|w| word(w))
    {
        Some(Column::Title)
    } else if word("isbn") {
        Some(Column::Isbn)
    } else if word("barcode") && !["patron", "borrower", "student"].iter().any(|w| word(w)) {
        Some(Column::Barcode)
    } else if word("lexile") {
        Some(Column::Lexile)
    } else {
        None
    }
}

const TITLE_OF: &[&str] = &["título", "titulo", "titre", "titel", "titolo", "title"];
/// A name may be a book's or a person's.
pub(super) const NAME_OF: &[&str] = &["nombre", "name", "nom", "nome", "naam"];
const BOOK: &[&str] = &[
    "book", "libro", "livre", "buch", "buches", "livro", "boek", "llibre", "title",
];
/// What may stand between "name" or "title" and whose it is.
pub(super) const OF_THE: &[&str] = &[
    "of", "the", "this", "each", "del", "de", "la", "el", "los", "las", "do", "da", "dos", "das",
    "du", "des", "l", "d", "van", "het", "dem", "der", "von",
];

/// "245 a" as Koha's and MarcEdit's tables write 245$a; of "245 a b" the first.
fn by_tag(key: &str) -> Option<Column> {
    let mut parts = key.split(' ');
    let (tag, code) = (parts.next()?, parts.next()?);
    let is_tag = tag.len() == 3 && tag.bytes().all(|b| b.is_ascii_digit());
    let letters = core::iter::once(code)
        .chain(parts)
        .all(|part| part.len() == 1);
    (is_tag && letters)
        .then(|| exactly(&format!("{tag}{code}")))
        .flatten()
}

/// "Subject 2", "Author3": one of several columns with one meaning, where that may be a list.
fn numbered(key: &str) -> Option<Column> {
    let bare = key.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.is_empty() || !(1..=2).contains(&(key.len() - bare.len())) {
        return None;
    }
    exactly(bare.trim_end()).filter(|column| {
        let lists = [
            Column::Author,
            Column::MoreAuthors,
            Column::Illustrator,
            Column::Translator,
            Column::Editor,
            Column::Narrator,
            Column::Subjects,
            Column::Genres,
            Column::Tags,
            Column::Awards,
            Column::Barcode,
        ];
        lists.contains(column)
    })
}

/// The column of just that name: all names in order, sorted once.
fn exactly(key: &str) -> Option<Column> {
    static SORTED: OnceLock<Vec<(&str, Column)>> = OnceLock::new();
    let sorted = SORTED.get_or_init(|| {
        let all = NAMES.iter();
        let mut all: Vec<_> = all
            .flat_map(|(column, names)| names.iter().map(|name| (*name, *column)))
            .collect();
        all.sort_unstable_by_key(|(name, _)| *name);
        all
    });
    let at = sorted.binary_search_by_key(&key, |(name, _)| *name).ok()?;
    Some(sorted[at].1)
}

/// Names of columns, the plainest first, as [`super::key`] makes them.
#[rustfmt::skip]
pub(super) const NAMES: &[(Column, &[&str])] = &[
    (Column::Id, &[
        "id", "control number", "bib id", "book id", "title id", "bib number", "catalog id", "001",
    ]),
    (Column::RecordId, &[
        "record id", "biblionumber", "biblio number", "bibnumber", "bibrecordid", "bib record id",
        "record number", "bib record number", "title control number", "tcn",
    ]),
    (Column::Title, &[
        "title", "book title", "título", "titulo", "titre", "titel", "item title", "full title", "245a",
        "haupttitel", "name", "book name", "name of the book", "name of book", "buchtitel", "título del libro",
        "titulo del libro", "nombre del libro", "titre du livre", "titolo", "tytuł", "título do livro", "boektitel",
        "título de la obra", "títol", "tittel", "titill", "название", "название книги", "назва", "书名", "書名",
        "題名", "제목", "도서명", "عنوان", "العنوان", "عنوان الكتاب", "اسم الكتاب", "kitap adı", "kitabın adı",
        "eser adı", "nhan đề", "tên sách", "titlu", "título da obra", "naslov", "názov", "název",
    ]),
    (Column::Subtitle, &[
        "subtitle", "sub title", "remainder of title", "subtítulo", "subtitulo", "245b", "untertitel",
        "sous titre",
    ]),
    (Column::SortCharacter, &["sort character"]),
    (Column::OtherTitle, &[
        "original title", "other title", "alternate title", "uniform title", "título original", "originaltitel",
        "titre original",
    ]),
    (Column::Author, &[
        "author", "authors", "creator", "creators", "primary author", "author s", "author name", "autor",
        "autora", "autores", "auteur", "by", "written by", "100a", "verfasser", "verfasserin",
        "verfasser in", "autor in", "autoren", "auteurs", "auteur s", "author illustrator", "author and illustrator",
        "authors illustrators", "author s illustrator s", "author illustrators", "author names", "author s name",
        "name of the author", "name of author", "autore", "autori", "schrijver", "autorzy", "nombre del autor",
        "nom de l auteur", "nome do autor", "autor a", "автор", "авторы", "作者", "著者", "저자", "المؤلف",
        "اسم المؤلف", "yazar", "yazarı", "yazar adı", "forfatter", "författare", "tác giả",
    ]),
    (Column::AuthorSorted, &[
        "author l f", "author last first", "author sort", "sort author", "author lastname firstname",
    ]),
    (Column::MoreAuthors, &[
        "additional authors", "secondary author", "secondary authors", "other authors", "contributors",
        "contributor", "coauthor", "co author", "added author", "otros autores", "700a",
        "weitere verfasser", "mitwirkende", "autres auteurs", "contributeurs",
    ]),
    (Column::LastName, &[
        "last name", "author last name", "author last", "surname", "lastname", "apellido", "apellidos",
    ]),
    (Column::FirstName, &["first name", "author first name", "author first", "firstname", "nombre"]),
    (Column::Illustrator, &[
        "illustrator", "illustrators", "ilustrador", "illustrated by", "illustratorin", "illustrateur",
        "illustratrice",
    ]),
    (Column::Translator, &[
        "translator", "translators", "traductor", "übersetzer", "übersetzerin", "traducteur", "traductrice",
        "traductora",
    ]),
    (Column::Editor, &["editor", "editors", "edited by", "herausgeber", "herausgeberin"]),
    (Column::Narrator, &["narrator", "narrators", "read by", "sprecher", "sprecherin", "narrateur"]),
    (Column::Isbn, &[
        "isbn", "isbn13", "isbn 13", "isbn10", "isbn 10", "isbns", "ean isbn13", "ean", "isbn issn",
        "isbn number", "standard number", "020a", "asin or isbn10", "isbn upc", "upc isbn10",
    ]),
    (Column::Issn, &["issn", "022a"]),
    (Column::Lccn, &["lccn", "010a"]),
    (Column::Series, &[
        "series", "series title", "series name", "serie", "colección", "coleccion", "series statement", "490a",
        "830a", "reihe", "reihentitel", "schriftenreihe", "série", "reeks", "collana", "coleção", "series and number", "seria", "серия",
    ]),
    (Column::SeriesNumber, &[
        "series number", "series no", "number in series", "series volume", "series position", "series index",
        "book number", "número de serie", "490v", "bandnummer", "reihennummer", "numéro de série", "series vol", "series book number", "series book no", "book in series", "volume in series",
        "no in series", "número na série", "deelnummer", "numero di serie",
    ]),
    (Column::Publisher, &[
        "publisher", "editorial", "publisher name", "verlag", "éditeur", "260b", "264b", "editeur",
        "maison d édition", "publishers", "name of the publisher", "name of publisher", "editora", "editore",
        "casa editrice", "uitgever", "uitgeverij", "wydawnictwo", "wydawca", "издательство", "出版社", "الناشر",
        "yayınevi", "forlag", "förlag",
    ]),
    (Column::Place, &[
        "place", "place of publication", "publication place", "lugar", "260a", "264a", "verlagsort",
        "erscheinungsort", "lieu", "lieu d édition", "lieu de publication", "local de publicação", "luogo", "plaats van uitgave",
    ]),
    (Column::Year, &[
        "year", "publication year", "year published", "published", "publish date", "publication date",
        "pub date", "pub year", "copyright", "copyright date", "copyright year", "date published",
        "year of publication", "año", "ano", "fecha de publicación", "260c", "264c", "date", "jahr",
        "erscheinungsjahr", "année", "annee", "année de publication", "année d édition", "date de publication",
        "date d édition", "date de parution", "parution", "jaar", "jaar van uitgave", "anno", "anno di pubblicazione",
        "ano de publicação", "rok wydania", "год", "год издания", "出版年", "سنة النشر", "yayın yılı",
    ]),
    (Column::OriginalYear, &[
        "original publication year", "original year", "first published", "year first published",
    ]),
    (Column::Edition, &["edition", "edición", "edicion", "250a", "auflage", "édition", "edição", "editie", "druk", "edizione"]),
    (Column::Pages, &[
        "pages", "number of pages", "page count", "num pages", "páginas", "paginas", "pagination", "seiten",
        "seitenzahl", "anzahl seiten", "nombre de pages", "nb pages", "no of pages", "número de páginas", "pagine",
        "aantal pagina s", "pagina s",
    ]),
    (Column::Extent, &[
        "extent", "physical description", "description physical", "300a", "umfang", "description matérielle",
    ]),
    (Column::Language, &[
        "language", "languages", "language code", "lang", "idioma", "lengua", "langue", "sprache", "langues",
        "língua", "lingua", "taal", "język", "язык", "语言", "اللغة",
    ]),
    (Column::Subjects, &[
        "subjects", "subject", "subject headings", "subject heading", "topics", "topic", "materia", "materias",
        "temas", "tema", "keywords", "650a", "descriptors", "schlagwort", "schlagwörter", "schlagworte",
        "sujet", "sujets", "mots clés", "mots clefs", "mot clé", "thème", "thèmes", "assunto", "assuntos", "soggetto", "soggetti", "onderwerp", "onderwerpen",
        "trefwoord", "trefwoorden",
    ]),
    (Column::Genres, &[
        "genre", "genres", "category", "categories", "género", "genero", "categoría", "655a", "gattung",
        "kategorie", "interessenkreis", "catégorie", "catégories", "gênero", "genere", "categoria",
    ]),
    (Column::Tags, &["tags", "tag", "labels", "etiquetas"]),
    (Column::Summary, &[
        "summary", "description", "abstract", "synopsis", "annotation", "resumen", "sinopsis", "blurb", "520a",
        "zusammenfassung", "inhaltsangabe", "kurzbeschreibung", "résumé", "resumé",
    ]),
    (Column::Contents, &["contents", "table of contents", "505a"]),
    // "Notes" alone may say who lost a book: only what calls itself public or general is shown.
    (Column::Notes, &[
        "general note", "general notes", "public note", "public notes", "note for readers", "500a",
        "nota general", "notas generales", "nota pública", "notas públicas", "note publique", "note générale",
        "allgemeine fußnote",
    ]),
    (Column::Awards, &["awards", "award"]),
    (Column::Audience, &[
        "audience", "age group", "age range", "ages", "age", "target audience", "reading age", "edad",
        "altersempfehlung", "alter", "lesealter", "tranche d âge", "âge", "public visé",
    ]),
    (Column::InterestGrades, &[
        "interest level", "interest grade", "interest grades", "grade range", "grades", "interest grade level",
        "interest",
    ]),
    (Column::Lexile, &["lexile", "lexile level", "lexile measure", "lexile score", "lexile code"]),
    (Column::ArLevel, &[
        "ar level", "ar book level", "atos level", "atos", "atos book level", "accelerated reader level",
        "accelerated reader", "ar", "bl", "book level", "ar reading level",
    ]),
    (Column::ArPoints, &["ar points", "ar pts", "accelerated reader points", "ar point value"]),
    (Column::ArQuiz, &[
        "ar quiz", "ar quiz number", "quiz number", "ar quiz no", "quiz no", "ar test number",
    ]),
    (Column::ArInterest, &["ar interest level", "ar interest", "il"]),
    (Column::RcLevel, &["rc level", "reading counts level", "reading counts", "src level"]),
    (Column::RcPoints, &["rc points", "reading counts points", "src points"]),
    (Column::RcQuiz, &["rc quiz", "rc quiz number", "reading counts quiz", "src quiz"]),
    (Column::GradeLevel, &[
        "reading level", "grade level", "reading grade level", "grade", "rl", "level", "nivel de lectura",
        "grado",
    ]),
    (Column::FountasPinnell, &[
        "guided reading level", "guided reading", "fountas pinnell", "f p", "fountas and pinnell", "f p level",
        "grl", "guided reading letter",
    ]),
    (Column::Format, &[
        "format", "binding", "media", "media type", "item type format", "material type", "medium", "formato",
        "type", "material", "book type", "item type", "medienart", "medientyp", "einband", "type de document",
        "support",
    ]),
    (Column::CallNumber, &[
        "call number", "callnumber", "call no", "itemcallnumber", "item call number", "shelf mark", "shelfmark",
        "spine label", "other call number", "signatura", "signatura topográfica", "clasificación", "call num",
        "label", "852h", "952o", "signatur", "standortsignatur", "cote", "cota", "collocazione", "signatuur", "número de chamada", "numero de chamada",
        "class no", "class number", "classification no", "classification number",
    ]),
    (Column::CallPrefix, &["call number prefix", "call prefix", "prefix"]),
    (Column::CallSuffix, &["call number suffix", "call suffix", "suffix", "cutter", "author mark"]),
    (Column::Dewey, &[
        "dewey", "dewey decimal", "ddc", "dewey number", "dewey class", "dewey decimal number", "082a",
    ]),
    (Column::Lcc, &["lc classification", "lcc", "lc class", "lc call number", "050a"]),
    (Column::Barcode, &[
        "barcode", "bar code", "item barcode", "copy barcode", "item id", "accession number", "accession no",
        "accession", "código de barras", "codigo de barras", "barcode number", "952p", "852p",
        "copy id barcode", "barcodes", "bar codes", "item barcodes", "copy barcodes", "mediennummer",
        "strichcode", "inventarnummer", "zugangsnummer", "code barres", "code à barres", "codes barres",
        "numéro d inventaire", "acc no", "acc number", "accn no", "accession nos", "tombo", "número de tombo",
        "numero de tombo", "nº de tombo", "n de tombo", "tombamento", "número de registro", "nº de registro",
        "número de inventario", "nº de inventario", "numero d inventario", "numero di inventario", "inventarisnummer",
        "streepjescode", "codice a barre", "kod kreskowy", "barkod", "штрихкод",
    ]),
    (Column::Copies, &[
        "copies", "number of copies", "copy count", "quantity", "qty", "owned copies", "total copies",
        "ejemplares", "cantidad", "copies owned", "no of copies", "stock", "exemplare", "anzahl exemplare",
        "exemplaires", "nombre d exemplaires", "quantidade", "exemplares", "aantal exemplaren", "numero copie",
    ]),
    (Column::Available, &[
        "available", "copies available", "available copies", "number available", "copies in", "in", "checked in",
        "copies checked in", "copies on shelf", "on shelf", "ejemplares disponibles", "disponibles", "verfügbar",
        "disponible", "disponível", "disponíveis", "disponibile", "disponibili", "beschikbaar",
    ]),
    (Column::Out, &[
        "copies out", "out", "checked out", "copies checked out", "number out", "number checked out", "on loan",
        "copies on loan", "loaned", "loaned out", "prestados", "ejemplares prestados", "ausgeliehen", "empruntés",
        "prêtés", "checkedout", "currently checked out", "currently out", "signed out", "lent", "lent out",
        "borrowed", "prestado", "prestada", "en préstamo", "en prestamo", "emprunté", "prêté", "en prêt", "sorti",
        "entliehen", "verliehen", "emprestado", "emprestada", "emprestados", "em empréstimo", "prestato",
        "in prestito", "uitgeleend", "geleend",
    ]),
    (Column::OnShelf, &["is available", "is on shelf", "is in"]),
    (Column::IsOut, &["is out", "is checked out", "is on loan", "is loaned", "is lent", "is borrowed"]),
    (Column::LentTo, &[
        "loaned to", "checked out to", "lent to", "checked out by", "borrowed by", "on loan to", "issued to",
        "signed out to", "signed out by", "prestado a", "prestada a", "ausgeliehen an", "verliehen an",
        "entliehen von", "prêté à", "emprunté par", "emprestado a", "emprestado para", "prestato a",
        "uitgeleend aan",
    ]),
    (Column::CopyNumber, &[
        "copy number", "copynumber", "copy no", "copy", "ejemplar", "exemplarnummer", "exemplaire",
    ]),
    (Column::Volume, &[
        "volume", "vol", "enumchron", "issue", "part", "volumen", "enumeration", "band", "tome",
    ]),
    (Column::Shelf, &[
        "shelf", "location", "shelving location", "shelf location", "sublocation", "sub location", "collection",
        "collections", "section", "ubicación", "ubicacion", "home location", "ccode", "collection code",
        "permanent location", "estante", "copy category", "copy categories", "circulating location", "room",
        "bookcase", "standort", "regal", "emplacement", "localisation", "rayon", "localização", "localizacao", "prateleira",
        "scaffale", "locatie", "plank", "rack", "rack no", "rack number", "almirah", "almirah no", "shelf no",
        "shelf number",
    ]),
    (Column::Site, &[
        "site", "circ lib", "homebranch", "home branch", "branch", "school", "library", "site name",
        "site short name", "campus", "biblioteca", "holding library", "home library", "owning lib",
        "owning library", "building", "zweigstelle", "bibliothek", "schule", "bibliothèque", "établissement",
        "école",
    ]),
    (Column::Status, &[
        "status", "copy status", "item status", "availability", "circulation status", "current status",
        "estado", "disponibilidad", "verfügbarkeit", "statut", "disponibilité", "loan status", "circ status",
        "circulation", "checkout status", "check out status", "in out", "availability status", "book status",
        "estatus", "situación", "ausleihstatus", "statut de prêt", "situação", "situacao", "disponibilidade",
        "stato", "disponibilità", "beschikbaarheid", "leenstatus", "uitleenstatus",
    ]),
    (Column::Due, &[
        "due date", "due", "onloan", "date due", "fecha de devolución", "due on", "rückgabedatum", "fällig am",
        "fälligkeitsdatum", "date de retour", "retour prévu", "data de devolução", "data di restituzione", "inleverdatum", "retourdatum",
    ]),
    (Column::ItemType, &[
        "itype", "circulation type", "circ type", "circ modifier", "item category", "koha item type",
        "copy type", "collection type",
    ]),
    (Column::Price, &[
        "price", "cost", "purchase price", "list price", "replacementprice", "replacement price", "precio",
        "value", "replacement cost", "preis", "kaufpreis", "prix", "preço", "prezzo", "prijs", "mrp",
    ]),
    (Column::Acquired, &[
        "date acquired", "acquired", "dateaccessioned", "acquisition date", "purchase date", "date purchased",
        "accession date", "date received", "fecha de adquisición", "acquired date", "anschaffungsdatum",
        "zugangsdatum", "kaufdatum", "date d acquisition", "date d achat", "date of accession", "data de aquisição", "aankoopdatum",
    ]),
    (Column::ItemNote, &[
        "itemnotes", "public copy note", "public copy notes", "public item note", "public item notes",
    ]),
    (Column::Withdrawn, &["withdrawn"]),
    (Column::Lost, &[
        "itemlost", "lost", "missing", "lost or missing", "lost missing", "is lost", "is missing", "perdido",
        "perdida", "extraviado", "extraviada", "verloren", "vermisst", "perdu", "manquant", "smarrito", "vermist",
        "zoek", "kwijt",
    ]),
    (Column::Damaged, &["damaged"]),
    (Column::NotForLoan, &["notforloan", "not for loan"]),
    (Column::Circulates, &["circulate", "circulates"]),
    (Column::Deleted, &["deleted", "is deleted"]),
    (Column::Url, &[
        "url", "link", "web address", "ebook url", "electronic location", "856u", "ebook link", "uri",
        "website",
    ]),
    (Column::CoverUrl, &["cover url", "cover image", "cover", "image url", "cover image url"]),
    (Column::Popularity, &[
        "ratings count", "popularity", "checkouts", "total checkouts", "circulations", "circs",
        "times borrowed", "issues", "loan count", "checkout count", "number of checkouts",
    ]),
    (Column::Added, &[
        "date added", "added", "entry date", "date entered", "created", "date created", "cataloged",
        "date cataloged",
    ]),
    // Read by no one: what readers think, did or borrowed, and what is for staff alone.
    (Column::Ignore, &[
        "my rating", "average rating", "rating", "my review", "review", "private notes", "private comment",
        "private comments", "spoiler", "read count", "date read", "date started", "began", "completed",
        "review date", "lending patron", "lending status", "lending start", "lending end", "patron",
        "patron name", "borrower", "borrower name", "itemnotes nonpublic", "staff note", "recommended for",
        "recommended by", "number of discs", "number of players", "ensemble", "aspect ratio", "esrb",
        "primary author role", "secondary author roles", "weight", "height", "thickness", "width", "dimensions",
        "dewey wording", "from where", "oclc", "bcid", "original languages", "books count",
        "work ratings count", "work text reviews count", "ratings 1", "ratings 2", "ratings 3", "ratings 4",
        "ratings 5", "small image url", "cn source", "cn sort", "more subfields xml", "timestamp", "holdable",
        "datelastborrowed", "datelastseen", "replacementpricedate", "booksellerid", "vendor", "stack",
        "restricted", "renewals", "reserves", "materials", "coded location qualifier", "itemlost on",
        "withdrawn on", "new status",
    ]),
];
