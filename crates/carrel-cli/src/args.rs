//! The command line, and its help for a librarian.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// What stands at the end of `carrel --help`.
const EXIT: &str = "\
Exit codes:
  0  done
  1  it could not be done; nothing was changed
  2  the command line is wrong, or a value on it
  3  done, but look at what was said: `verify` found faults, an input was not whole, or a table
     of copies is another library's

The shortest way to a site:
  carrel site export.mrc --out site --name \"Our School Library\"
then copy everything in the folder `site` to the school's web space. UPLOAD.txt in it says how.";

/// A school library in a folder: a catalogue export becomes a web site that also works without a network.
#[derive(Debug, Parser)]
#[command(name = "carrel", version, after_help = EXIT, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a whole web site from export files: the app and the catalogue, ready to copy to the web space
    Site(SiteArgs),
    /// Make desk and kiosk: a page of their own that lends with the network gone, with the titles of your copies
    Desk(DeskArgs),
    /// Make a searchable catalogue (without the web pages) from export files, with a report of what to mend
    Index(IndexArgs),
    /// Search a catalogue from the command line, as the search box does
    Query(QueryArgs),
    /// Show what a catalogue is made of: titles, words, bytes
    Inspect(InspectArgs),
    /// Check every file of a catalogue or site, in a folder or on its web server
    Verify(VerifyArgs),
    /// Check, build and begin lessons: text files that teach students to judge, find and cite sources
    #[command(subcommand)]
    Lessons(LessonsCommand),
    /// Write citations from CSL-JSON in a citation style, or run a folder of CSL test-suite cases
    Cite(CiteArgs),
}

impl Command {
    /// True when the answer is to be a JSON object.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Site(args) => args.json,
            Self::Index(args) => args.json,
            Self::Query(args) => args.json,
            Self::Inspect(args) => args.json,
            Self::Verify(args) => args.json,
            Self::Lessons(LessonsCommand::Check(args)) => args.json,
            Self::Cite(args) => args.json,
            Self::Desk(_) | Self::Lessons(_) => false,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum LessonsCommand {
    /// Read every lesson in a folder and say what should be mended, with line and remedy
    Check(LessonsCheckArgs),
    /// Make the bundles that the app loads: one file a lesson, and the list of them
    Build(LessonsBuildArgs),
    /// Write what is printed and what other systems take: handout, key, guide, braille, Canvas, SCORM, GIFT
    Export(LessonsExportArgs),
    /// Begin a new lesson: lessons/SLUG/lesson.md with something in it to change
    New(LessonsNewArgs),
}

#[derive(Debug, Args)]
pub(crate) struct LessonsCheckArgs {
    /// Folder of lessons, or of one lesson in it
    #[arg(value_name = "DIR", default_value = "lessons")]
    pub(crate) dir: PathBuf,

    /// Also show advice
    #[arg(long)]
    pub(crate) advice: bool,

    /// Print the findings as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LessonsBuildArgs {
    /// Folder of lessons
    #[arg(value_name = "DIR", default_value = "lessons")]
    pub(crate) dir: PathBuf,

    /// Folder to write
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct LessonsExportArgs {
    /// Folder of lessons, or of one lesson in it
    #[arg(value_name = "DIR", default_value = "lessons")]
    pub(crate) dir: PathBuf,

    /// Folder to write; files of the same names in it are replaced
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// Address of the school's site: for each lesson a link that shares it in Google Classroom
    #[arg(long, value_name = "URL")]
    pub(crate) site: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct LessonsNewArgs {
    /// Name of its folder: small letters, digits and hyphens
    #[arg(value_name = "SLUG")]
    pub(crate) slug: String,

    /// Folder of lessons
    #[arg(long, value_name = "DIR", default_value = "lessons")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CiteArgs {
    /// A file of CSL-JSON items; or the word `suite` and a folder of CSL test-suite cases; or the word `files` and a
    /// folder to write the styles and languages to that the app fetches when they are first used
    #[arg(required = true, value_name = "ITEMS.json", num_args = 1..=2)]
    pub(crate) input: Vec<PathBuf>,

    /// The style: mla, apa, chicago-notes, chicago-author-date, chicago-notes-17, chicago-author-date-17, harvard,
    /// elementary, or a file of CSL (.csl)
    #[arg(long, value_name = "STYLE")]
    pub(crate) style: Option<String>,

    /// A folder of CSL locale files (locales-en-US.xml and so on), for terms that the style does not bring
    #[arg(long, value_name = "DIR")]
    pub(crate) locales: Option<PathBuf>,

    /// The language to write in: en-US, en-GB, es-ES, fr-FR, de-DE or ar, or one whose file is in the folder of --locales.
    /// Without it, the one that the style is written for
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<String>,

    /// Write citations for the text or notes, not the list of works
    #[arg(long)]
    pub(crate) in_text: bool,

    /// Only what CSL says: without the rules of schools that the app has beside its styles (no city of a publisher after 1900,
    /// a chatbot is no author, A, An and The do not sort, day and month in the order of the language)
    #[arg(long)]
    pub(crate) csl_only: bool,

    /// Write as text, html, rtf (a whole file that a word processor opens, with the heading of the style) or tokens
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "html", "rtf", "tokens"])]
    pub(crate) format: String,

