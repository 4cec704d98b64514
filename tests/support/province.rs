//! A province made by a program, the same each time: 20 departments, 10 districts, 230 communes, two years of documents, and
//! a few names as only strangers write them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use kyso::stats::{Asked, By, Order, Period, Statistics, run};

/// What a name may hold that is a formula to a spreadsheet, an element to a browser, a command to a terminal.
pub(crate) const STRANGERS: [&str; 9] = [
    "=HYPERLINK(\"http://evil.example/\",\"UBND xã\")",
    "<script>document.title='broken'</script>",
    "\"><img src=x onerror=\"document.title='broken'\">",
    "UBND xã \u{202e}gnốđ",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "UBND xã _x0041_ & «Đồng» ]]>",
    "+84 240 UBND xã",
    // Decomposed, as some keyboards write it.
    "UBND xã Pho\u{302}̉ Mo\u{301}i",
    "UBND xã vùng cao Nguyễn Thị Minh Khai nhân dân các dân tộc huyện miền núi phía đông bắc 😀",
];

const DEPARTMENTS: [&str; 20] = [
    "Văn phòng UBND tỉnh",
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Kế hoạch và Đầu tư",
    "Sở Công Thương",
    "Sở Xây dựng",
    "Sở Giao thông vận tải",
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
    "Sở Khoa học và Công nghệ",
    "Sở Thông tin và Truyền thông",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Tài nguyên và Môi trường",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Lao động - Thương binh và Xã hội",
    "Thanh tra tỉnh",
    "Ban Dân tộc",
    "Ban Quản lý các khu công nghiệp",
    "Trung tâm Phục vụ hành chính công",
];
const FIRST: [&str; 23] = [
    "An",
    "Bình",
    "Cẩm",
    "Dĩnh",
    "Đại",
    "Đông",
    "Hòa",
    "Hương",
    "Lạc",
    "Lương",
    "Minh",
    "Mỹ",
    "Ngọc",
    "Nghĩa",
    "Phượng",
    "Quang",
    "Song",
    "Tân",
    "Thái",
    "Thượng",
    "Việt",
    "Xuân",
    "Yên",
];
const SECOND: [&str; 10] = ["Hà", "Lý", "Sơn", "Trì", "Hóa", "Mai", "Phú", "Đức", "Thịnh", "Vân"];

const SCORES: &str = "name = \"Kế hoạch <2018> & =1+1\"\n\
    [[criterion]]\nindicator = \"electronic_rate\"\npoints = 40\nfrom = 50\nfull = 95\nsource = \"sổ đăng ký\"\n\
    [[criterion]]\nindicator = \"fully_signed_rate\"\npoints = 60\n";

/// Documents of one agency in one year: how many, of them electronic, of them signed by the leader, by both.
type Year = [u32; 4];

/// A row of numbers that looks like chance and is none.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        // Knuth's constants (MMIX).
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as u32) % end
    }
}

/// Files in a folder, and how they are counted.
pub(crate) struct Province {
    pub(crate) agencies: PathBuf,
    pub(crate) register: PathBuf,
}

impl Province {
    /// Writes them.
    pub(crate) fn written(folder: &Path) -> Self {
        let province = Self { agencies: folder.join("co-quan.csv"), register: folder.join("van-ban-di.csv") };
        let mut agencies = csv::Writer::from_path(&province.agencies).unwrap();
        agencies.write_record(["code", "name", "parent", "level", "group"]).unwrap();
        let mut register = String::from(
            "Mã định danh;Số;Ký hiệu;Ngày tháng văn bản;Hình thức;Đã ký số lãnh đạo;Đã ký số cơ quan;Loại;Tiếp nhận qua\n",
        );
        let mut chance = Chance(2018);
        for (place, (code, name, level, group, size)) in offices().into_iter().enumerate() {
            agencies.write_record([&code, &name, "", level, group]).unwrap();
            // One office in the middle sends nothing at all.
            let size = if place == 99 { 0 } else { size };
            for (year, worst) in [(2017, 35), (2018, 22)] {
                documents(&mut register, &code, year, counts(&mut chance, size, worst));
            }
            if level != "commune" {
                dossiers(&mut register, &code, chance.below(40));
            }
        }
        // Somebody whom nobody knows.
        documents(&mut register, "H99.99", 2018, [3, 3, 2, 1]);
        agencies.flush().unwrap();
        fs::write(&province.register, register).unwrap();
        province
    }

