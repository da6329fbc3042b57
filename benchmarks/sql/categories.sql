-- The verdicts of federal-2025 for 2024/25, by hand, over the view `results`.
-- Answers: 0 not met, 1 met, 2 unknown, 3 not applicable.
CREATE TABLE verdicts AS
WITH taken AS (
    SELECT school, year, procedure, subject, level, grade, participants,
        CASE
            WHEN procedure <> 'ЕГЭ' THEN "2"
            WHEN "2" IS NOT NULL OR "ниже порога" IS NOT NULL
            THEN coalesce("2", 0) + coalesce("ниже порога", 0)
        END AS low
    FROM results
    WHERE subject IN ('русский язык', 'математика')
        AND (procedure = 'ВПР' AND grade BETWEEN 4 AND 8 OR procedure IN ('ОГЭ', 'ЕГЭ'))
),
answered AS (
    SELECT *,
        CASE
            WHEN participants = 0 THEN 3
            WHEN low IS NULL THEN 2
            WHEN 10 * low >= 3 * participants THEN 1
            ELSE 0
        END AS k0
    FROM taken
),
-- one row for each assessment that a school has in any year; no row in a year is unknown
cells AS (
    SELECT school,
        coalesce(max(k0) FILTER (year = 2024), 2) AS before,
        coalesce(max(k0) FILTER (year = 2025), 2) AS now,
        sum(low) FILTER (year = 2025 AND k0 < 2) AS low,
        sum(participants) FILTER (year = 2025 AND k0 < 2) AS participants
    FROM answered
    GROUP BY school, procedure, subject, level, grade
),
twice AS (
    SELECT *,
        CASE
            WHEN before = 3 AND now = 3 THEN 3
            WHEN before = 0 OR now = 0 THEN 0
            WHEN before = 1 AND now = 1 THEN 1
            ELSE 2
        END AS k2a
    FROM cells
),
counted AS (
    SELECT school,
        CASE
            WHEN count(*) FILTER (now <> 3) = 0 THEN 3
            WHEN count(*) FILTER (now = 1) >= 2 THEN 1
            WHEN count(*) FILTER (now IN (1, 2)) >= 2 THEN 2
            ELSE 0
        END AS k1,
        CASE
            WHEN count(*) FILTER (k2a <> 3) = 0 THEN 3
            WHEN count(*) FILTER (k2a = 1) >= 1 THEN 1
            WHEN count(*) FILTER (k2a = 2) >= 1 THEN 2
            ELSE 0
        END AS k2,
        sum(low) / sum(participants) AS score
    FROM twice
    GROUP BY school
),
known AS (
    SELECT school, max(year) FILTER (year <= 2025) AS last FROM results GROUP BY school
),
joined AS (
    SELECT known.school, last, score, coalesce(k1, 3) AS k1, coalesce(k2, 3) AS k2
    FROM known LEFT JOIN counted ON counted.school = known.school
),
both_or_any AS (
    SELECT *,
        CASE
            WHEN k1 = 3 THEN k2 WHEN k2 = 3 THEN k1
            WHEN k1 = 0 OR k2 = 0 THEN 0 WHEN k1 = 1 AND k2 = 1 THEN 1 ELSE 2
        END AS k3,
        CASE
            WHEN k1 = 3 THEN k2 WHEN k2 = 3 THEN k1
            WHEN k1 = 1 OR k2 = 1 THEN 1 WHEN k1 = 0 AND k2 = 0 THEN 0 ELSE 2
        END AS k4
    FROM joined
)
SELECT school,
    CASE
        WHEN last < 2025 THEN 'нет данных за год'
        WHEN k3 = 3 AND k4 = 3 THEN 'не оценивается'
        ELSE 'оценена'
    END AS status,
    CASE
        WHEN last < 2025 OR k3 = 3 AND k4 = 3 THEN NULL
        WHEN k3 = 1 THEN 'ШНОР'
        ELSE concat_ws('; ',
            CASE WHEN k3 = 2 THEN 'ШНОР' END,
            CASE WHEN k4 IN (1, 2) THEN 'зона риска' END,
            CASE WHEN k4 <> 1 THEN 'не выявлена' END)
    END AS possible,
    k1, k2, k3, k4, score
FROM both_or_any
ORDER BY school;