    /// Print the result of `suite` as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// What a catalogue is made of.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Export files of your library system: MARC 21 (.mrc), MARCXML, MARC in JSON, MARCMaker (.mrk), CSV or TSV;
    /// also packed as .gz or .zst. Several files become one catalogue
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Where the copies stand in MARC records: destiny, koha, evergreen, alexandria, polaris, sierra, symphony,
    /// marc876, none, or a TOML file such as
    ///   system = "other"
    ///   tag = "949"
    ///   [subfields]
    ///   barcode = "i"
    ///   call-number = "ab"
    ///   shelf = "l"
    /// Without it, it is found by looking at the records
    #[arg(long, value_name = "PROFILE", verbatim_doc_comment)]
    pub(crate) holdings: Option<String>,

    /// A table of the copies (CSV or TSV, as Evergreen and Koha export), joined to the titles by their number, ISBN
    /// or barcode, else by title and author where only one title can be meant. May be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) items: Vec<PathBuf>,

    /// What the columns of a CSV or TSV of titles mean, as a TOML file such as
    ///   [columns]
    ///   "Book Id" = "id"
    ///   "Creator" = "author"
    ///   "Private notes" = "ignore"
    /// Columns that it does not name are guessed. Without it, the first column named id or ending in _id is the id
    #[arg(long, value_name = "MAP.toml", verbatim_doc_comment)]
    pub(crate) columns: Option<PathBuf>,

    /// The same for the tables of --items
    #[arg(long, value_name = "MAP.toml", requires = "items")]
    pub(crate) items_columns: Option<PathBuf>,

    /// Authority records of your library system (MARC): a search for a name that a heading is not entered under
    /// (a see-reference) finds the heading's titles, too. May be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) authorities: Vec<PathBuf>,

    /// Write although an export was cut off and what it replaces has more titles or copies (a desk: any). Without it
    /// the former catalogue, or desk, stays
    #[arg(long)]
    pub(crate) allow_incomplete: bool,

    /// The day the availability is as of, as YYYY-MM-DD. Without it, the day the newest file was last changed
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Folder to write; a former catalogue in it is replaced only when the new one is complete
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// Name of the library
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// Folder on the web server that the site will stand in
    #[arg(long, value_name = "PATH", default_value = "/")]
    pub(crate) base: String,

    /// Write the same catalogue as one small file, too, for pages that want to keep all of it
    #[arg(long)]
    pub(crate) whole: bool,

    /// Write what the first letters find, too, for pages that use the search engine without the app
    #[arg(long)]
    pub(crate) first_answers: bool,

    /// The search engine's wasm: also write start.bin, which has it together with what a first search needs
    #[arg(long, value_name = "FILE")]
    pub(crate) engine: Option<PathBuf>,

    /// Print the report as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Folder to write; a former site in it is replaced only when the new one is complete, and files of your own
    /// in it (a robots.txt, say) stay
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// Name of the library, as readers see it
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,

    /// Folder on the web server that the site will stand in, such as /library/
    #[arg(long, value_name = "PATH", default_value = "/")]
    pub(crate) base: String,

    /// Folder of the app, as `cargo xtask dist` made it. Without it: the folder dist, here or beside this command
    #[arg(long, value_name = "DIR")]
    pub(crate) app: Option<PathBuf>,

    /// Folder of your own lessons, in place of those that come with the app
    #[arg(long, value_name = "DIR")]
    pub(crate) lessons: Option<PathBuf>,

    /// Other libraries on the same web server that readers may search together with this one: a file with one a line,
    /// such as
    ///   North High Library = /north-high/library/
    ///   Lincoln Elementary = /lincoln/library/
    /// or one of them in quotes; may be given several times. One file does for all: this library's own line is left out
    #[arg(long, value_name = "FILE|NAME=FOLDER", verbatim_doc_comment)]
    pub(crate) union: Vec<String>,

    /// Print the report as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DeskArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Folder to write, named desk for the gateway
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// Name of the library
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,

    /// Folder of the desk, as `cargo xtask desk --release` made it
    #[arg(long, value_name = "DIR", default_value = "dist-desk")]
    pub(crate) app: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// Folder of a catalogue or a site
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// Print it as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Folder of a catalogue or a site, or the address of a site (https:// needs the program curl)
    #[arg(value_name = "DIR|URL")]
    pub(crate) place: String,

    /// Print the findings as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    /// Folder of a catalogue or a site
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// What to search, as in the search box
    #[arg(value_name = "TEXT", conflicts_with = "batch")]
    pub(crate) text: Vec<String>,

    /// At most so many titles
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: u32,

    /// Print the answer as one JSON object
    #[arg(long, conflicts_with = "batch")]
    pub(crate) json: bool,

    /// Show how each score came about
    #[arg(long, conflicts_with = "batch")]
    pub(crate) explain: bool,

    /// Read one query a line from standard input; print `query<TAB>id,id,…` for each
    #[arg(long)]
    pub(crate) batch: bool,

    /// With --batch: add the microseconds that the engine took when it had every file it needed
    #[arg(long, requires = "batch")]
    pub(crate) times: bool,

    /// With --batch: ask each query of a catalogue that is all here, of one that fetches what it needs, and of one that begins
    /// anew; fail where they answer differently
    #[arg(long, requires = "batch")]
    pub(crate) both_ways: bool,

    /// Only the words as typed: no other spellings
    #[arg(long)]
    pub(crate) exact: bool,

    /// Another catalogue, searched as one with the first: the schools of a union; may be given several times
    #[arg(long, value_name = "DIR", conflicts_with_all = ["batch", "json", "explain", "like"])]
    pub(crate) and: Vec<PathBuf>,

    /// More titles like the one with this id, and why
    #[arg(long, value_name = "ID", conflicts_with_all = ["text", "batch", "json", "explain"])]
    pub(crate) like: Option<String>,
}