    /// What is asked for, the register's word trusted.
    pub(crate) fn order(&self, by: By, period: &str) -> Order {
        Order {
            agencies: Some(self.agencies.clone()),
            registers: vec![self.register.clone()],
            trust_register: true,
            period: Period::parse(period).unwrap(),
            by,
            rank: true,
            ..Order::default()
        }
    }

    /// With everything that there is to say: the year before, targets, points, and the documents of one office.
    pub(crate) fn measured(&self) -> Statistics {
        let folder = self.agencies.parent().unwrap();
        let (targets, scores) = (folder.join("chi-tieu.csv"), folder.join("cham-diem.toml"));
        fs::write(&targets, "group,indicator,percent\n\"Sở, ban, ngành\",signed_rate,90\nUBND xã,signed_rate,80.5\n")
            .unwrap();
        fs::write(&scores, SCORES).unwrap();
        let order = Order {
            compare: Some(Period::parse("2017").unwrap()),
            targets: Some(targets),
            scores: Some(scores),
            drill: Some(Asked { agency: "H02.02".to_owned(), figure: None }),
            ..self.order(By::Agency, "2018")
        };
        run(&order, None, None).unwrap()
    }

    /// Counted.
    pub(crate) fn counted(&self, by: By, period: &str) -> Statistics {
        run(&self.order(by, period), None, None).unwrap()
    }
}

/// Code, name, level, group, and how much they write.
fn offices() -> Vec<(String, String, &'static str, &'static str, u32)> {
    let departments = (1..)
        .zip(DEPARTMENTS)
        .map(|(at, name)| (format!("H02.{at:02}"), name.to_owned(), "department", "Sở, ban, ngành", 60));
    let districts = (1..).zip(&FIRST[..10]).map(|(at, name)| {
        (format!("H02.{:02}", 30 + at), format!("UBND huyện {name} {}", SECOND[at % 10]), "district", "UBND huyện", 45)
    });
    let communes = (0..230).map(|at: usize| {
        let name = match at.checked_sub(100).and_then(|at| STRANGERS.get(at)) {
            Some(stranger) => (*stranger).to_owned(),
            None => format!("UBND xã {} {}", FIRST[at % 23], SECOND[at / 23]),
        };
        (format!("H02.{:02}.{:02}", 31 + at % 10, at / 10 + 1), name, "commune", "UBND xã", 12)
    });
    departments.chain(districts).chain(communes).collect()
}

fn counts(chance: &mut Chance, size: u32, worst: u32) -> Year {
    if size == 0 {
        return [0; 4];
    }
    let all = size / 2 + chance.below(size);
    let less = |chance: &mut Chance, from: u32| from - from * chance.below(worst) / 100;
    let electronic = less(chance, all);
    let leader = less(chance, electronic);
    [all, electronic, leader, less(chance, leader)]
}

fn documents(register: &mut String, code: &str, year: i32, [all, electronic, leader, both]: Year) {
    for number in 1..=all {
        let medium = if number <= electronic { "điện tử" } else { "giấy" };
        let mark = |signed| if number <= signed { "x" } else { "" };
        let (day, month) = (number % 28 + 1, number % 12 + 1);
        writeln!(register, "{code};{number};CV;{day}/{month}/{year};{medium};{};{};văn bản;", mark(leader), mark(both))
            .unwrap();
    }
}

fn dossiers(register: &mut String, code: &str, many: u32) {
    for number in 1..=many {
        let via = if number % 5 == 0 { "trực tiếp" } else { "điện tử" };
        writeln!(register, "{code};{number};HS;{}/5/2018;;;;hồ sơ;{via}", number % 28 + 1).unwrap();
    }
}
