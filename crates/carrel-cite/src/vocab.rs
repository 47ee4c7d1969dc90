//! The words of CSL 1.0.2 as numbers: variables, item types, elements, attributes and attribute values.
//!
//! A compiled style holds only these numbers, so appending to a table is fine and reordering is not.

/// Makes one constant a word and the table of the words.
macro_rules! words {
    ($table:ident: $($name:ident = $text:literal,)*) => {
        words!(@ 0u8; $($name,)*);
        pub(crate) const $table: &[&str] = &[$($text,)*];
    };
    (@ $n:expr; $name:ident, $($rest:ident,)*) => {
        #[allow(dead_code)]
        pub(crate) const $name: u8 = $n;
        words!(@ $n + 1; $($rest,)*);
    };
    (@ $n:expr;) => {};
}

words! { VARS:
    // Names.
    V_AUTHOR = "author", V_CHAIR = "chair", V_COLLECTION_EDITOR = "collection-editor", V_COMPILER = "compiler",
    V_COMPOSER = "composer", V_CONTAINER_AUTHOR = "container-author", V_CONTRIBUTOR = "contributor",
    V_CURATOR = "curator", V_DIRECTOR = "director", V_EDITOR = "editor", V_EDITOR_TRANSLATOR = "editor-translator",
    V_EDITORIAL_DIRECTOR = "editorial-director", V_EXECUTIVE_PRODUCER = "executive-producer", V_GUEST = "guest",
    V_HOST = "host", V_ILLUSTRATOR = "illustrator", V_INTERVIEWER = "interviewer", V_NARRATOR = "narrator",
    V_ORGANIZER = "organizer", V_ORIGINAL_AUTHOR = "original-author", V_PERFORMER = "performer",
    V_PRODUCER = "producer", V_RECIPIENT = "recipient", V_REVIEWED_AUTHOR = "reviewed-author",
    V_SCRIPT_WRITER = "script-writer", V_SERIES_CREATOR = "series-creator", V_TRANSLATOR = "translator",
    // Dates.
    V_ACCESSED = "accessed", V_AVAILABLE_DATE = "available-date", V_EVENT_DATE = "event-date", V_ISSUED = "issued",
    V_ORIGINAL_DATE = "original-date", V_SUBMITTED = "submitted",
    // Numbers.
    V_CHAPTER_NUMBER = "chapter-number", V_CITATION_NUMBER = "citation-number",
    V_COLLECTION_NUMBER = "collection-number", V_EDITION = "edition",
    V_FIRST_NOTE = "first-reference-note-number", V_ISSUE = "issue", V_LOCATOR = "locator", V_NUMBER = "number",
    V_NUMBER_OF_PAGES = "number-of-pages", V_NUMBER_OF_VOLUMES = "number-of-volumes", V_PAGE = "page",
    V_PAGE_FIRST = "page-first", V_PART_NUMBER = "part-number", V_PRINTING_NUMBER = "printing-number",
    V_SECTION = "section", V_SUPPLEMENT_NUMBER = "supplement-number", V_VERSION = "version", V_VOLUME = "volume",
    // Texts.
    V_ABSTRACT = "abstract", V_ANNOTE = "annote", V_ARCHIVE = "archive", V_ARCHIVE_COLLECTION = "archive_collection",
    V_ARCHIVE_LOCATION = "archive_location", V_ARCHIVE_PLACE = "archive-place", V_AUTHORITY = "authority",
    V_CALL_NUMBER = "call-number", V_CITATION_KEY = "citation-key", V_CITATION_LABEL = "citation-label",
    V_COLLECTION_TITLE = "collection-title", V_CONTAINER_TITLE = "container-title",
    V_CONTAINER_TITLE_SHORT = "container-title-short", V_DIMENSIONS = "dimensions", V_DIVISION = "division",
    V_DOI = "DOI", V_EVENT = "event", V_EVENT_TITLE = "event-title", V_EVENT_PLACE = "event-place",
    V_GENRE = "genre", V_ISBN = "ISBN", V_ISSN = "ISSN", V_JURISDICTION = "jurisdiction", V_KEYWORD = "keyword",
    V_LANGUAGE = "language", V_LICENSE = "license", V_MEDIUM = "medium", V_NOTE = "note",
    V_ORIGINAL_PUBLISHER = "original-publisher", V_ORIGINAL_PUBLISHER_PLACE = "original-publisher-place",
    V_ORIGINAL_TITLE = "original-title", V_PART_TITLE = "part-title", V_PMCID = "PMCID", V_PMID = "PMID",
    V_PUBLISHER = "publisher", V_PUBLISHER_PLACE = "publisher-place", V_REFERENCES = "references",
    V_REVIEWED_GENRE = "reviewed-genre", V_REVIEWED_TITLE = "reviewed-title", V_SCALE = "scale",
    V_SOURCE = "source", V_STATUS = "status", V_TITLE = "title", V_TITLE_SHORT = "title-short", V_URL = "URL",
    V_VOLUME_TITLE = "volume-title", V_YEAR_SUFFIX = "year-suffix", V_HEREINAFTER = "hereinafter",
    V_COLLECTION_TITLE_SHORT = "collection-title-short", V_LOCATOR_EXTRA = "locator-extra",
    V_DATE = "date", V_COUNTRY = "country",
}

