-- The whole verdicts of federal-2025 for 2024/25, by hand, over the view `results`: categories,
-- answers, score, place in the list, and the fact that decided.
-- Answers: 0 not met, 1 met, 2 unknown, 3 not applicable. `least` and `most` are the margins that
-- an answer may have; the first member whose margin the answer has is the one that decides.
CREATE TABLE verdicts AS
WITH taken AS (
    SELECT school, year, procedure, subject, coalesce(level, '') AS level, grade, participants,
        CASE
            WHEN procedure <> 'ЕГЭ' THEN "2"
            WHEN "2" IS NOT NULL OR "ниже порога" IS NOT NULL
            THEN coalesce("2", 0) + coalesce("ниже порога", 0)
        END AS low
    FROM results
    WHERE subject IN ('русский язык', 'математика')
        AND (procedure = 'ВПР' AND grade BETWEEN 4 AND 8 OR procedure IN ('ОГЭ', 'ЕГЭ'))
),
-- one row for each assessment that a school has in any year
pairs AS (
    SELECT school, procedure, subject, level, grade,
        max(participants) FILTER (year = 2024) AS all_before,
        max(low) FILTER (year = 2024) AS low_before,
        max(participants) FILTER (year = 2025) AS all_now,
        max(low) FILTER (year = 2025) AS low_now
    FROM taken
    GROUP BY school, procedure, subject, level, grade
),
-- no row in a year is unknown, no participants is not applicable
answered AS (
    SELECT *,
        CASE
            WHEN all_before = 0 THEN 3 WHEN low_before IS NULL THEN 2
            WHEN 10 * low_before >= 3 * all_before THEN 1 ELSE 0
        END AS before,
        CASE
            WHEN all_now = 0 THEN 3 WHEN low_now IS NULL THEN 2
            WHEN 10 * low_now >= 3 * all_now THEN 1 ELSE 0
        END AS now,
        CASE
            WHEN before > 1 THEN NULL WHEN 10 * low_before = 3 * all_before THEN 1e-150
            ELSE low_before / all_before - 0.3
        END AS margin_before,
        CASE
            WHEN now > 1 THEN NULL WHEN 10 * low_now = 3 * all_now THEN 1e-150
            ELSE low_now / all_now - 0.3
        END AS margin_now
    FROM pairs
),
margins AS MATERIALIZED (
    SELECT *,
        before < 3 OR now < 3 AS applies,
        coalesce(margin_now, '-inf'::DOUBLE) AS least, coalesce(margin_now, 'inf'::DOUBLE) AS most,
        coalesce(margin_before, '-inf'::DOUBLE) AS least_before,
        coalesce(margin_before, 'inf'::DOUBLE) AS most_before,
        least(least, least_before) AS least_twice, least(most, most_before) AS most_twice,
        CASE
            WHEN NOT applies THEN 3 WHEN least_twice > 0 THEN 1 WHEN most_twice < 0 THEN 0 ELSE 2
        END AS twice
    FROM answered
),
summed AS (
    SELECT school,
        max(least, 2) FILTER (now < 3) AS leasts, max(most, 2) FILTER (now < 3) AS mosts,
        count(*) FILTER (now < 3) > 0 AS is_any_now,
        max(least_twice) FILTER (twice < 3) AS least_2, max(most_twice) FILTER (twice < 3) AS most_2,
        sum(low_now) FILTER (now < 2) / sum(all_now) FILTER (now < 2) AS score,
        CASE WHEN len(leasts) > 1 THEN leasts[2] ELSE '-inf'::DOUBLE END AS least_1,
        CASE WHEN len(mosts) > 1 THEN mosts[2] ELSE '-inf'::DOUBLE END AS most_1,
        CASE WHEN NOT is_any_now THEN 3 WHEN least_1 > 0 THEN 1 WHEN most_1 < 0 THEN 0 ELSE 2 END
            AS k1,
        CASE WHEN least_2 IS NULL THEN 3 WHEN least_2 > 0 THEN 1 WHEN most_2 < 0 THEN 0 ELSE 2 END
            AS k2
    FROM margins
    GROUP BY school
),
facts AS (
    SELECT summed.school,
        min({'procedure': procedure, 'subject': subject, 'level': level, 'grade': grade, 'low_now': low_now, 'all_now': all_now})
            FILTER (now < 3 AND CASE WHEN k1 = 1 THEN least = least_1 ELSE most = most_1 END) AS fact_1,
        min({'procedure': procedure, 'subject': subject, 'level': level, 'grade': grade, 'low_now': low_now, 'all_now': all_now, 'low_before': low_before, 'all_before': all_before, 'is_before': CASE WHEN least_twice > 0 THEN least_before <= least
                    ELSE most_before <= most END})
            FILTER (twice < 3 AND CASE WHEN k2 = 1 THEN least_twice = least_2 ELSE most_twice = most_2 END) AS fact_2
    FROM margins JOIN summed ON summed.school = margins.school
    GROUP BY summed.school
),
counted AS (SELECT summed.*, fact_1, fact_2 FROM summed JOIN facts USING (school)),
known AS (
    SELECT school, max(year) FILTER (year <= 2025) AS last FROM results GROUP BY school
),
joined AS (
    SELECT known.school, last, score, coalesce(k1, 3) AS k1, coalesce(k2, 3) AS k2,
        least_1, most_1, least_2, most_2, fact_1, fact_2
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
        END AS k4,
        CASE
            WHEN last < 2025 THEN 'нет данных за год'
            WHEN k3 = 3 AND k4 = 3 THEN 'не оценивается'
            ELSE 'оценена'
        END AS status,
        CASE
            WHEN k1 = 3 THEN false WHEN k2 = 3 THEN true
            WHEN k3 = 1 THEN least_1 <= least_2
            WHEN k4 = 1 THEN least_1 >= least_2
            ELSE most_1 >= most_2
        END AS is_first
    FROM joined
),
judged AS (
    SELECT *,
        CASE
            WHEN status <> 'оценена' THEN []
            WHEN k3 = 1 THEN ['ШНОР']
            ELSE list_filter(
                [
                    CASE WHEN k3 = 2 THEN 'ШНОР' END,
                    CASE WHEN k4 IN (1, 2) THEN 'зона риска' END,
                    CASE WHEN k4 <> 1 THEN 'не выявлена' END
                ],
                lambda each: each IS NOT NULL
            )
        END AS names,
        CASE
            WHEN len(names) <> 1 THEN NULL
            WHEN is_first THEN {'procedure':fact_1.procedure,'subject':fact_1.subject,'level':fact_1.level,'grade':fact_1.grade,'n':fact_1.low_now,'d':fact_1.all_now,'is_before': false}
            ELSE {'procedure':fact_2.procedure,'subject':fact_2.subject,'level':fact_2.level,'grade':fact_2.grade,'n':CASE WHEN fact_2.is_before THEN fact_2.low_before ELSE fact_2.low_now END,'d':CASE WHEN fact_2.is_before THEN fact_2.all_before ELSE fact_2.all_now END,'is_before': fact_2.is_before}
        END AS fact
    FROM both_or_any
)
SELECT school, status, nullif(array_to_string(names, '; '), '') AS possible, k1, k2, k3, k4, score,
    row_number() OVER (
        ORDER BY
            CASE status WHEN 'оценена' THEN 0 WHEN 'не оценивается' THEN 1 ELSE 3 END,
            CASE names[1] WHEN 'ШНОР' THEN 0 WHEN 'зона риска' THEN 1 WHEN 'не выявлена' THEN 2
                ELSE 99 END,
            len(names) > 1, score IS NULL, score DESC, school
    ) AS place,
    CASE WHEN fact.procedure IS NOT NULL THEN 2025 - fact.is_before::INTEGER END AS year,
    fact.procedure, fact.subject, fact.level, fact.grade,
    fact.n AS numerator,
    fact.d AS denominator
FROM judged
ORDER BY school;
