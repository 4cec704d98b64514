//! Every key of the files of targets and scores, with its meaning in both languages: the source of kyso-stats(5).

use super::inspection::{KeyText, key};

/// Of a file of targets.
#[rustfmt::skip]
pub const TARGETS: &[KeyText] = &[
    key("agency", "code of the one agency that it is for; at most one of agency, group and level, and none is everybody", "mã của cơ quan áp dụng; chỉ ghi một trong agency, group, level, không ghi thì áp dụng cho mọi cơ quan"),
    key("group", "the group of agencies that it is for, as the agencies file names it", "nhóm cơ quan áp dụng, đúng tên như trong danh mục cơ quan"),
    key("level", "the level that it is for: central, province, department, district, commune or unit", "cấp áp dụng: central, province, department, district, commune hoặc unit"),
    key("indicator", "the rate that is to be reached: electronic_rate, signed_rate, leader_signed_rate, agency_signed_rate, fully_signed_rate, timestamped_rate or dossier_rate", "tỷ lệ phải đạt: electronic_rate, signed_rate, leader_signed_rate, agency_signed_rate, fully_signed_rate, timestamped_rate hoặc dossier_rate"),
    key("percent", "how much of it, from 0 to 100, with at most three decimals", "phải đạt bao nhiêu phần trăm, từ 0 đến 100, nhiều nhất ba chữ số thập phân"),
];

/// Of a file of scores.
#[rustfmt::skip]
pub const SCORES: &[KeyText] = &[
    key("name", "what the rules are called, as in the decision that made them", "tên bảng điểm, như trong quyết định ban hành"),
    key("decimals", "decimals of a score, 0 to 3; 2 if not given", "số chữ số thập phân của điểm, từ 0 đến 3; không ghi thì là 2"),
    key("criterion.indicator", "a rate, as in a file of targets; each at most once", "một tỷ lệ, như trong tệp chỉ tiêu; mỗi tỷ lệ nhiều nhất một lần"),
    key("criterion.points", "at most so many points", "số điểm tối đa"),
    key("criterion.from", "below this percentage there are no points; 0 if not given", "dưới tỷ lệ phần trăm này thì không có điểm; không ghi thì là 0"),
    key("criterion.full", "from this percentage on there are all points, below it in proportion; 100 if not given", "đạt tỷ lệ phần trăm này thì đủ điểm, thấp hơn thì tính theo tỷ lệ; không ghi thì là 100"),
    key("criterion.empty", "what an office gets that has nothing to count: skip (the criterion is left out and the others stand for the whole), none (no points) or full (all points); skip if not given", "cơ quan không phát sinh gì để tính thì được gì: skip (bỏ tiêu chí, các tiêu chí còn lại quy về toàn bộ thang điểm), none (không có điểm) hoặc full (đủ điểm); không ghi thì là skip"),
    key("criterion.source", "where the evidence is, in the office's own words", "nguồn minh chứng, ghi theo cách của cơ quan"),
];