/// No variable.
pub(crate) const V_NONE: u8 = 255;

/// Is it a variable that holds names?
pub(crate) fn is_name_var(var: u8) -> bool {
    var <= V_TRANSLATOR
}

/// Is it a variable that holds a date?
pub(crate) fn is_date_var(var: u8) -> bool {
    (V_ACCESSED..=V_SUBMITTED).contains(&var)
}

/// Is it a variable that holds a number?
pub(crate) fn is_number_var(var: u8) -> bool {
    (V_CHAPTER_NUMBER..=V_VOLUME).contains(&var)
}

words! { TYPES:
    T_ARTICLE = "article", T_ARTICLE_JOURNAL = "article-journal", T_ARTICLE_MAGAZINE = "article-magazine",
    T_ARTICLE_NEWSPAPER = "article-newspaper", T_BILL = "bill", T_BOOK = "book", T_BROADCAST = "broadcast",
    T_CHAPTER = "chapter", T_CLASSIC = "classic", T_COLLECTION = "collection", T_DATASET = "dataset",
    T_DOCUMENT = "document", T_ENTRY = "entry", T_ENTRY_DICTIONARY = "entry-dictionary",
    T_ENTRY_ENCYCLOPEDIA = "entry-encyclopedia", T_EVENT = "event", T_FIGURE = "figure", T_GRAPHIC = "graphic",
    T_HEARING = "hearing", T_INTERVIEW = "interview", T_LEGAL_CASE = "legal_case", T_LEGISLATION = "legislation",
    T_MANUSCRIPT = "manuscript", T_MAP = "map", T_MOTION_PICTURE = "motion_picture",
    T_MUSICAL_SCORE = "musical_score", T_PAMPHLET = "pamphlet", T_PAPER_CONFERENCE = "paper-conference",
    T_PATENT = "patent", T_PERFORMANCE = "performance", T_PERIODICAL = "periodical",
    T_PERSONAL_COMMUNICATION = "personal_communication", T_POST = "post", T_POST_WEBLOG = "post-weblog",
    T_REGULATION = "regulation", T_REPORT = "report", T_REVIEW = "review", T_REVIEW_BOOK = "review-book",
    T_SOFTWARE = "software", T_SONG = "song", T_SPEECH = "speech", T_STANDARD = "standard", T_THESIS = "thesis",
    T_TREATY = "treaty", T_WEBPAGE = "webpage", T_GAZETTE = "gazette", T_VIDEO = "video",
    T_LEGAL_COMMENTARY = "legal_commentary",
}

words! { TAGS:
    N_STYLE = "style", N_CITATION = "citation", N_BIBLIOGRAPHY = "bibliography", N_LAYOUT = "layout",
    N_SORT = "sort", N_KEY = "key", N_TEXT = "text", N_NUMBER = "number", N_DATE = "date",
    N_DATE_PART = "date-part", N_NAMES = "names", N_NAME = "name", N_NAME_PART = "name-part", N_ET_AL = "et-al",
    N_LABEL = "label", N_SUBSTITUTE = "substitute", N_GROUP = "group", N_CHOOSE = "choose", N_IF = "if",
    N_ELSE_IF = "else-if", N_ELSE = "else", N_INSTITUTION = "institution", N_CONDITIONS = "conditions",
    N_CONDITION = "condition",
}

