//! Constraints and facet counts, from the columns.

use super::Engine;
use crate::build::{is_between, order_values};
use crate::files::{Loaded, Wants};
use crate::pack::columns::{Column, FILE_RECORDS, Values};
use crate::pack::postings::{self, has};
use crate::rank::Match;
use crate::state::{Constraint, Facet};
use crate::wire::{FacetGroup, HeadingKind};

impl Engine {
    /// A column; nothing of one that the pack is too old to have.
    pub(super) fn column(&self, column: Column, wants: &mut Wants) -> Option<Vec<&Values>> {
        let Some(section) = self.root.columns.get(column as usize) else {
            return Some(Vec::new());
        };
        let list = self.files.range(section, &[], None, wants)?;
        Some(
            list.into_iter()
                .filter_map(|(_, l)| {
                    if let Loaded::Column(v) = l {
                        Some(v)
                    } else {
                        None
                    }
                })
                .collect(),
        )
    }

    pub(super) fn numbers(&self, column: Column, wants: &mut Wants) -> Option<Vec<i32>> {
        let parts = self.column(column, wants)?;
        Some(
            parts
                .into_iter()
                .flat_map(|v| {
                    if let Values::Numbers(n) = v {
                        n.as_slice()
                    } else {
                        &[]
                    }
                })
                .copied()
                .collect(),
        )
    }

    /// Sets the bits of the records that have one of those values.
    fn mark(
        &self,
        column: Column,
        values: &[String],
        bits: &mut [u64],
        wants: &mut Wants,
    ) -> Option<()> {
        let ranges = matches!(column, Column::Level | Column::Measured);
        for (n, part) in self.column(column, wants)?.into_iter().enumerate() {
            let Values::Codes { names, ends, .. } = part else {
                continue;
            };
            let meant = |value: &String, name| value == name || ranges && is_between(value, name);
            let wanted: Vec<bool> = names
                .iter()
                .map(|name| values.iter().any(|value| meant(value, name)))
                .collect();
            for at in 0..ends.len() {
                if part.codes_of(at).iter().any(|c| wanted[usize::from(*c)]) {
                    let record = n * FILE_RECORDS as usize + at;
                    postings::add(bits, record as u32);
                }
            }
        }
        Some(())
    }

