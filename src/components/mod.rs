//! What pages are made of. Each takes values, signals and callbacks, never a store, so that tests can show it alone.

pub mod alike;
pub mod availability;
pub mod completions;
pub mod constraint_list;
pub mod cover;
pub mod cover_wall;
pub mod facet_panel;
pub mod level_slider;
pub mod note;
pub mod notices;
pub mod pager;
pub mod result_list;
pub mod shelf_walk;
pub mod sign;
pub mod spine;
pub mod spine_label;
pub mod union;
