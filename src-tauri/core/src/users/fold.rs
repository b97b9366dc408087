//! How text is made alike before it is compared: what a person takes for the same name is the same.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// Folds case, width, accents and the spelling of spaces, in any script.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return one_spaced(&text.to_ascii_lowercase());
    }
    let letters = text.nfkd().default_case_fold().nfkd().filter(|c| !is_ignored(*c));
    one_spaced(&letters.flat_map(plain).nfc().collect::<String>())
}

/// The words of a query, each folded.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The part of an address after the @, in lower case.
pub fn domain(email: &str) -> Option<String> {
    email.rsplit_once('@').map(|(_, domain)| domain.trim().to_lowercase())
}

fn one_spaced(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut spaced = String::with_capacity(text.len());
    spaced.extend(words.next());
    for word in words {
        spaced.push(' ');
        spaced.push_str(word);
    }
    spaced
}

/// Accents and vowel points that people leave out, and what cannot be seen. The marks of Indic and
/// Thai script stay: they are letters there. So do the voicing marks of kana.
fn is_ignored(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}' // accents
        | '\u{483}'..='\u{489}' // Cyrillic
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' // Hebrew
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{8d3}'..='\u{8ff}' // Arabic
        | '\u{711}' | '\u{730}'..='\u{74a}' // Syriac
        | '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' // unseen
    )
}

/// Letters that Unicode does not take apart but people type without their stroke, as two letters, or
/// with the keyboard of a neighbouring language.
fn plain(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ı' => ('i', None),
        'ø' => ('o', None),
        'ł' => ('l', None),
        'đ' | 'ð' => ('d', None),
        'ħ' => ('h', None),
        'ŧ' => ('t', None),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'þ' => ('t', Some('h')),
        'ك' => ('ک', None),
        'ي' | 'ى' => ('ی', None),
        '‘' | '’' | 'ʼ' | '`' | '´' => ('\'', None),
        '‐'..='―' | '−' => ('-', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a person types, and the name it must find.
    const FOUND: [(&str, &str); 38] = [
        ("jurgen grosse", "Jürgen Große"),
        ("JÜRGEN", "Ju\u{308}rgen"),
        ("STRASSE", "Straße"),
        ("strasse", "STRAẞE"),
        ("istanbul", "İstanbul"),
        ("diyarbakir", "Diyarbakır"),
        ("IŞIK", "ışık"),
        ("lukasz", "Łukasz"),
        ("soren", "Søren"),
        ("aegir", "Ægir"),
        ("thor", "Þór"),
        ("dao", "Đào"),
        ("nguyen thi", "Nguyễn Thị"),
        ("sinead o'connor", "Sinéad O’Connor"),
        ("αλεξης παπασ", "Αλέξης Παπάς"),
        ("фёдор", "Федор"),
        ("николаи", "Николай"),
        ("محمد", "مُحَمَّد"),
        ("احمد", "أحمد"),
        ("محمد", "محـــمد"),
        ("علی", "علي"),
        ("שלום", "שָׁלוֹם"),
        ("ﾀﾅｶ", "タナカ"),
        ("ガ", "ｶﾞ"),
        ("ａｂｃ", "abc"),
        ("田中", "田中 太郎"),
        ("김", "\u{1100}\u{1175}\u{11b7}철수"),
        ("राम", "राम कुमार"),
        ("สมชาย", "สมชาย ใจดี"),
        ("தமிழ்", "தமிழ்"),
        ("anna maria", "  Anna \u{a0} Maria\t"),
        ("anna-maria", "Anna‑Maria"),
        ("annamaria", "Anna\u{200b}Maria"),
        ("finn", "ﬁnn"),
        ("ⅳ", "IV"),
        ("გიორგი", "გიორგი"),
        ("ՀԱՅԿ", "հայկ"),
        ("𝐀𝐝𝐚", "ada"),
    ];

    #[test]
    fn what_a_person_types_finds_the_name() {
        for (typed, name) in FOUND {
            assert!(
                fold(name).contains(&fold(typed)),
                "{typed} in {name}: {:?} in {:?}",
                fold(typed),
                fold(name)
            );
        }
    }

    /// Marks that make another letter or word.
    #[test]
    fn marks_that_are_letters_stay() {
        for (one, other) in [("कि", "की"), ("กา", "กี"), ("か", "が"), ("기", "김"), ("தமிழ", "தமிழ்")]
        {
            assert_ne!(fold(one), fold(other));
            assert!(one == "தமிழ" || !fold(other).contains(&fold(one)), "{one} in {other}");
        }
    }

    #[test]
    fn words_are_folded_and_never_empty() {
        assert_eq!(words("  Ünal\u{a0} ß "), ["unal", "ss"]);
        assert!(words(" \u{200b} ").is_empty());
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,20}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
