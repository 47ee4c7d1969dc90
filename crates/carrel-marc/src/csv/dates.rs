//! Which of day and month comes first in a table's dates: decided once for a column, never cell by cell.

use carrel_core::{CalendarDate, Diagnostic};

use super::{Row, finding, kinds};
use crate::columns::{Column, ColumnMap, Resolved, key};
use crate::holdings::{DateOrder, OrderVotes, date_in};
use crate::map::shown;
use crate::map::text::clean;
use crate::words;

/// The columns whose dates are read.
const COLUMNS: [Column; 3] = [Column::Due, Column::Acquired, Column::Added];

/// Words in the names of columns that only a library writes in whose language the day comes first.
const DAY_FIRST: &[&str] = &[
    // Spanish
    "fecha",
    "título",
    "titulo",
    "autora",
    "autores",
    "ejemplar",
    "ejemplares",
    "signatura",
    "materia",
    "materias",
    "idioma",
    "ubicación",
    "ubicacion",
    "estado",
    "adquisición",
    "devolución",
    // French
    "titre",
    "auteur",
    "auteurs",
    "éditeur",
    "langue",
    "cote",
    "exemplaire",
    "retour",
    // German
    "titel",
    "verlag",
    "sprache",
    "signatur",
    "datum",
    "rückgabe",
    "standort",
    "fällig",
];

/// The order of each column with dates.
#[derive(Clone, Debug, Default)]
pub(super) struct Dates([DateOrder; COLUMNS.len()]);

impl Dates {
    /// What the map says; else what the first rows of the column, or of another with dates, can only mean; else the habit of
    /// the header's language; else the month first, and a finding for each column that leaves it open.
    pub(super) fn of(
        map: &ColumnMap,
        names: &[String],
        resolved: &Resolved,
        sample: &[Row],
        line: u64,
    ) -> (Self, Vec<Diagnostic>) {
        if map.dates != DateOrder::Guess {
            return (Self([map.dates; COLUMNS.len()]), Vec::new());
        }
        let votes = COLUMNS.map(|column| {
            let mut votes = OrderVotes::default();
            if let Some(at) = resolved.iter().position(|c| *c == Some(column)) {
                let cells = sample.iter().filter_map(|row| row.cells.get(at));
                cells.for_each(|cell| votes.add(&clean(cell)));
            }
            votes
        });
        let by_language = names
            .iter()
            .map(|name| key(name))
            .any(|name| name.split(' ').any(|word| DAY_FIRST.contains(&word)))
            .then_some(DateOrder::DayFirst);
        let elsewhere = votes.iter().find_map(OrderVotes::order);
        let mut found = Vec::new();
        let orders = core::array::from_fn(|i| {
            let told = votes[i].order().or(elsewhere).or(by_language);
            if let (None, Some(example)) = (told, votes[i].unclear()) {
                let at = resolved.iter().position(|c| *c == Some(COLUMNS[i]));
                let name = at.and_then(|at| names.get(at)).map_or("", String::as_str);
                let message = words::date_order_expected(shown(&clean(name)), shown(example));
                found.push(finding(&kinds::DATE_ORDER_UNCLEAR, line, message));
            }
            told.unwrap_or(DateOrder::MonthFirst)
        });
        (Self(orders), found)
    }

    /// A date of that column.
    pub(super) fn read(&self, column: Column, text: &str) -> Option<CalendarDate> {
        date_in(text, self.order(column))
    }

    /// The order of that column.
    pub(super) fn order(&self, column: Column) -> DateOrder {
        let at = COLUMNS.iter().position(|c| *c == column);
        at.map_or(DateOrder::MonthFirst, |at| self.0[at])
    }
}