    /// Facet counts: each facet is counted among the records that pass all *other* facets'
    /// constraints, so that an alternative shows what choosing it would give. At most `most` values of each.
    pub(super) fn count(
        &self,
        all: &[Match],
        filter: &Filter,
        most: usize,
        wants: &mut Wants,
    ) -> Option<Vec<FacetGroup>> {
        let mut parts = Vec::with_capacity(Column::FACETS.len());
        let mut whole = true;
        for (column, facet) in Column::FACETS {
            let column = match facet {
                Facet::Site => filter.sites_by,
                _ => column,
            };
            match self.column(column, wants) {
                Some(list) => parts.push(list),
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        let mut counts: Vec<Vec<Vec<u32>>> = parts
            .iter()
            .map(|list| {
                list.iter()
                    .map(|v| {
                        if let Values::Codes { names, .. } = v {
                            vec![0; names.len()]
                        } else {
                            Vec::new()
                        }
                    })
                    .collect()
            })
            .collect();
        let mut on_shelf = 0;
        for m in all {
            let (file, at) = (
                (m.record / FILE_RECORDS) as usize,
                (m.record % FILE_RECORDS) as usize,
            );
            let only = match filter.failing(m.record) {
                Failing::None => None,
                Failing::One(facet) => Some(facet),
                Failing::More => continue,
            };
            if only.is_none_or(|f| f == Facet::Available) {
                on_shelf += u32::from(has(&filter.here, m.record));
            }
            for (n, (_, facet)) in Column::FACETS.iter().enumerate() {
                if only.is_none_or(|f| f == *facet)
                    && let Some(values) = parts[n].get(file)
                {
                    for code in values.codes_of(at) {
                        counts[n][file][usize::from(*code)] += 1;
                    }
                }
            }
        }
        let mut groups = Vec::new();
        for (n, (_, facet)) in Column::FACETS.iter().enumerate() {
            let mut values: Vec<(String, u32)> = Vec::new();
            for (part, counts) in parts[n].iter().zip(&counts[n]) {
                let Values::Codes { names, .. } = part else {
                    continue;
                };
                for (name, count) in names.iter().zip(counts) {
                    if *count == 0 {
                        continue;
                    }
                    match values.iter_mut().find(|(v, _)| v == name) {
                        Some((_, sum)) if parts[n].len() > 1 => *sum += count,
                        _ => values.push((name.clone(), *count)),
                    }
                }
            }
            // At libraries that were chosen, not anywhere.
            if *facet == Facet::Available && !filter.here.is_empty() {
                values.retain_mut(|(_, n)| {
                    *n = on_shelf;
                    on_shelf > 0
                });
            }
            order_values(*facet, &mut values);
            values.truncate(most);
            for constraint in filter
                .groups
                .iter()
                .filter(|g| g.facet == *facet)
                .flat_map(|g| &g.values)
            {
                if !values.iter().any(|(v, _)| v == constraint) {
                    values.push((constraint.clone(), 0));
                }
            }
            if !values.is_empty() {
                groups.push(FacetGroup {
                    facet: *facet,
                    values,
                });
            }
        }
        Some(groups)
    }
}

/// Constraints ready to be checked record by record. What is on the shelf, and at which library, is said of one copy: with both chosen
/// a record passes that has a copy on the shelf there, not one that has one there and another on a shelf elsewhere.
pub(super) struct Filter {
    pub(super) groups: Vec<Group>,
    /// Where libraries are chosen: records with a copy on the shelf at one of them, as bits.
    here: Vec<u64>,
    /// The column that says which libraries have a record: on the shelf, where that is asked for.
    sites_by: Column,
}

pub(super) struct Group {
    facet: Facet,
    values: Vec<String>,
    /// One bit a record.
    pass: Vec<u64>,
}

enum Failing {
    None,
    One(Facet),
    More,
}

impl Filter {
    pub(super) fn new(
        engine: &Engine,
        constraints: &[Constraint],
        wants: &mut Wants,
    ) -> Option<Self> {
        let mut groups: Vec<Group> = Vec::new();
        for c in constraints {
            match groups.iter_mut().find(|g| g.facet == c.facet) {
                Some(group) => group.values.push(c.value.clone()),
                None => groups.push(Group {
                    facet: c.facet,
                    values: vec![c.value.clone()],
                    pass: Vec::new(),
                }),
            }
        }
        let words = engine.root.records as usize / 64 + 1;
        let chosen = |facet| groups.iter().any(|g: &Group| g.facet == facet);
        let known = engine.root.columns.len() > Column::Here as usize;
        let both = known && chosen(Facet::Available) && chosen(Facet::Site);
        let sites_by = match known && chosen(Facet::Available) {
            true => Column::Here,
            false => Column::Site,
        };
        let mut here = Vec::new();
        let mut whole = true;
        for group in &mut groups {
            group.pass = vec![0; words];
            let heading = match group.facet {
                Facet::Subject => Some(HeadingKind::Subject),
                Facet::Author => Some(HeadingKind::Author),
                Facet::Series => Some(HeadingKind::Series),
                _ => None,
            };
            if let Some(kind) = heading {
                for value in &group.values {
                    match engine.heading_records(kind, value, wants) {
                        Some(records) => records
                            .into_iter()
                            .for_each(|r| group.pass[r as usize / 64] |= 1 << (r % 64)),
                        None => whole = false,
                    }
                }
                continue;
            }
            let site = known && group.facet == Facet::Site;
            if site {
                here = vec![0; words];
                whole &= engine
                    .mark(Column::Here, &group.values, &mut here, wants)
                    .is_some();
            }
            if site && both {
                group.pass.clone_from(&here);
            } else if let Some(column) = Column::of(group.facet) {
                whole &= engine
                    .mark(column, &group.values, &mut group.pass, wants)
                    .is_some();
            }
        }
        whole.then_some(Self {
            groups,
            here,
            sites_by,
        })
    }

    pub(super) fn passes(&self, record: u32) -> bool {
        self.groups.iter().all(|g| g.has(record))
    }

    fn failing(&self, record: u32) -> Failing {
        let mut failing = Failing::None;
        for group in self.groups.iter().filter(|g| !g.has(record)) {
            match failing {
                Failing::None => failing = Failing::One(group.facet),
                _ => return Failing::More,
            }
        }
        failing
    }
}

impl Group {
    fn has(&self, record: u32) -> bool {
        has(&self.pass, record)
    }
}
