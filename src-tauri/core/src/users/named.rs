//! The users that a CSV file names, by e-mail or account id.

use csv::{ReaderBuilder, StringRecord};
use serde::Serialize;
use ts_rs::TS;

use super::{
    fold::fold,
    query::{Everyone, Rows},
};

/// The users that a file names, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    lines: Vec<Line>,
}

/// A line's number, and what it may call a user, the surest first.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    number: u64,
    calls: Vec<String>,
}

/// What came of reading a file of users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct UserFile {
    /// How many lines name somebody, and how many of them a user of a source.
    pub lines: usize,
    pub matched: usize,
    pub unmatched: Vec<Unmatched>,
}

/// A line that is nobody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct Unmatched {
    #[ts(type = "number")]
    pub line: u64,
    pub text: String,
}

/// What columns are called, without case and spaces.
const ACCOUNT_IDS: [&str; 6] =
    ["accountid", "atlassianid", "atlassianaccountid", "aaid", "userid", "username"];
const EMAILS: [&str; 5] = ["email", "emailaddress", "useremail", "mail", "emails"];

impl Named {
    /// Reads a file: with or without a header, separated by commas, semicolons or tabs.
    ///
    /// # Errors
    /// When it is no such table.
    pub fn read(bytes: &[u8]) -> Result<Self, csv::Error> {
        let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        // Else the table counts a line as begun at the end of the one before.
        let text = text.replace("\r\n", "\n");
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let often = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
        let separator = *b"\t;,".iter().max_by_key(|separator| often(separator)).expect("there are some");
        let mut table = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let records = table.records().collect::<Result<Vec<_>, _>>()?;
        let columns = records.first().map(columns).unwrap_or_default();
        let line = |record: &StringRecord| {
            let number = record.position().map_or(0, csv::Position::line);
            let calls = match columns.is_empty() {
                true => called(record).into_iter().collect(),
                false => columns.iter().filter_map(|column| cell(record, *column)).collect::<Vec<_>>(),
            };
            (!calls.is_empty()).then_some(Line { number, calls })
        };
        Ok(Self { lines: records.iter().skip(usize::from(!columns.is_empty())).filter_map(line).collect() })
    }

    /// How many lines name somebody.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl Everyone {
    /// The users that a file names.
    pub(super) fn named(&self, named: &Named) -> Rows {
        let mut rows = self.none();
        for row in named.lines.iter().flat_map(|line| self.called(line)) {
            rows.set(row, true);
        }
        rows
    }

    /// The lines of a file that name nobody.
    pub fn unmatched(&self, named: &Named) -> Vec<Unmatched> {
        let unmatched = named.lines.iter().filter(|line| self.called(line).is_empty());
        unmatched.map(|line| Unmatched { line: line.number, text: line.calls.join(", ") }).collect()
    }

    fn called(&self, line: &Line) -> Vec<u32> {
        let rows =
            |call: &String| self.with_account(call).chain(self.with_email(&fold(call))).collect::<Vec<_>>();
        line.calls.iter().map(rows).find(|rows| !rows.is_empty()).unwrap_or_default()
    }
}

/// The columns that name users, if the record is a header.
fn columns(header: &StringRecord) -> Vec<usize> {
    let name = |cell: &str| fold(cell).replace([' ', '-', '_'], "");
    let column = |names: &[&str]| header.iter().position(|cell| names.contains(&name(cell).as_str()));
    [column(&ACCOUNT_IDS), column(&EMAILS)].into_iter().flatten().collect()
}

/// The cell of a record without a header that names a user: the first e-mail, or the first at all.
fn called(record: &StringRecord) -> Option<String> {
    let mut cells = (0..record.len()).filter_map(|column| cell(record, column));
    cells.clone().find(|cell| cell.contains('@')).or_else(|| cells.next())
}

fn cell(record: &StringRecord, column: usize) -> Option<String> {
    record.get(column).map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(text: &str) -> Vec<(u64, Vec<String>)> {
        Named::read(text.as_bytes())
            .unwrap()
            .lines
            .into_iter()
            .map(|line| (line.number, line.calls))
            .collect()
    }

    fn line(number: u64, calls: &[&str]) -> (u64, Vec<String>) {
        (number, calls.iter().map(|call| (*call).to_owned()).collect())
    }

    #[test]
    fn columns_are_found_by_their_header() {
        let excel = "\u{feff}Full Name;E-Mail Address\r\n\"Grosse; Jürgen\";jg@acme.com\r\n\r\nAda;\r\n";
        assert_eq!(calls(excel), [line(2, &["jg@acme.com"])]);
        let ours = "Username,Email,Full Name\n712020:a,a@acme.com,A\n,b@acme.com,B\n";
        assert_eq!(calls(ours), [line(2, &["712020:a", "a@acme.com"]), line(3, &["b@acme.com"])]);
    }

    #[test]
    fn without_a_header_every_line_counts() {
        assert_eq!(calls("a@acme.com\n b@acme.com \n"), [line(1, &["a@acme.com"]), line(2, &["b@acme.com"])]);
        assert_eq!(calls("Ada\ta@acme.com\n712020:b\n"), [line(1, &["a@acme.com"]), line(2, &["712020:b"])]);
        assert_eq!(calls(""), []);
    }
}