words! { ATTRS:
    // Texts.
    A_PREFIX = "prefix", A_SUFFIX = "suffix", A_DELIMITER = "delimiter", A_VALUE = "value", A_TERM = "term",
    A_INITIALIZE_WITH = "initialize-with", A_SORT_SEPARATOR = "sort-separator", A_NAME_DELIMITER = "name-delimiter",
    A_NAMES_DELIMITER = "names-delimiter", A_RANGE_DELIMITER = "range-delimiter",
    A_CITE_GROUP_DELIMITER = "cite-group-delimiter", A_YEAR_SUFFIX_DELIMITER = "year-suffix-delimiter",
    A_AFTER_COLLAPSE_DELIMITER = "after-collapse-delimiter",
    A_SUBSEQUENT_AUTHOR_SUBSTITUTE = "subsequent-author-substitute", A_DEFAULT_LOCALE = "default-locale",
    // A macro's place.
    A_MACRO = "macro",
    // Whole numbers and yes or no.
    A_ET_AL_MIN = "et-al-min", A_ET_AL_USE_FIRST = "et-al-use-first",
    A_ET_AL_SUBSEQUENT_MIN = "et-al-subsequent-min", A_ET_AL_SUBSEQUENT_USE_FIRST = "et-al-subsequent-use-first",
    A_ET_AL_USE_LAST = "et-al-use-last", A_NAMES_MIN = "names-min", A_NAMES_USE_FIRST = "names-use-first",
    A_NAMES_USE_LAST = "names-use-last", A_NEAR_NOTE_DISTANCE = "near-note-distance",
    A_LINE_SPACING = "line-spacing", A_ENTRY_SPACING = "entry-spacing", A_QUOTES = "quotes",
    A_STRIP_PERIODS = "strip-periods", A_INITIALIZE = "initialize",
    A_INITIALIZE_WITH_HYPHEN = "initialize-with-hyphen", A_HANGING_INDENT = "hanging-indent",
    A_PUNCTUATION_IN_QUOTE = "punctuation-in-quote", A_LIMIT_DAY_ORDINALS = "limit-day-ordinals-to-day-1",
    A_DISAMBIGUATE_ADD_NAMES = "disambiguate-add-names", A_DISAMBIGUATE_ADD_GIVENNAME = "disambiguate-add-givenname",
    A_DISAMBIGUATE_ADD_YEAR_SUFFIX = "disambiguate-add-year-suffix", A_DISAMBIGUATE = "disambiguate",
    // Lists.
    A_VARIABLE = "variable", A_TYPE = "type", A_IS_NUMERIC = "is-numeric", A_IS_UNCERTAIN_DATE = "is-uncertain-date",
    A_LOCATOR = "locator", A_POSITION = "position",
    // One word of the table WORDS.
    A_FORM = "form", A_TEXT_CASE = "text-case", A_FONT_STYLE = "font-style", A_FONT_VARIANT = "font-variant",
    A_FONT_WEIGHT = "font-weight", A_TEXT_DECORATION = "text-decoration", A_VERTICAL_ALIGN = "vertical-align",
    A_DISPLAY = "display", A_NAME = "name", A_AND = "and", A_DELIMITER_PRECEDES_ET_AL = "delimiter-precedes-et-al",
    A_DELIMITER_PRECEDES_LAST = "delimiter-precedes-last", A_NAME_AS_SORT_ORDER = "name-as-sort-order",
    A_NAME_FORM = "name-form", A_PLURAL = "plural", A_MATCH = "match", A_SORT = "sort", A_COLLAPSE = "collapse",
    A_GIVENNAME_RULE = "givenname-disambiguation-rule", A_DEMOTE = "demote-non-dropping-particle",
    A_PAGE_RANGE_FORMAT = "page-range-format", A_CLASS = "class", A_SECOND_FIELD_ALIGN = "second-field-align",
    A_SUBSTITUTE_RULE = "subsequent-author-substitute-rule", A_DATE_PARTS = "date-parts", A_GENDER = "gender",
}

/// What the value of an attribute is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Index into the style's texts.
    Text,
    /// Index into the style's macros.
    Macro,
    /// The number itself; yes is 1.
    Number,
    /// Index into the style's lists.
    List,
    /// Index into [`WORDS`].
    Word,
}

/// The kind of an attribute.
pub(crate) fn kind(attr: u8) -> Kind {
    match attr {
        0..A_MACRO => Kind::Text,
        A_MACRO => Kind::Macro,
        A_ET_AL_MIN..A_VARIABLE => Kind::Number,
        A_VARIABLE..A_FORM => Kind::List,
        _ => Kind::Word,
    }
}

