//! Kinds and roles that stand together in many rows.

pub(super) const ABSENCE: &str = "verzuimmelding verzuimmelding.mutatie verzuimmelding.intrekking";
pub(super) const CORRECTION: &str = "verzuimmelding.mutatie verzuimmelding.intrekking";
pub(super) const IJW_TO_GEMEENTE: &str =
    "start.jeugdhulp stop.jeugdhulp verzoek.toewijzing verzoek.wijziging";
pub(super) const IJW_MORE: &str =
    "ID ADRES GEZIN PROC_ONTVANGST PROC_STATUS CONT_MELDER CONT_BEHANDELAAR";
pub(super) const NOT_CARE: &str = "school samenwerkingsverband leerplicht";
pub(super) const STATEMENTS: &str = "toestemming.verleend toestemming.geweigerd toestemming.ingetrokken toestemming.gewijzigd gezag.vastgesteld wilsbekwaamheid.vastgesteld";
pub(super) const NOES: &str = "toestemming.geweigerd toestemming.ingetrokken";
pub(super) const REGISTRARS: &str = "school wijkteam leerplicht cjg smw jgz huisarts jeugdhulpaanbieder gemeente samenwerkingsverband";
pub(super) const TABLES: &str = "school leerplicht wijkteam samenwerkingsverband cjg smw jgz";
/// Who may get a report of absence.
pub(super) const HAD: &str = "leerplicht doorstroompunt wijkteam smw";
