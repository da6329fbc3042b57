-- Rows as read, and what is derived from them once: schools, assessments, facts in codes.
CREATE TABLE raw AS SELECT * FROM results;

CREATE TABLE schools AS
SELECT row_number() OVER (ORDER BY school) - 1 AS s, school, municipality
FROM (SELECT school, arg_max(municipality, year) AS municipality FROM raw GROUP BY school);

CREATE TABLE assessments AS
SELECT row_number() OVER (ORDER BY procedure, subject, level, grade) - 1 AS a, *,
    subject IN ('русский язык', 'математика')
        AND (procedure = 'ВПР' AND grade BETWEEN 4 AND 8 OR procedure IN ('ОГЭ', 'ЕГЭ')) AS taken
FROM (
    SELECT DISTINCT procedure, subject, coalesce(level, '') AS level, grade FROM raw
);

CREATE TABLE facts AS
SELECT s, raw.year::SMALLINT AS year, a::SMALLINT AS a, taken, participants,
    "2", "3", "4", "5", "ниже порога",
    CASE
        WHEN assessments.procedure <> 'ЕГЭ' THEN "2"
        WHEN "2" IS NOT NULL OR "ниже порога" IS NOT NULL
        THEN coalesce("2", 0) + coalesce("ниже порога", 0)
    END AS low,
    "row", "rows"
FROM raw
JOIN schools ON schools.school = raw.school
JOIN assessments ON assessments.procedure = raw.procedure
    AND assessments.subject = raw.subject
    AND assessments.level = coalesce(raw.level, '')
    AND assessments.grade = raw.grade;