words! { WORDS:
    W_NONE = "", W_LONG = "long", W_SHORT = "short", W_COUNT = "count", W_VERB = "verb", W_VERB_SHORT = "verb-short",
    W_SYMBOL = "symbol", W_NUMERIC = "numeric", W_NUMERIC_ZEROS = "numeric-leading-zeros", W_ORDINAL = "ordinal",
    W_LONG_ORDINAL = "long-ordinal", W_ROMAN = "roman", W_TEXT = "text", W_LOWERCASE = "lowercase",
    W_UPPERCASE = "uppercase", W_CAPITALIZE_FIRST = "capitalize-first", W_CAPITALIZE_ALL = "capitalize-all",
    W_SENTENCE = "sentence", W_TITLE = "title", W_NORMAL = "normal", W_ITALIC = "italic", W_OBLIQUE = "oblique",
    W_SMALL_CAPS = "small-caps", W_BOLD = "bold", W_LIGHT = "light", W_UNDERLINE = "underline",
    W_BASELINE = "baseline", W_SUP = "sup", W_SUB = "sub", W_BLOCK = "block", W_LEFT_MARGIN = "left-margin",
    W_RIGHT_INLINE = "right-inline", W_INDENT = "indent", W_YEAR = "year", W_MONTH = "month", W_DAY = "day",
    W_GIVEN = "given", W_FAMILY = "family", W_CONTEXTUAL = "contextual", W_AFTER_INVERTED = "after-inverted-name",
    W_ALWAYS = "always", W_NEVER = "never", W_FIRST = "first", W_ALL = "all", W_ANY = "any", W_NAND = "nand",
    W_ASCENDING = "ascending", W_DESCENDING = "descending", W_CITATION_NUMBER = "citation-number",
    W_YEAR_SUFFIX = "year-suffix", W_YEAR_SUFFIX_RANGED = "year-suffix-ranged", W_ALL_NAMES = "all-names",
    W_ALL_NAMES_INITIALS = "all-names-with-initials", W_PRIMARY = "primary-name",
    W_PRIMARY_INITIALS = "primary-name-with-initials", W_BY_CITE = "by-cite", W_SORT_ONLY = "sort-only",
    W_DISPLAY_AND_SORT = "display-and-sort", W_CHICAGO = "chicago", W_CHICAGO15 = "chicago-15",
    W_CHICAGO16 = "chicago-16", W_EXPANDED = "expanded", W_MINIMAL = "minimal", W_MINIMAL_TWO = "minimal-two",
    W_IN_TEXT = "in-text", W_NOTE = "note", W_FLUSH = "flush", W_MARGIN = "margin", W_COMPLETE_ALL = "complete-all",
    W_COMPLETE_EACH = "complete-each", W_PARTIAL_EACH = "partial-each", W_PARTIAL_FIRST = "partial-first",
    W_YMD = "year-month-day", W_YM = "year-month", W_MASCULINE = "masculine", W_FEMININE = "feminine",
    W_NEUTER = "neuter", W_ET_AL = "et-al", W_AND_OTHERS = "and others", W_WHOLE_NUMBER = "whole-number",
    W_LAST_DIGIT = "last-digit", W_LAST_TWO = "last-two-digits", W_TRUE = "true", W_FALSE = "false", W_NONE_MATCH = "none",
}

words! { POSITIONS:
    P_FIRST = "first", P_SUBSEQUENT = "subsequent", P_IBID = "ibid", P_IBID_LOCATOR = "ibid-with-locator",
    P_NEAR_NOTE = "near-note", P_FAR_NOTE = "far-note",
}

words! { LOCATORS:
    L_ACT = "act", L_APPENDIX = "appendix", L_ARTICLE = "article-locator", L_BOOK = "book", L_CANON = "canon",
    L_CHAPTER = "chapter", L_COLUMN = "column", L_ELOCATION = "elocation", L_EQUATION = "equation",
    L_FIGURE = "figure", L_FOLIO = "folio", L_ISSUE = "issue", L_LINE = "line", L_NOTE = "note", L_OPUS = "opus",
    L_PAGE = "page", L_PARAGRAPH = "paragraph", L_PART = "part", L_RULE = "rule", L_SCENE = "scene",
    L_SECTION = "section", L_SUB_VERBO = "sub-verbo", L_SUPPLEMENT = "supplement", L_TABLE = "table",
    L_TIMESTAMP = "timestamp", L_TITLE = "title-locator", L_VERSE = "verse", L_VERSION = "version",
    L_VOLUME = "volume", L_SUB_VERBO2 = "sub verbo", L_OTHER = "other",
}

/// The place of a word in a table.
pub(crate) fn find(table: &[&str], word: &str) -> Option<u8> {
    table
        .iter()
        .position(|&known| known == word)
        .map(|at| at as u8)
}
