//! Call numbers and the key that sorts them as they stand on the shelf.

use serde::{Deserialize, Serialize};

/// A string that sorts (byte order) the way the shelf runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShelfKey(pub String);
