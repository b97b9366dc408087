//! The Atlassian Document Format, as far as plain text needs it:
//! <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>.

use serde_json::Value;

/// The text of a document's paragraphs, a line each; `None` when it is no such document.
pub(super) fn text(document: &Value) -> Option<String> {
    let is_document = document["type"] == "doc" && document["version"] == 1;
    let paragraphs = document["content"].as_array().filter(|_| is_document)?;
    let lines: Option<Vec<_>> = paragraphs.iter().map(line).collect();
    Some(lines?.join("\n"))
}

fn line(paragraph: &Value) -> Option<String> {
    if paragraph["type"] != "paragraph" {
        return None;
    }
    let Some(content) = paragraph.get("content") else { return Some(String::new()) };
    content.as_array()?.iter().map(|node| node["text"].as_str().filter(|text| is_text(node, text))).collect()
}

/// Texts are never empty, and hold no line ends.
fn is_text(node: &Value, text: &str) -> bool {
    node["type"] == "text" && !text.is_empty() && !text.contains(['\r', '\n'])
}
