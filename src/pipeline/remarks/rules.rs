//! The rules under which a document goes on with a remark, as its sender sees them.

/// On the days of the child, all rows that make this kind a duty are still to come.
pub const TOO_YOUNG: &str = "te-jong";
/// They are over.
pub const TOO_OLD: &str = "te-oud";
/// The birth date is known in part: a yes for who it may be is no yes.
pub const IN_PART: &str = "onvolledig";
/// A yes names no unit, where its recipient has several: it counts for none.
pub const NO_UNIT: &str = "onderdeel";
