//! As much of JQL as it takes to find an issue by its label.

/// What a query asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    pub project: Option<String>,
    pub label: Option<String>,
}

impl Query {
    /// Reads `project = … AND labels = …`, in any order; `None` for any other query, and for one
    /// without an end to what it may find.
    pub fn read(text: &str) -> Option<Self> {
        let mut query = Self::default();
        let conditions = text.split_once(" ORDER BY ").map_or(text, |(conditions, _)| conditions);
        let mut rest = conditions.trim();
        loop {
            let (field, after) = rest.split_once('=')?;
            let (value, after) = quoted(after.trim_start())?;
            let place = match field.trim() {
                "project" => &mut query.project,
                "labels" => &mut query.label,
                _ => return None,
            };
            *place = Some(value);
            rest = match after.trim() {
                "" => return Some(query),
                more => more.strip_prefix("AND ")?,
            };
        }
    }
}

/// The text a query begins with, in quotation marks, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.strip_prefix('"')?.chars();
    loop {
        match letters.next()? {
            '"' => return Some((value, letters.as_str())),
            '\\' => value.push(letters.next()?),
            letter => value.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_finds_an_issue_and_nothing_else() {
        let both = Query { project: Some("A\"B".into()), label: Some("c = d AND e".into()) };
        let text = r#"labels = "c = d AND e" AND project="A\"B" ORDER BY created ASC"#;
        assert_eq!(Query::read(text), Some(both));
        for text in
            ["", "ORDER BY created", "labels = a", r#"labels = "a"#, r#"labels = "a" OR project = "B""#]
        {
            assert_eq!(Query::read(text), None, "{text}");
        }
    }
}
