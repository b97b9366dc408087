//! Names of people, in the scripts people write them in.

/// The names of one script, each with what an e-mail address makes of it.
pub(super) struct Script {
    pub given: [(&'static str, &'static str); 6],
    pub family: [(&'static str, &'static str); 6],
    pub order: Order,
}

/// How a full name is put together.
#[derive(Clone, Copy)]
pub(super) enum Order {
    GivenFamily,
    FamilyGiven,
    /// Without a space between.
    FamilyGivenJoined,
}

impl Order {
    pub fn full_name(self, given: &str, family: &str) -> String {
        match self {
            Self::GivenFamily => format!("{given} {family}"),
            Self::FamilyGiven => format!("{family} {given}"),
            Self::FamilyGivenJoined => format!("{family}{given}"),
        }
    }
}

pub(super) const SCRIPTS: &[Script] = &[
    Script {
        given: [
            ("Anna", "anna"),
            ("James", "james"),
            ("Zoë", "zoe"),
            ("José", "jose"),
            ("Siân", "sian"),
            ("Noah", "noah"),
        ],
        family: [
            ("Smith", "smith"),
            ("O’Brien", "obrien"),
            ("Müller", "mueller"),
            ("García-López", "garcia-lopez"),
            ("Łukasik", "lukasik"),
            ("de la Cruz", "delacruz"),
        ],
        order: Order::GivenFamily,
    },
    Script {
        given: [
            ("Анна", "anna"),
            ("Дмитро", "dmytro"),
            ("Ольга", "olga"),
            ("Юрий", "yuri"),
            ("Милица", "milica"),
            ("Петър", "petar"),
        ],
        family: [
            ("Ковальчук", "kovalchuk"),
            ("Шевченко", "shevchenko"),
            ("Щукина", "shchukina"),
            ("Иванов", "ivanov"),
            ("Јовановић", "jovanovic"),
            ("Ёлкин", "yolkin"),
        ],
        order: Order::GivenFamily,
    },
    Script {
        given: [
            ("Ελένη", "eleni"),
            ("Γιώργος", "giorgos"),
            ("Μαρία", "maria"),
            ("Νίκος", "nikos"),
            ("Άννα", "anna"),
            ("Θάνος", "thanos"),
        ],
        family: [
            ("Παπαδόπουλος", "papadopoulos"),
            ("Γεωργίου", "georgiou"),
            ("Οικονόμου", "oikonomou"),
            ("Νικολαΐδης", "nikolaidis"),
            ("Βλάχος", "vlachos"),
            ("Ψαρράς", "psarras"),
        ],
        order: Order::GivenFamily,
    },
    Script {
        given: [
            ("محمد", "mohammed"),
            ("فاطمة", "fatima"),
            ("ليلى", "layla"),
            ("عمر", "omar"),
            ("נועה", "noa"),
            ("יוסף", "yosef"),
        ],
        family: [
            ("الهاشمي", "alhashimi"),
            ("منصور", "mansour"),
            ("حداد", "haddad"),
            ("بن علي", "benali"),
            ("כהן", "cohen"),
            ("לוי", "levi"),
        ],
        order: Order::GivenFamily,
    },
    Script {
        given: [
            ("आरव", "aarav"),
            ("प्रिया", "priya"),
            ("அருண்", "arun"),
            ("সুমন", "suman"),
            ("สมชาย", "somchai"),
            ("นารี", "naree"),
        ],
        family: [
            ("शर्मा", "sharma"),
            ("कृष्णन", "krishnan"),
            ("குமார்", "kumar"),
            ("চট্টোপাধ্যায়", "chattopadhyay"),
            ("ใจดี", "jaidee"),
            ("ศรีสุข", "srisuk"),
        ],
        order: Order::GivenFamily,
    },
    Script {
        given: [
            ("伟", "wei"),
            ("秀英", "xiuying"),
            ("太郎", "taro"),
            ("さくら", "sakura"),
            ("浩然", "haoran"),
            ("美咲", "misaki"),
        ],
        family: [
            ("王", "wang"),
            ("李", "li"),
            ("佐藤", "sato"),
            ("髙橋", "takahashi"),
            ("欧阳", "ouyang"),
            ("渡邊", "watanabe"),
        ],
        order: Order::FamilyGivenJoined,
    },
    Script {
        given: [
            ("민준", "minjun"),
            ("서연", "seoyeon"),
            ("지우", "jiwoo"),
            ("하은", "haeun"),
            ("Thị Hồng", "hong"),
            ("Đức", "duc"),
        ],
        family: [
            ("김", "kim"),
            ("이", "lee"),
            ("박", "park"),
            ("최", "choi"),
            ("Nguyễn", "nguyen"),
            ("Trần", "tran"),
        ],
        order: Order::FamilyGiven,
    },
];
