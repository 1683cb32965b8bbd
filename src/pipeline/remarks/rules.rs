//! The rules under which a document goes on with a remark, as its sender sees them.

/// On the days that count, the child has yet to reach the age of a row that makes this kind a duty.
pub const TOO_YOUNG: &str = "te-jong";
/// On the days that count, the child is past the age of every row that makes this kind a duty.
pub const TOO_OLD: &str = "te-oud";
/// The birth date is known in part: a yes for a possible match is no yes.
pub const IN_PART: &str = "onvolledig";
/// A yes names no unit of a recipient with several units: such a yes counts for no unit.
pub const NO_UNIT: &str = "onderdeel";
